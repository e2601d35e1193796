import { expect, test } from 'vitest';
import { entryStep, isVariable, namesOfStep, propertyStep } from './steps.ts';

test.each([
  ['socket', '.socket'],
  ['a b', '["a b"]'],
  ['pass"word', '["pass\\"word"]'],
  ['0', '[0]'],
  ['01', '["01"]'],
  ['', '[""]'],
  ['#p', '["#p"]'],
  ['(prototype)', '["(prototype)"]'],
  ['x (getter)', '["x (getter)"]'],
])('the property %s is a step that gives its name back', (key, step) => {
  expect(propertyStep(key)).toBe(step);
  expect(namesOfStep(step)).toContain(key);
});

test('a symbol is known by its description', () => {
  expect(propertyStep(Symbol('tag'))).toBe('[Symbol(tag)]');
  expect(namesOfStep('[Symbol(tag)]')).toEqual(['tag']);
});

test.each<[unknown, string, string]>([
  ['k', '(value at "k" of a Map)', 'k'],
  ['of a Map)', '(value at "of a Map)" of a Map)', 'of a Map)'],
  [5, '(value at 5 of a Map)', '5'],
  [Symbol('tag'), '(value at Symbol(tag) of a Map)', 'tag'],
  [null, '(value at null of a Map)', 'null'],
  [{ toString: () => { throw new Error('must not run'); } }, '(value at an object of a Map)', 'an object'],
  [() => 0, '(value at a function of a Map)', 'a function'],
])('an entry of a Map is a step with the name of its key', (key, step, name) => {
  expect(entryStep(key)).toBe(step);
  expect(namesOfStep(step)).toEqual([name]);
});

test('accessors and #private fields have the name of the member', () => {
  expect(namesOfStep('.x (getter)')).toEqual(['x']);
  expect(namesOfStep('["a b"] (setter)')).toEqual(['a b']);
  expect(namesOfStep('.#key')).toEqual(['#key', 'key']);
});

test('what is no variable and no member has no name', () => {
  for (const step of ['(prototype)', '(bound this)', '(key of a Map)', '(member of a Set)']) expect(namesOfStep(step)).toEqual([]);
  expect(['db', '.db', '[0]', '(class)'].map(isVariable)).toEqual([true, false, false, false]);
});
