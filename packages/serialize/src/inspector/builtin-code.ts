import { originOf } from './script-location.ts';
import type { FunctionOrigin } from './script-location.ts';

const known = new WeakMap<Function, boolean>();

/** Whether a function is the language's or Node's own. */
export function isBuiltinCode(fn: Function): boolean {
  let is = known.get(fn);
  if (is === undefined) {
    // No other function can have such a text: as code it would be a syntax error.
    is = /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(fn)) || isOfNode(originOf(fn));
    known.set(fn, is);
  }
  return is;
}

function isOfNode(origin: FunctionOrigin | undefined): boolean {
  return origin?.isUnlisted === true || origin?.location?.script.url.startsWith('node:') === true;
}
