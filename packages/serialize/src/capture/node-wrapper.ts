import { callbackify, promisify } from 'node:util';
import { capturedScopes } from '../inspector/captured-scopes.ts';
import { originOf } from '../inspector/script-location.ts';

/** Functions of Node that put another one around a function. */
const makers = [promisify, callbackify] as const;

/**
 * Finds the function that `util.promisify` or `util.callbackify` has wrapped.
 *
 * @param fn - a function of Node's own
 * @returns undefined if it is not from the place in Node's code from which such wrappers are
 */
export function wrapperParts(fn: Function): { maker: Function; original: Function } | undefined {
  const place = placeOf(fn);
  if (place === undefined) return undefined;
  for (const maker of makers) {
    if (placeOf(maker(async () => Promise.resolve())) !== place) continue;
    for (const { variables } of capturedScopes(fn) ?? []) if (typeof variables['original'] === 'function') return { maker, original: variables['original'] };
  }
  return undefined;
}

function placeOf(fn: Function): string | undefined {
  const location = originOf(fn)?.location;
  return location === undefined ? undefined : `${location.script.scriptId}:${location.line}:${location.column}`;
}
