import { describe, expect, test } from 'vitest';
import { outerNeeds } from './free-names.ts';
import { cellEdits, renamingEdits } from './name-edits.ts';
import { parseFunctionText } from './source-text.ts';
import { applyEdits } from './text-edits.ts';

const edited = (text: string): string => applyEdits(text, cellEdits(outerNeeds(parseFunctionText(text).node, true).freeNames, '$'));

describe('cellEdits', () => {
  test.each([
    ['() => a + b.a', '() => $.a + $.b.a'],
    ['() => ({ a, b: a })', '() => ({ a: $.a, b: $.a })'],
    ['() => { ({ a = b } = c) }', '() => { ({ a: $.a = $.b } = $.c) }'],
    ['() => a(a)', '() => (0,$.a)($.a)'],
    ['() => a`x`', '() => (0,$.a)`x`'],
    ['() => a?.()', '() => (0,$.a)?.()'],
    ['() => a.b()', '() => $.a.b()'],
    ['() => { b\na() }', '() => { $.b\n0,(0,$.a)() }'],
    ['() => { [a, ...b] = [1]; for (c of d) a++ }', '() => { [$.a, ...$.b] = [1]; for ($.c of $.d) $.a++ }'],
    ['() => \\u{61}', '() => $.a'],
    ['() => { a = () => 1 }', '() => { $.a = {a:() => 1}.a }'],
    ['() => { a ??= function () {} }', '() => { $.a ??= {a:function () {}}.a }'],
    ['() => { a = b = class {} }', '() => { $.a = $.b = {b:class {}}.b }'],
    ['() => { a = () => (b = () => a) }', '() => { $.a = {a:() => ($.b = {b:() => $.a}.b)}.a }'],
    ['() => { a = () => b = () => a }', '() => { $.a = {a:() => $.b = {b:() => $.a}.b}.a }'],
    ['() => { ({ a = () => 1 } = {}) }', '() => { ({ a: $.a = {a:() => 1}.a } = {}) }'],
    ['() => { __proto__ = () => 1 }', '() => { $.__proto__ = {["__proto__"]:() => 1}.__proto__ }'],
    // What takes no name: a function in brackets on the left, one that has a name, a sum.
    ['() => { (a) = () => 1 }', '() => { ($.a) = () => 1 }'],
    ['() => { a = function own() {} }', '() => { $.a = function own() {} }'],
    ['() => { a += () => 1 }', '() => { $.a += () => 1 }'],
  ])('%s', (text, expected) => expect(edited(text)).toBe(expected));

  test('names stay those that the functions have at home', () => {
    const text = '() => { a = () => 1; [b = class {}] = []; c ||= async () => 1; (d) = () => 1; return [a, b, c, d] }';
    // `as`: the text of such a function
    const run = (name: string, body: string) => (new Function(name, `return (${body})()`) as (cells: object) => Function[])({}).map((fn) => fn.name); // eslint-disable-line @typescript-eslint/no-implied-eval -- what the module is for
    expect(run('$', edited(text))).toEqual(run('$', text.replace('{', '{ let a, b, c, d;')));
  });
});

test('renamingEdits', () => {
  const text = '() => [arguments, { arguments }, arguments[0]()]';
  const uses = outerNeeds(parseFunctionText(text).node, true).ties.flatMap(({ use }) => use ?? []);
  expect(applyEdits(text, renamingEdits('arguments', uses, '$'))).toBe('() => [$, { arguments: $ }, $[0]()]');
});
