/*
 * The language's own functions as they are when this module is loaded. A function that is revived may replace them afterwards (a tool
 * that wraps JSON.stringify, a polyfill), and whoever revives the next one must not stumble over that.
 */

export const apply: typeof Reflect.apply = Reflect.apply;
export const defineProperty: typeof Reflect.defineProperty = Reflect.defineProperty;
export const get: typeof Reflect.get = Reflect.get;
export const getOwnPropertyDescriptor: typeof Reflect.getOwnPropertyDescriptor = Reflect.getOwnPropertyDescriptor;
export const getPrototypeOf: typeof Reflect.getPrototypeOf = Reflect.getPrototypeOf;
export const ownKeys: typeof Reflect.ownKeys = Reflect.ownKeys;
export const preventExtensions: typeof Reflect.preventExtensions = Reflect.preventExtensions;
export const setPrototypeOf: typeof Reflect.setPrototypeOf = Reflect.setPrototypeOf;
export const hasOwn: typeof Object.hasOwn = Object.hasOwn;
export const isArray: typeof Array.isArray = Array.isArray;
export const parse: typeof JSON.parse = JSON.parse;
export const stringify: typeof JSON.stringify = JSON.stringify;
export const isSafeInteger: typeof Number.isSafeInteger = Number.isSafeInteger;
export const symbolFor: typeof Symbol.for = Symbol.for;

/** Makes a list of another, whatever becomes of `Array.prototype.map`. @throws TypeError for what is no list */
export function mapped<Item, Result>(list: readonly Item[], make: (item: Item, index: number) => Result): Result[] {
  if (!isArray(list)) throw new TypeError('it is not a list'); // garbled data
  const made: Result[] = [];
  for (let index = 0; index < list.length; index += 1) defineProperty(made, index, { value: make(list[index] as Item, index), writable: true, enumerable: true, configurable: true }); // `as`: the index is below the length
  return made;
}

/** A Map whose methods are its own. */
export class OwnMap<Key, Value> extends Map<Key, Value> {}
/** A Set whose methods are its own. */
export class OwnSet<Member> extends Set<Member> {}
for (const [{ prototype }, { prototype: usual }] of [[OwnMap, Map], [OwnSet, Set]] as const) {
  for (const key of ownKeys(usual)) if (key !== 'constructor') defineProperty(prototype, key, getOwnPropertyDescriptor(usual, key) ?? {});
}

type MethodOf<Method> = Method extends (...parameters: infer Parameters) => infer Result ? (receiver: unknown, ...parameters: Parameters) => Result : never;

/** A method as a function of its receiver. */
export function methodOf<Holder extends object, Name extends keyof Holder>(holder: Holder, name: Name): MethodOf<Holder[Name]> {
  const method = get(holder, name) as Function;
  return ((receiver: unknown, ...parameters: unknown[]) => apply(method, receiver, parameters) as unknown) as MethodOf<Holder[Name]>; // `as`: a method, by the type
}

/** The getter of an accessor as a function of its receiver: it reads the object's inner state, whatever the object has put in front of it. */
export function getterOf(holder: object, name: PropertyKey): (receiver: unknown) => unknown {
  const getter = get(getOwnPropertyDescriptor(holder, name) ?? {}, 'get') as Function | undefined; // `as`: that or nothing
  return (receiver) => (getter === undefined ? undefined : (apply(getter, receiver, []) as unknown));
}
