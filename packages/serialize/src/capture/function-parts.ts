import { ownName } from '../reference/member-path.ts';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { isProxy } from 'node:util/types';
import type { FunctionCode } from '../code/function-code.ts';

const functionPrototypes = [() => 0, async () => 0, function* () { yield 0; }, async function* () { yield 0; }].map((fn) => Object.getPrototypeOf(fn) as object);

/** Functions of another form get their prototype from the text; one of these four is what they were born with. */
export function usualPrototype(fn: Function): object | null {
  const prototype = Object.getPrototypeOf(fn) as object | null;
  return prototype !== null && (functionPrototypes.includes(prototype) || isOfAnotherRealm(prototype)) ? prototype : Function.prototype;
}

/** Every vm context has function prototypes of its own. A function from there arrives as one of the main context. */
function isOfAnotherRealm(prototype: object): boolean {
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof maker !== 'function' || isProxy(maker) || !isBuiltinCode(maker) || !/^(?:Async)?(?:Generator)?Function$/.test(ownName(maker))) return false;
  return Object.getOwnPropertyDescriptor(maker, 'prototype')?.value === prototype;
}

export function hasOddPrototype(fn: Function): boolean {
  const prototype: unknown = Object.getOwnPropertyDescriptor(fn, 'prototype')?.value;
  if (isProxy(prototype)) return true;
  if (typeof prototype !== 'object' || prototype === null) return false;
  const keys = Reflect.ownKeys(prototype);
  return keys.length > 1 || (keys.length === 1 && keys[0] !== 'constructor');
}

/** Whether evaluating the text gives the function that property by itself. */
export function isUsual(fn: Function, key: PropertyKey, code: FunctionCode): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(fn, key);
  if (key === 'name') return typeof descriptor?.value === 'string' && descriptor.configurable === true && descriptor.writable === false && descriptor.enumerable === false;
  if (key === 'length') return descriptor?.value === code.length && descriptor.configurable === true && descriptor.writable === false && descriptor.enumerable === false;
  if (key !== 'prototype' || !code.hasPrototype || hasOddPrototype(fn)) return false;
  const prototype: unknown = descriptor?.value;
  if (typeof prototype !== 'object' || prototype === null || descriptor?.writable !== true) return false;
  const owner: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const above = Object.getPrototypeOf(prototype) as object | null;
  return owner === fn ? above === Object.prototype : owner === undefined && above !== Object.prototype; // a generator's has no constructor
}
