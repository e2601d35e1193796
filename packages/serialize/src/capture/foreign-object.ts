import { isProxy } from 'node:util/types';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { ownName } from '../reference/member-path.ts';
import type { LiveObject } from './live-object.ts';

/** Classes of the language and of Node whose instances {@link valueNode} describes. */
const dataClasses = new Set([
  'Object', 'Function', 'Array', 'Date', 'RegExp', 'Map', 'Set', 'Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError',
  'SuppressedError', 'DOMException', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'ArrayBuffer', 'DataView', 'Buffer', 'URL', 'URLSearchParams', 'Iterator',
]);
const typedArray = Object.getPrototypeOf(Uint8Array) as object;

/** An object of which the methods are Node's own: a socket, a timer, a stream. Data have prototypes that are ours or the language's. */
export function foreignObject(value: object): LiveObject | undefined {
  let innermost = true;
  for (let holder = Object.getPrototypeOf(value) as object | null; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    if (isProxy(holder)) return undefined; // refused when the prototype's turn comes
    const maker: unknown = Object.getOwnPropertyDescriptor(holder, 'constructor')?.value;
    // What leads to another prototype has not made this one.
    const isForeign = typeof maker === 'function' && !isProxy(maker) && Object.getOwnPropertyDescriptor(maker, 'prototype')?.value === holder && isBuiltinCode(maker);
    if (isForeign && !isDataClass(maker)) return { culprit: article(ownName(innermost ? maker : (makerOf(value) ?? maker))), reason: 'it lives in this process' };
    innermost = false;
    if (isForeign) break;
  }
  return undefined;
}

function isDataClass(maker: Function): boolean {
  if (maker === typedArray || Object.getPrototypeOf(maker) === typedArray) return true;
  const name = ownName(maker);
  return dataClasses.has(name) && Reflect.get(globalThis, name) === maker;
}

/** The function that an object says it was made by. */
export function makerOf(value: object): Function | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || isProxy(prototype)) return undefined;
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof maker === 'function' ? maker : undefined;
}

/** The function that an object is the `prototype` of, if that is an ordinary function's. */
export function prototypeOwner(value: object): Function | undefined {
  const maker: unknown = Object.getOwnPropertyDescriptor(value, 'constructor')?.value;
  if (typeof maker !== 'function' || isProxy(maker) || isBuiltinCode(maker)) return undefined;
  return Object.getOwnPropertyDescriptor(maker, 'prototype')?.value === value ? maker : undefined;
}

function article(name: string): string {
  return name === '' ? "an object of Node's own" : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}
