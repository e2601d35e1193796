import { expect, test } from 'vitest';
import { privateMembers } from './private-members.ts';

const object = {};
class Base {
  #p: unknown = 'base';
  read(): unknown {
    return this.#p;
  }
}
class Derived extends Base {
  static #count = 3;
  #p = object;
  #minusZero = -0;
  #none = undefined;
  #large = 10n;
  static counted(): number {
    return Derived.#count;
  }
  all(): unknown[] {
    return [this.#p, this.#minusZero, this.#none, this.#large];
  }
}
class OnlyMethods {
  #run(): number {
    return 1;
  }
  run(): number {
    return this.#run();
  }
}
class OnlyAccessors {
  get #one(): number {
    return 1;
  }
  one(): number {
    return this.#one;
  }
}

test('fields come in the order in which they were made, with their very values', () => {
  const { fields = [], hasMethods } = privateMembers(new Derived()) ?? {};
  expect(fields.map(([name]) => name)).toEqual(['#p', '#p', '#minusZero', '#none', '#large']);
  const values = fields.map(([, value]) => value);
  expect(values).toStrictEqual(['base', object, -0, undefined, 10n]);
  expect(values[1]).toBe(object);
  expect(hasMethods).toBe(false);
});

test('static fields are those of the class', () => {
  expect(privateMembers(Derived)?.fields).toEqual([['#count', 3]]);
});

test('methods and accessors show that an object was marked', () => {
  expect([new OnlyMethods(), new OnlyAccessors()].map((marked) => privateMembers(marked)?.hasMethods)).toEqual([true, true]);
  expect(privateMembers(Object.create(OnlyMethods.prototype) as object)).toEqual({ fields: [], hasMethods: false });
});

test('nothing is left in the exchange slot', () => {
  privateMembers(new Derived());
  expect(Object.getOwnPropertySymbols(process).filter((symbol) => String(symbol).includes('exchange'))).toEqual([]);
});
