import { describe, expect, test } from 'vitest';
import { parseClassText } from './class-text.ts';
import type { ClassText } from './class-text.ts';

const parse = (text: string): ClassText => {
  let number = 0;
  return parseClassText(text, () => `$${(number += 1)}`);
};

/** Makes the class that a rewritten text stands for. */
function evaluate({ text, keysName = '$keys', restoreName = '$restore' }: ClassText, keys: PropertyKey[] = [], restore: object = {}): Function {
  // `as`: the text of a class
  return (new Function(keysName, restoreName, `'use strict';return (${text})`) as (keys: PropertyKey[], restore: object) => Function)(keys, restore); // eslint-disable-line @typescript-eslint/no-implied-eval -- what the module is for
}

const runsCode = `class K extends missing() {
  static a = missing();
  static { missing(); }
  [missing()]() { return 'computed'; }
  static [missing()] = missing();
  static get [missing()]() { return 'static'; }
  static #s = missing();
  #p = missing();
  f = missing();
  constructor({ a } = missing(), b = missing(), ...c) { super(missing()); }
  static s() { return K.#s; }
  p() { return this.#p; }
}`;

describe('parseClassText', () => {
  test('evaluating the text runs nothing of the program', () => {
    const made = evaluate(parse(runsCode), ['first', 'second']);
    expect(Object.getOwnPropertyNames(made)).toEqual(['length', 'name', 'prototype', 'second', 's']);
    expect(Object.getOwnPropertyNames(made.prototype)).toEqual(['constructor', 'first', 'p']);
    expect(Object.getPrototypeOf(made.prototype)).toBeNull();
  });

  test('every line stays where it was', () => {
    const { text, original } = parse(runsCode);
    expect(text.split('\n')).toHaveLength(original.split('\n').length);
    for (const [line, content] of original.split('\n').entries()) {
      for (const method of ['static s()', 'p()', 'return \'computed\'']) {
        if (content.includes(method)) expect(text.split('\n')[line]).toContain(method);
      }
    }
  });

  test('columns stay where nothing had to be put in', () => {
    const { text, original } = parse("class K extends Base { static a = 1; ['k']() {} m() { here(); } }");
    expect(text.indexOf('here')).toBe(original.indexOf('here'));
    expect(text).toHaveLength(original.length);
  });

  test('restoring makes an instance and its #private fields without the constructor or an initialiser', () => {
    const restore: { on?: boolean; set?: (object: object, values: unknown[]) => void; setStatic?: (values: unknown[]) => void } = { on: true };
    const made = evaluate(parse(runsCode), ['first', 'second'], restore) as unknown as { s: () => unknown; new (): { p: () => unknown } }; // `as`: what the text says
    Object.setPrototypeOf(made, class {});
    const instance = new made();
    restore.set?.(instance, ['private']);
    restore.setStatic?.(['static']);
    expect([instance.p(), made.s()]).toEqual(['private', 'static']);
    expect(Object.keys(instance)).toEqual(['f']);
  });

  test('a class without #private members is given nothing', () => {
    const { restoreName, keysName, text } = parse('class K { f = 1; constructor(a) { this.a = a; } }');
    expect([restoreName, keysName]).toEqual([undefined, undefined]);
    expect(text).toBe('class K { f = 1; constructor(a) { this.a = a; } }');
  });

  test('says where its methods begin and which keys were computed', () => {
    const { methods, computedKeys, original, locationOffset, isDerived } = parse('class K { m() {} get [a]() {} static [b]() {} [c] = 1; ["d"]() {} constructor() {} #x() {} }');
    expect(methods.map(({ isStatic, part, offset }) => [isStatic, part, original.slice(offset, offset + 2)])).toEqual([
      [false, 'value', '()'],
      [false, 'get', '()'],
      [true, 'value', '()'],
      [false, 'value', '()'],
    ]);
    expect(computedKeys.map((key) => (key.of === 'field' ? key.name : key.method.part))).toEqual(['get', 'value', 'c']);
    expect(original.slice(locationOffset)).toMatch(/^\(\) \{\} #x/);
    expect(isDerived).toBe(false);
  });

  test.each(['function () {}', '() => 1', 'class {', '{ m() {} }'])('refuses %s', (text) => {
    expect(() => parse(text)).toThrow(SyntaxError);
  });
});
