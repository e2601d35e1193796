import { describe, expect, test } from 'vitest';
import { captureRules, mayBeMissing, nameIn, verdictOn } from './capture-rules.ts';

const denying = (...deny: (string | Function)[]) => ({ deny, redact: [] });

describe('nameIn', () => {
  test.each([
    ['db', 'db'],
    ['.db', 'db'],
    ['.#db', '#db'],
    ['.db (getter)', 'db'],
    ['["a b"]', 'a b'],
    ['["a\\"] b"]', 'a"] b'],
    ['["x (getter)"]', 'x (getter)'],
    ['[3]', '3'],
    ['(value at "k" of a Map)', 'k'],
    ['(value at "__proto__" of a Map)', '__proto__'],
    ['(value at 1 of a Map)', undefined],
    ['(prototype)', undefined],
    ['[Symbol(db)]', undefined],
  ])('%s leads to %s', (label, name) => expect(nameIn(label)).toBe(name));
});

describe('verdictOn', () => {
  class Secret {}
  class Deeper extends Secret {}
  test('a name stands for variables, members, keys and #private fields', () => {
    for (const label of ['key', '.key', '.#key', '(value at "key" of a Map)', '.key (getter)']) expect(verdictOn(denying('key'), 1, label)).toBe('deny');
    for (const label of ['keys', '.a.key', '(key of a Map)']) expect(verdictOn(denying('key'), 1, label)).toBeUndefined();
  });
  test('a class stands for itself and its instances, those of subclasses included', () => {
    for (const value of [Secret, new Secret(), new Deeper(), Object.create(new Deeper()), Secret.prototype]) expect(verdictOn(denying(Secret), value, 'x')).toBe('deny');
    for (const value of [{}, 1, null, undefined, 'Secret', () => 1]) expect(verdictOn(denying(Secret), value, 'x')).toBeUndefined();
  });
  test('what is denied and redacted is denied', () => {
    expect(verdictOn({ deny: ['a'], redact: ['a', 'b'] }, 1, 'a')).toBe('deny');
    expect(verdictOn({ deny: ['a'], redact: ['a', 'b'] }, 1, 'b')).toBe('redact');
  });
  test('it asks no Proxy', () => {
    const proxy = new Proxy({}, { getPrototypeOf() { throw new Error('trap sprung'); } });
    expect(verdictOn(denying(Secret), proxy, 'x')).toBeUndefined();
    expect(verdictOn(denying(Secret), Object.create(proxy), 'x')).toBeUndefined();
  });
});

test('mayBeMissing', () => {
  for (const label of ['db', '.db', '[0]', '(bound this)', '(bound argument 1)', '(member of a Set)', '(value at "k" of a Map)', '.x (getter)', '.constructor']) expect(mayBeMissing(label), label).toBe(true);
  for (const label of ['(prototype)', '(class)', '(bound function)', '(key of a Map)', '(key [Symbol(a)])', 'k.constructor']) expect(mayBeMissing(label), label).toBe(false);
});

describe('captureRules', () => {
  test('there are none without a name or class', () => expect(captureRules([], [])).toBeUndefined());
  test.each([['deny', 'key'], ['deny', null], ['redact', {}]])('%s: %s is no list', (option, list) => {
    expect(() => (option === 'deny' ? captureRules(list, []) : captureRules([], list))).toThrow(`serializeFunction: ${option} must be a list of names and classes`);
  });
  test('a rule is a name or a class', () => expect(() => captureRules(['a', /b/], [])).toThrow('serializeFunction: deny[1] must be a name or a class, not object'));
});
