import { parse } from 'acorn';
import { describe, expect, test } from 'vitest';
import { lenientOptions } from './source-text.ts';
import { initialisedNames } from './var-initialisers.ts';

const names = (text: string, strict = true): Record<string, string> =>
  Object.fromEntries(initialisedNames({ node: parse(text, lenientOptions), strict, turns: 0, inHead: false }));

describe('initialisedNames', () => {
  test('finds what only its declaration assigns', () => expect(names('var a = 1, { b, c: [d] } = x; var e; let f = 2;')).toEqual({ a: 'once', b: 'once', d: 'once' }));
  test('leaves out what is assigned anywhere', () => expect(names('var a = 1, b = 1, c = 1, d = 1; () => { a = 2; b++; [c] = []; for (d of []); };')).toEqual({}));
  test('tells another variable of the same name from it', () =>
    expect(names('var a = 1, b = 1, c = 1, d = 1; (a) => { a = 2; }; () => { var b = 1; b = 2; }; { let c; c = 1; } try {} catch (d) { d = 1; }')).toEqual({ a: 'once', b: 'once', c: 'once', d: 'once' }));
  test('knows what may be initialised again', () =>
    expect(names('for (;;) { var a = 1; } var b = 1; var b = 2; for (var c of []); function d() {} var d = 1;')).toEqual({ a: 'repeatedly', b: 'repeatedly', c: 'repeatedly', d: 'repeatedly' }));
  test('knows that sloppy code assigns the functions that it declares in blocks', () => {
    expect(names('var a = 1; { function a() {} }', false)).toEqual({});
    expect(names('var a = 1; { function a() {} }', true)).toEqual({ a: 'once' });
  });
  test('knows nothing where eval is called', () => expect(names('var a = 1; eval(x);')).toEqual({}));
});
