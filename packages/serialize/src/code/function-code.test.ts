import { runInThisContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { codeOf } from './function-code.ts';
import type { FunctionCode } from './function-code.ts';

let files = 0;
/** The code of what a script gives, a sloppy one if it does not say otherwise. */
function codeIn(script: string): FunctionCode {
  const code = codeOf(runInThisContext(script, { filename: `file:///function-code-${(files += 1)}.js` }) as Function); // `as`: what each script below gives
  if (code === undefined) throw new Error('no inspector');
  return code;
}

const bindings = (script: string): string[] => codeIn(script).bindings.map(({ how, name }) => `${how} ${name}`);
const problems = (script: string): string[] => codeIn(script).problems.map(({ culprit }) => culprit);

describe('bindings', () => {
  test.each([
    ['(() => { const a = 1; let b = 2; function c() {} class d {} return () => [a, b, c, d]; })()', ['constant a', 'constant b', 'constant c', 'constant d']],
    ['(() => { let a = 1; return () => a++; })()', ['cell a']],
    ['(() => { let a = 1; const b = () => (a = 2); return () => [a, b]; })()', ['cell a', 'constant b']],
    ['(() => { const a = 1; return () => { a = 2; }; })()', ['cell a']],
    ['((a, b) => { b = 1; return () => [a, b]; })()', ['constant a', 'cell b']],
    ['(() => { var a = 1; return () => a; })()', ['cell a']],
    ['(() => { let a; { let a = 1; a = 2; } return () => a; })()', ['cell a']], // a name too many costs little
    ['(() => { const a = 1; return () => Math.max(a); })()', ['constant a']],
    ["(function (a) { 'use strict'; return () => arguments; })()", ['constant arguments']],
  ])('%s', (script, expected) => expect(bindings(script)).toEqual(expected));

  test('a default value sees what is around the function, not its body', () => {
    const script = '(() => { let a = 1; const up = () => a++; return [(b = a) => { var a = 2; return [a, b]; }, up]; })()[0]';
    expect(bindings(script)).toEqual(['cell a']);
  });
});

describe('problems', () => {
  test.each([
    ['() => nobodyDeclaredThis', ['nobodyDeclaredThis']],
    ['() => typeof nobodyDeclaredThis', []],
    ['() => { nobodyDeclaredThis = 1; }', []],
    ["() => { 'use strict'; nobodyDeclaredThis = 1; }", ['nobodyDeclaredThis']],
    ['(o) => { with (o) { return nobodyDeclaredThis; } }', []],
    ['(o) => { with (o) { return nobodyDeclaredThis; } nobodyDeclaredThis; }', ['nobodyDeclaredThis']],
    ['(() => { const a = 1; return (o) => { with (o) { return a; } }; })()', []],
    ['(() => { let a = 1; return (o) => { with (o) { return a++; } }; })()', ['a']],
    ['(() => { with ({ a: 1 }) { return () => a; } })()', ['a']],
    ['(() => { with ({ a: 1 }) { const b = 1; return () => b; } })()', []],
    ['(function (a) { return () => [a, arguments]; })()', ['arguments']],
    ['(function (a) { return () => arguments; })()', []],
    ['(function (a = 1) { return () => [a, arguments]; })()', []],
    ['(function () { return () => { arguments = 1; }; })()', ['arguments']],
    ['(function () { return () => this; })()', ['this']],
  ])('%s', (script, expected) => expect(problems(script)).toEqual(expected));
});

describe('unit', () => {
  test('shared variables are members of a record, constants stay names', () => {
    const { unit } = codeIn('(() => { const a = 1; let b = 2; return () => [a, b++, { b }, Math]; })()');
    expect(unit).toMatchObject({ text: '() => [a, $0.b++, { b: $0.b }, Math]', names: ['a'], globals: ['Math'], cellsName: '$0', strict: false });
  });

  test('`arguments` get a name of the same length', () => {
    const { unit } = codeIn('(function () { return () => [arguments, { arguments }]; })()');
    expect(unit).toMatchObject({ text: '() => [$_______0, { arguments: $_______0 }]', names: ['$_______0'] });
  });

  test('names that the text uses itself are left alone', () => {
    expect(codeIn('(() => { let a = 1, $0 = 2; return () => [a++, $0]; })()').unit).toMatchObject({ text: '() => [$1.a++, $0]', names: ['$0'] });
  });

  test('all closures of a literal have one', () => {
    const script = '(() => { const make = (a) => () => a; return (n) => [make(1), make(2)][n]; })()';
    const both = runInThisContext(script, { filename: 'file:///one-unit.js' }) as (n: number) => Function; // `as`: what the script gives
    expect(codeOf(both(0))?.unit).toEqual(codeOf(both(1))?.unit);
  });

  test.each([
    ['(a, b) => 1', 2],
    ['(a, b = 1, c) => 1', 1],
    ['(...a) => 1', 0],
    ['({ a }, [b], ...c) => 1', 2],
  ])('the length of %s', (script, expected) => expect(codeIn(script).length).toBe(expected));
});
