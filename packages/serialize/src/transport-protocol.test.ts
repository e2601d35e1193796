import { expect, test } from 'vitest';
import { fromTransport, ownTransport, toTransport } from './transport-protocol.ts';

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
  [toTransport](): number {
    return this.cents;
  }
  static [fromTransport](cents: number): Money {
    return new Money(cents);
  }
}

test('an instance gives its data, and its class makes it again', () => {
  const found = ownTransport(new Money(5));
  expect(found?.read()).toBe(5);
  expect(found?.maker).toBe(Money);
});

test('the maker is the class of the instance, not that which has the method', () => {
  class Price extends Money {}
  expect(ownTransport(new Price(5))?.maker).toBe(Price);
});

test('half of the protocol names no maker', () => {
  expect(ownTransport({ [toTransport]: () => 1 })?.maker).toBeUndefined();
});

test('looking runs no code of the object', () => {
  const trap = (): never => {
    throw new Error('ran');
  };
  expect(ownTransport({ get [toTransport]() { return trap(); } })).toBeUndefined();
  expect(ownTransport(Object.create(new Proxy({}, { get: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap })) as object)).toBeUndefined();
});

test('the symbols are the registered ones, so that a class need not import them', () => {
  expect([toTransport, fromTransport].map((symbol) => Symbol.keyFor(symbol))).toEqual(['@exec/serialize/toTransport', '@exec/serialize/fromTransport']);
});
