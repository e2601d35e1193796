import { describe, expect, test } from 'vitest';
import { keepOnly, marked } from './private-marks.ts';
import type { Restoration } from './private-marks.ts';

describe('marked', () => {
  test('a derived class puts its members on the object that is there, and its base does not run', () => {
    const restoration: Restoration = { on: false };
    class Base {
      constructor() {
        throw new Error('must not run');
      }
    }
    class Derived extends Base {
      #p = restoration.on ? undefined : 'initialised';
      field = 1;
      static is(value: object): boolean {
        return #p in value;
      }
    }
    const bare = new Map([['a', 1]]);
    expect(marked(Derived, restoration, true, bare)).toBe(bare);
    expect(Derived.is(bare)).toBe(true);
    expect(Object.keys(bare)).toEqual([]);
    expect(Object.getPrototypeOf(Derived)).toBe(Base);
    expect(restoration.on).toBe(false);
  });

  test('a class without a base makes the object', () => {
    const restoration: Restoration = { on: false };
    class K {
      #p = 1;
      field = 2;
      static is(value: object): boolean {
        return #p in value;
      }
    }
    const made = marked(K, restoration, false, {});
    expect([K.is(made), Object.keys(made)]).toEqual([true, []]);
  });
});

describe('keepOnly', () => {
  test('takes away what is not wanted, and what stands in another order', () => {
    const object = { a: 1, b: 2, c: 3, d: 4 };
    keepOnly(object, ['a', 'c', 'b'], (key) => key === 'd');
    expect(Object.keys(object)).toEqual(['a', 'd']);
  });
  test('takes nothing away that stands as wanted', () => {
    const object = { a: 1, b: 2 };
    keepOnly(object, ['a', 'b', 'c'], () => false);
    expect(Object.keys(object)).toEqual(['a', 'b']);
  });
});
