import { types } from 'node:util';
import { isStatefulPrototype } from '../reference/intrinsics.ts';
import { methodOf } from '../untampered.ts';

const deref = methodOf(WeakRef.prototype, 'deref');
const unregister = methodOf(FinalizationRegistry.prototype, 'unregister');

/**
 * Tells, in words, what an object is whose state cannot be read, or means nothing elsewhere. Runs no code of the object, and is not misled by what
 * it says of itself.
 *
 * @returns undefined for all others
 */
export function liveObject(value: object): string | undefined {
  if (types.isPromise(value)) return 'a Promise';
  if (types.isWeakMap(value)) return 'a WeakMap';
  if (types.isWeakSet(value)) return 'a WeakSet';
  if (types.isGeneratorObject(value)) return 'a generator under way';
  if (types.isMapIterator(value) || types.isSetIterator(value)) return 'an iterator under way';
  if (types.isModuleNamespaceObject(value)) return 'a module namespace';
  if (isTiedToParameters(value)) return 'an arguments object';
  if (types.isExternal(value)) return 'an external value';
  if (isBranded(deref, value)) return 'a WeakRef';
  if (isBranded(unregister, value, {})) return 'a FinalizationRegistry';
  for (let holder = Object.getPrototypeOf(value) as object | null; holder !== null && !types.isProxy(holder); holder = Object.getPrototypeOf(holder) as object | null) {
    if (isStatefulPrototype(holder)) return iteratorName(holder);
  }
  return undefined;
}

/** Sloppy functions with parameters share them with their arguments object. */
function isTiedToParameters(value: object): boolean {
  const callee: unknown = types.isArgumentsObject(value) ? Object.getOwnPropertyDescriptor(value, 'callee')?.value : undefined;
  return typeof callee === 'function' && !types.isProxy(callee) && Object.getOwnPropertyDescriptor(callee, 'length')?.value !== 0;
}

function iteratorName(prototype: object): string {
  const tag: unknown = Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)?.value;
  return typeof tag !== 'string' ? 'an iterator under way' : `${/^[AEIOU]/.test(tag) ? 'an' : 'a'} ${tag}`;
}

/** Whether an object is of the sort that a method works on: the method throws for all others. */
function isBranded<Parameters extends unknown[]>(method: (receiver: unknown, ...parameters: Parameters) => unknown, value: object, ...parameters: Parameters): boolean {
  try {
    method(value, ...parameters);
    return true;
  } catch {
    return false;
  }
}
