import { isProxy } from 'node:util/types';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { ownName } from '../reference/member-path.ts';

/** Prototypes of what {@link valueNode} describes. */
const dataPrototypes: ReadonlySet<object> = new Set<object>([
  Object.prototype, Array.prototype, Function.prototype, Date.prototype, RegExp.prototype, Map.prototype, Set.prototype, Error.prototype, AggregateError.prototype,
  EvalError.prototype, RangeError.prototype, ReferenceError.prototype, SyntaxError.prototype, TypeError.prototype, URIError.prototype, String.prototype, Number.prototype,
  Boolean.prototype, BigInt.prototype, Symbol.prototype, ArrayBuffer.prototype, DataView.prototype, URL.prototype, Buffer.prototype,
  Object.getPrototypeOf(Uint8Array.prototype) as object, Int8Array.prototype, Uint8Array.prototype, Uint8ClampedArray.prototype, Int16Array.prototype, Uint16Array.prototype,
  Int32Array.prototype, Uint32Array.prototype, Float32Array.prototype, Float64Array.prototype, BigInt64Array.prototype, BigUint64Array.prototype,
]);

/** An object of which the methods are Node's own: a socket, a timer, a stream. Data have prototypes that are ours or the language's. */
export function foreignThing(value: object): string | undefined {
  let innermost = true;
  for (let holder = Object.getPrototypeOf(value) as object | null; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    if (isProxy(holder)) return 'an object whose prototype is a Proxy';
    const maker: unknown = Object.getOwnPropertyDescriptor(holder, 'constructor')?.value;
    // What leads to another prototype has not made this one.
    const isOurs = typeof maker !== 'function' || isProxy(maker) || Object.getOwnPropertyDescriptor(maker, 'prototype')?.value !== holder || !isBuiltinCode(maker);
    if (!isOurs && !dataPrototypes.has(holder)) return article(ownName(innermost ? maker : makerOf(value) ?? maker));
    innermost = false;
    if (dataPrototypes.has(holder)) break;
  }
  return undefined;
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
