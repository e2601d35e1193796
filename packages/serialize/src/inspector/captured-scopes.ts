import { exchangeSlot, internalProperties, withInspector } from './inspector-session.ts';

/** One scope around a function, innermost first in lists. */
export interface CapturedScope {
  /** V8's word for it: `Module`, `Block`, `Closure (make)`. */
  kind: string;
  /** A copy of its variables, made when it was read; reading one in its dead zone throws (in Node 20 it gives undefined). */
  variables: Record<string, unknown>;
}

/**
 * Reads the variables around a function, the global scope left out. V8 keeps those that some function in the scope mentions.
 *
 * @returns undefined where there is no inspector
 */
export function capturedScopes(fn: Function): CapturedScope[] | undefined {
  return withInspector((ask) => {
    const scopes = internalProperties(ask, fn).find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
    if (scopes === undefined) return [];
    return exchangeSlot((expression) => {
      ask('Runtime.callFunctionOn', { objectId: scopes, silent: true, functionDeclaration: `function () {
        ${expression} = Array.from(this, ({ description, object }) => ({ kind: description, variables: object })).filter(({ kind }) => kind !== 'Global');
      }` });
    }) as CapturedScope[]; // `as`: what the text above makes
  });
}

/** Reads the slots of a bound function. */
export function boundParts(fn: Function): { target: Function; receiver: unknown; parameters: unknown[] } | undefined {
  return withInspector((ask) => {
    const slots = internalProperties(ask, fn);
    const read = (name: string): unknown => {
      const slot = slots.find((each) => each.name === name)?.value;
      if (slot?.objectId === undefined) return slot?.value;
      return exchangeSlot((expression) => {
        ask('Runtime.callFunctionOn', { objectId: slot.objectId, silent: true, functionDeclaration: `function () { 'use strict'; ${expression} = this; }` });
      });
    };
    // `as`: what V8 keeps in slots of these names. Primitives among the arguments come with the array.
    return { target: read('[[TargetFunction]]') as Function, receiver: read('[[BoundThis]]'), parameters: [...(read('[[BoundArgs]]') as unknown[])] };
  });
}

/** Reads what is behind a Proxy, without asking its handler. */
export function proxyTarget(proxy: object): object | undefined {
  return withInspector((ask) => {
    const target = internalProperties(ask, proxy).find(({ name }) => name === '[[Target]]')?.value?.objectId;
    if (target === undefined) return undefined; // revoked
    return exchangeSlot((expression) => {
      ask('Runtime.callFunctionOn', { objectId: target, silent: true, functionDeclaration: `function () { ${expression} = this; }` });
    }) as object; // `as`: only objects have proxies
  });
}
