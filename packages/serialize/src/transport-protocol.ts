import { isProxy } from 'node:util/types';

/**
 * Name of a method by which a class brings its own transport: it gives the data of which an instance is made again elsewhere. The
 * class needs a static method called {@link fromTransport} too. Other than everything else, both run when a function travels.
 *
 * The data may be anything that travels, but must not lead back to the instance. It is `Symbol.for('@exec/serialize/toTransport')`,
 * so a class need not import this package.
 *
 * @example
 * ```ts
 * class Money {
 *   #cents: number;
 *   constructor(cents: number) { this.#cents = cents; }
 *   [toTransport](): number { return this.#cents; }
 *   static [fromTransport](cents: number): Money { return new Money(cents); }
 * }
 * ```
 */
export const toTransport: unique symbol = Symbol.for('@exec/serialize/toTransport');

/** Name of the static method that makes an instance of what {@link toTransport} gave: `Symbol.for('@exec/serialize/fromTransport')`. */
export const fromTransport: unique symbol = Symbol.for('@exec/serialize/fromTransport');

/** An instance of a class that brings its own transport. */
export interface OwnTransport {
  /** The class, or function, that has `[fromTransport]`; undefined if none has. */
  maker: Function | undefined;
  /** Asks the instance for its data: the one piece of the program's code that a transport runs. */
  read: () => unknown;
}

/** Finds out whether an object brings its own transport. Runs none of its code. */
export function ownTransport(value: object): OwnTransport | undefined {
  const method = memberOf(value, toTransport);
  if (typeof method !== 'function') return undefined;
  const maker = memberOf(value, 'constructor');
  const hasMaker = typeof maker === 'function' && typeof memberOf(maker, fromTransport) === 'function';
  return { maker: hasMaker ? maker : undefined, read: () => Reflect.apply(method, value, []) as unknown };
}

/** A data property of an object or of what it inherits from. */
function memberOf(value: object, key: PropertyKey): unknown {
  for (let holder: object | null = value; holder !== null && !isProxy(holder); holder = Object.getPrototypeOf(holder) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined) return descriptor.value as unknown;
  }
  return undefined;
}
