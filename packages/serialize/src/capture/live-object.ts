import { types } from 'node:util';
import { isStatefulPrototype } from '../reference/intrinsics.ts';
import { methodOf } from '../untampered.ts';

/** Why an object cannot travel as data. */
export interface LiveObject {
  /** What it is: `a Promise`. */
  culprit: string;
  /** A clause about it: `it lives in this process`. */
  reason: string;
  /** What to do about it, unless making it within the function is all that helps. */
  remedy?: string;
}

const deref = methodOf(WeakRef.prototype, 'deref');
const unregister = methodOf(FinalizationRegistry.prototype, 'unregister');

/**
 * Tells what an object is whose state cannot be read, or means nothing elsewhere. Runs no code of the object, and is not misled by what
 * it says of itself.
 *
 * @returns undefined for all others
 */
export function liveObject(value: object): LiveObject | undefined {
  if (types.isPromise(value)) return { culprit: 'a Promise', reason: 'it settles in this process', remedy: 'await it before and capture what it gives' };
  if (types.isWeakMap(value)) return { culprit: 'a WeakMap', reason: 'it cannot be listed', remedy: 'use a Map, or make the WeakMap within the function' };
  if (types.isWeakSet(value)) return { culprit: 'a WeakSet', reason: 'it cannot be listed', remedy: 'use a Set, or make the WeakSet within the function' };
  if (types.isGeneratorObject(value)) return { culprit: 'a generator under way', reason: 'it is suspended in the middle of its code', remedy: 'call the generator function within the function' };
  if (types.isMapIterator(value) || types.isSetIterator(value)) return underWay('an iterator under way');
  if (types.isModuleNamespaceObject(value)) return { culprit: 'a module namespace', reason: 'it was imported where that cannot be seen', remedy: 'import the module by a declaration, or within the function' };
  if (isTiedToParameters(value)) return { culprit: 'an arguments object', reason: 'it changes with the parameters of its function', remedy: 'capture a copy of it: "[...arguments]"' };
  if (types.isExternal(value)) return { culprit: 'an external value', reason: 'it is known to native code only' };
  if (isBranded(deref, value)) return { culprit: 'a WeakRef', reason: 'it holds what may be gone', remedy: 'capture what it refers to' };
  if (isBranded(unregister, value, {})) return { culprit: 'a FinalizationRegistry', reason: 'it watches objects of this process' };
  for (let holder = Object.getPrototypeOf(value) as object | null; holder !== null && !types.isProxy(holder); holder = Object.getPrototypeOf(holder) as object | null) {
    if (isStatefulPrototype(holder)) return underWay(iteratorName(holder));
  }
  return undefined;
}

/** Sloppy functions with parameters share them with their arguments object. */
function isTiedToParameters(value: object): boolean {
  const callee: unknown = types.isArgumentsObject(value) ? Object.getOwnPropertyDescriptor(value, 'callee')?.value : undefined;
  return typeof callee === 'function' && !types.isProxy(callee) && Object.getOwnPropertyDescriptor(callee, 'length')?.value !== 0;
}

function underWay(culprit: string): LiveObject {
  return { culprit, reason: 'it is at a place in its list that cannot be read', remedy: 'capture the list and iterate within the function' };
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
