import { internalProperties, valuesBehind, withInspector } from './inspector-session.ts';
import type { InternalProperty } from './inspector-session.ts';

/** One scope around a function, innermost first in lists. */
export interface CapturedScope {
  /** V8's word for it: `Module`, `Block`, `Closure (make)`. */
  kind: string;
  /** A copy of its variables, made when it was read; reading one in its dead zone throws (in Node 20 it gives undefined). */
  variables: Record<string, unknown>;
}

/** By what they were read from, which is kept for a moment only. */
const scopesRead = new WeakMap<readonly InternalProperty[], CapturedScope[]>();

/**
 * Reads the variables around a function, the global scope left out. V8 keeps those that some function in the scope mentions.
 *
 * @returns undefined where there is no inspector
 */
export function capturedScopes(fn: Function): CapturedScope[] | undefined {
  return withInspector((ask) => {
    const slots = internalProperties(ask, fn);
    const present = scopesRead.get(slots);
    if (present !== undefined) return present;
    const remote = slots.find(({ name }) => name === '[[Scopes]]')?.value;
    if (remote === undefined) return [];
    // `as`: V8's list of them, which has no prototype and so no iterator.
    const scopes = valuesBehind(ask, [remote])[0] as ArrayLike<{ description: string; object: Record<string, unknown> }>;
    const read = Array.from(scopes, ({ description, object }) => ({ kind: description, variables: object })).filter(({ kind }) => kind !== 'Global');
    scopesRead.set(slots, read);
    return read;
  });
}

/** Reads the slots of a bound function. */
export function boundParts(fn: Function): { target: Function; receiver: unknown; parameters: unknown[] } | undefined {
  return withInspector((ask) => {
    const slots = internalProperties(ask, fn);
    const read = (name: string): unknown => {
      const slot = slots.find((each) => each.name === name)?.value;
      return slot === undefined ? undefined : valuesBehind(ask, [slot])[0];
    };
    // `as`: what V8 keeps in slots of these names. Primitives among the arguments come with the array.
    return { target: read('[[TargetFunction]]') as Function, receiver: read('[[BoundThis]]'), parameters: [...(read('[[BoundArgs]]') as unknown[])] };
  });
}

/** Reads what is behind a Proxy, without asking its handler. */
export function proxyTarget(proxy: object): object | undefined {
  return withInspector((ask) => {
    const target = internalProperties(ask, proxy).find(({ name }) => name === '[[Target]]')?.value;
    if (target === undefined) return undefined;
    const behind = valuesBehind(ask, [target])[0];
    return typeof behind === 'object' || typeof behind === 'function' ? (behind ?? undefined) : undefined; // nothing, for a revoked one
  });
}
