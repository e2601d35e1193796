import { parse } from 'acorn';
import { describe, expect, test } from 'vitest';
import { literalAt } from './layers.ts';
import { memberKeys } from './member-keys.ts';
import { scopeFacts } from './scope-facts.ts';
import { lenientOptions } from './source-text.ts';
import { assignedNames, declarationOf, isReady, isTopLevelThis, keepsFirstExports } from './script-bindings.ts';
import type { LiteralPlace } from './layers.ts';

const here = "() => 'here'";

/** The place of the function `() => 'here'` in a script. */
function placeIn(script: string, isModule = false): LiteralPlace {
  const program = parse(script, { ...lenientOptions, sourceType: isModule ? 'module' : 'script' });
  const arrow = script.indexOf(here);
  // The inspector names the bracket for all but arrows.
  return literalAt(program, arrow === -1 ? script.indexOf('(', script.indexOf('here')) : arrow);
}

/** How a script declares `x` for the function: the kind, and the node that does. */
function declared(script: string, isModule = false): string {
  const place = placeIn(script, isModule);
  const declaration = declarationOf(place, 'x');
  return declaration === undefined ? 'none' : `${declaration.kind} of ${place.layers[declaration.layer]?.node.type ?? ''}`;
}

describe('declarationOf', () => {
  test.each([
    ["const x = 1; () => 'here'", 'const of Program'],
    ["export let x = 1; () => 'here'", 'let of Program'],
    ["export default function x() {} () => 'here'", 'variable of Program'],
    ["import { a as x } from 'm'; () => 'here'", 'import of Program'],
    ["import * as x from 'm'; () => 'here'", 'import of Program'],
    ["() => 'here'", 'none'],
    ["const x = 1; { const x = 2; () => 'here' }", 'const of BlockStatement'],
    ["const x = 1; { const y = 2; () => 'here' }", 'const of Program'],
    ["(x) => { () => 'here' }", 'variable of ArrowFunctionExpression'],
    ["(x) => { var x; () => 'here' }", 'variable of ArrowFunctionExpression'],
    ["let x; (f = () => 'here') => { let x }", 'let of Program'],
    ["(x, f = () => 'here') => { var x }", 'variable of ArrowFunctionExpression'],
    ["({ a: [x] }) => () => 'here'", 'variable of ArrowFunctionExpression'],
    ["(function x() { () => 'here' })", 'const of FunctionExpression'],
    ["(function x() { var x; () => 'here' })", 'variable of FunctionExpression'],
    ["() => { { { var x } } () => 'here' }", 'variable of ArrowFunctionExpression'],
    ["for (let x;;) () => 'here'", 'let of ForStatement'],
    ["for (const x of []) { () => 'here' }", 'const of ForOfStatement'],
    ["for (var x of []) { () => 'here' }", 'variable of Program'],
    ["try {} catch ({ x }) { () => 'here' }", 'variable of CatchClause'],
    ["switch (1) { case 1: let x; default: () => 'here' }", 'let of SwitchStatement'],
    ["const K = class x { m() { () => 'here' } }", 'const of ClassExpression'],
    ["class x { static { () => 'here' } }", 'const of ClassDeclaration'],
    ["class K { static { var x; () => 'here' } }", 'variable of StaticBlock'],
    // The function itself declares nothing for itself.
    ['let x; function here(a = x) { var x }', 'let of Program'],
    ['let x; ({ here(a = x) { var x } })', 'let of Program'],
  ])('%s', (script, expected) => expect(declared(script, /^(?:ex|im)port/.test(script))).toBe(expected));

  test('a function in a block is hoisted in sloppy code only', () => {
    const script = "let x; () => { { function x() {} } () => 'here' }";
    expect([declared(script), declared(script, true), declared(script.replace('=> {', "=> { 'use strict';"))]).toEqual(['variable of ArrowFunctionExpression', 'let of Program', 'let of Program']);
  });

  test('an import is given as it is written', () => {
    const script = "import x, { y as z } from './m.json' with { type: 'json' }; () => 'here'";
    expect(declarationOf(placeIn(script, true), 'x')?.import).toEqual({ specifier: './m.json', name: 'default', attributes: { type: 'json' } });
    expect(declarationOf(placeIn(script, true), 'z')?.import?.name).toBe('y');
  });

  test.each([
    ["const x = require('m'); () => 'here'", []],
    ["var x = require('m').a.b; () => 'here'", ['a', 'b']],
    ["const { a: { x } } = require('m'); () => 'here'", ['a', 'x']],
    ["const { [a]: x } = require('m'); () => 'here'", undefined],
    ["const x = require(m); () => 'here'", undefined],
    ["const x = load('m'); () => 'here'", undefined],
  ])('%s', (script, path) => expect(declarationOf(placeIn(script), 'x')?.required?.path).toEqual(path));
});

describe('isReady', () => {
  test.each([
    ["const x = 1; () => 'here'", true],
    ["() => 'here'; const x = 1", false],
    ["const x = () => 'here'", false],
    ["const x = 1, f = () => 'here'", true],
    ["const x = 1; const f = () => { () => 'here' }", true],
    ["const x = 1; function f() { () => 'here' }", false],
    ["const x = 1; export function f() { () => 'here' }", false],
    ["const x = 1; { function f() { () => 'here' } }", true],
    ['const x = 1; function here() {}', false],
    ["switch (1) { case 0: const x = 1; break; default: () => 'here' }", false],
    ["for (const x of []) () => 'here'", true],
    ["class x {} () => 'here'", true],
    ["() => 'here'; function x() {}", true],
  ])('%s', (script, expected) => {
    const place = placeIn(script, script.includes('export'));
    const declaration = declarationOf(place, 'x');
    expect(declaration !== undefined && isReady(place, declaration)).toBe(expected);
  });
});

describe('assignedNames', () => {
  const assigned = (script: string, strict = true) => {
    const names = assignedNames({ node: parse(script, { ...lenientOptions }), strict, turns: 0, inHead: false });
    return names === 'any' ? names : [...names.keys()].sort();
  };
  test.each([
    ['let a = 1; const b = 2; function c() {} class d {}', []],
    ['a = 1; b += 1; c ??= 1; d++; --e', ['a', 'b', 'c', 'd', 'e']],
    ['[a, b.c, ...d] = e; ({ f, g: h = i } = j)', ['a', 'd', 'f', 'h']],
    ['for (a of b); for (c in d); for (var e of f); for (let g of h);', ['a', 'c', 'e']],
    ['() => () => { a = 1 }', ['a']],
    ['var a = 1; a.b = 2', ['a']],
    ['eval(a)', 'any'],
  ])('%s', (script, expected) => expect(assigned(script)).toEqual(expected));

  test('sloppy code assigns a function of a block when it comes to it', () => {
    const script = 'function a() { { function b() {} } } { function c() {} }';
    expect([assigned(script, true), assigned(script, false)]).toEqual([[], ['b', 'c']]);
  });
});

describe('turns', () => {
  test.each([
    ["() => 'here'", 0],
    ["{ try {} catch { () => 'here' } }", 0],
    ["(() => { () => 'here' })(); ", 0],
    ["(function () { () => 'here' }).call(this)", 0],
    ["(function f() { () => 'here' })()", 1],
    ["f(() => { () => 'here' })", 1],
    ["const f = () => () => 'here'", 1],
    ["for (;;) { while (1) () => 'here' }", 2],
    ["class K { m() { () => 'here' } }", 1],
    ["class K { f = () => 'here' }", 1],
    ["class K { static f = () => 'here' }", 0],
    ["class K { [() => 'here'] = 1 }", 0],
  ])('%s', (script, expected) => expect(placeIn(script).layers.at(-1)?.turns).toBe(expected));
});

describe('scopeFacts', () => {
  const facts = (script: string, names: string[]) => scopeFacts(placeIn(script), [names], new Set(names))[0];
  const marks = (body: string) => facts(`const f = (p, [q]) => { ${body} () => 'here' }`, ['a'])?.marks.includes('a');

  test.each([
    ['const a = {};', true],
    ['const a = () => 1;', true],
    ['class a {}', true],
    ['function a() {}', true],
    ['const a = new Map();', true],
    ["const a = Symbol('a');", true],
    ['const a = Object.freeze({});', true],
    ['let a; a = []; a ??= {}; a = 1; a++;', true],
    ['var a = p ? {} : [];', true],
    ['const a = p;', false],
    ['let a = {}; a = p;', false],
    ['let a = {}; [a] = p;', false],
    ['let a = {}; for (a of p);', false],
    ['const a = make();', false],
    ['const a = new Single();', false],
    ["const a = Symbol.for('a');", false],
    ['const a = Object.freeze(p);', false],
    ['const [a] = [{}];', false],
    ['let a; eval(p);', false],
  ])('%s', (body, expected) => expect(marks(body)).toBe(expected));

  test('what the caller gives is no mark, even if something else is assigned later', () => {
    expect(facts("const f = (a) => { a = {}; () => 'here' }", ['a'])?.marks).not.toContain('a');
    expect(facts("const f = (a) => { var a; a = {}; () => 'here' }", ['a'])?.marks).not.toContain('a');
    expect(facts("try {} catch (a) { a = {}; { () => 'here' } }", ['a'])?.marks).not.toContain('a');
  });

  test('names of one pattern, with the keys of the members', () => {
    const found = facts("const { a, b: c, d: { e, f }, ...g } = h, [i, , j] = k; () => 'here'", ['a', 'c', 'e', 'f', 'i', 'j']);
    expect(found?.patterns.map((each) => Object.fromEntries(each))).toEqual([{ a: 'a', c: 'b' }, { e: 'e', f: 'f' }, { i: '0', j: '2' }]);
  });

  test('a scope is found by its names, innermost first', () => {
    const place = placeIn("let a; const f = (b, c = () => b) => { var d; { let a; { let e; () => 'here' } } }");
    const ids = scopeFacts(place, [['a'], ['d'], ['b'], ['a']], new Set(['a'])).map((found) => found?.id.split(' ')[0]);
    expect(ids).toEqual(['BlockStatement', 'ArrowFunctionExpression', 'ArrowFunctionExpression', 'Program']);
  });

  test('of a name that the function does not use, several scopes could be meant', () => {
    expect(scopeFacts(placeIn("let a; { let a; () => 'here' }"), [['a']], new Set())).toEqual([undefined]);
  });
});

describe('memberKeys', () => {
  test.each([
    ["({ a: () => 'here' })", ['a']],
    ["({ 'b c': wrapped(() => 'here', 1) })", ['b c']],
    ["({ a: (() => () => 'here')() })", ['a']],
    ['({ here() {} })', ['here']],
    ['({ get here() {} })', ['here']],
    ["[0, () => 'here']", ['1', 'Map 0']],
    ["new Map([['k', () => 'here']])", ['1', 'Map k', 'k']],
    ["map.set('k', () => 'here')", ['Map k', 'k']],
    ["api.a = () => 'here'", ['a']],
    ["const a = () => 'here'; ({ a, b: a }); list = [a]", ['0', 'a', 'b']],
    ['() => { function here() {} return { b: here } }', ['b']],
    ["let a; a = () => 'here'; api.c = a", ['c']],
    ["class K { a = () => 'here' }", ['a']],
    ["({ [a]: () => 'here' })", []],
    ["f(() => 'here')", []],
    ["const a = () => 'here'", []],
  ])('%s', (script, expected) => expect([...memberKeys(placeIn(script))].sort()).toEqual(expected));
});

test('isTopLevelThis', () => {
  const all = ["() => { () => 'here' }", "{ () => 'here' }", "(function () { () => 'here' })", "class K { f = () => 'here' }"];
  expect(all.map((script) => isTopLevelThis(placeIn(script)))).toEqual([true, true, false, false]);
});

describe('keepsFirstExports', () => {
  test.each([
    ['exports.a = 1; module.exports.b = 2; module.id;', [], true],
    ['module.exports = 1;', [], false],
    ['module.exports = 1;', ['exports'], true],
    ['exports = module.exports = 1;', ['exports'], false],
    ['const m = module;', [], false],
    ['f(module);', [], false],
    ["module['exports'] = 1;", [], false],
  ])('%s', (script, visible, expected) => expect(keepsFirstExports(placeIn(`${script} () => 'here'`), visible)).toBe(expected));
});
