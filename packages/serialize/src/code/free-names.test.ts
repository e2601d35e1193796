import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outerNeeds } from './free-names.ts';
import { parseFunctionText } from './source-text.ts';

const needs = (text: string, strict = true) => outerNeeds(parseFunctionText(text).node, strict);
const free = (text: string, strict = true) => needs(text, strict).freeNames.map(({ name }) => name);

describe('free names', () => {
  test.each([
    ['(a, b) => a + b', []],
    ['(a) => a + b', ['b']],
    ['(a = b, b) => a', []],
    ['(a = x) => { var x; return x }', ['x']],
    ['({ a: b = c, [d]: e, ...f }) => [a, b, c, d, e, f]', ['c', 'd', 'a']],
    ['function f() { return f }', []],
    ['() => { f(); { function f() {} } }', ['f']],
    ['() => { { let a } return a }', ['a']],
    ['() => { for (let i = n; i < 1;) {} return i }', ['n', 'i']],
    ['() => { for (const k in o) k; for (const v of k) v }', ['o', 'k']],
    ['() => { try {} catch ({ m = x }) { m } m }', ['x', 'm']],
    ['() => { switch (s) { case c: let d; default: d } d }', ['s', 'c', 'd']],
    ['() => { a: for (;;) { break a } }', []],
    ['() => o.p.q[r]', ['o', 'r']],
    ['() => ({ p: 1, q, [r]: 2, m() { return p } })', ['q', 'r', 'p']],
    ['() => { class A extends B { [c] = d; static { var e; e } f() { A } } e }', ['B', 'c', 'd', 'e']],
    ['() => (class A {}, A)', ['A']],
    ['() => { [a.b, c = d, ...e] = f }', ['a', 'c', 'd', 'e', 'f']],
    ['() => `${a}${b`${c}`}`', ['a', 'b', 'c']],
    ['async () => { for await (const a of b) await a; using }', ['b', 'using']],
    ['function* () { yield* a }', ['a']],
    ['() => import(a, { with: b })', ['a', 'b']],
    ['() => new.target', []],
    ['() => x?.y?.(z)', ['x', 'z']],
    ['() => { var a; { var b } return [a, b, () => { var c }, c] }', ['c']],
    ['(a) => function a() { a; b }', ['b']],
    ['function () { return arguments }', []],
    ["'a b'(c) { return [c, d] }", ['d']],
    ['get x() { return x }', ['x']],
    ['async *[k + 1](c) { yield c }', []],
    ['#p() { return q }', ['q']],
  ])('%s', (text, expected) => expect(free(text)).toEqual(expected));

  test('a function in a block is hoisted in sloppy code only', () => {
    const text = 'function () { { function g() {} } return g }';
    expect([free(text, false), free(text, true), free(text.replace('{', '{ "use strict";'), false)]).toEqual([[], ['g'], ['g']]);
  });

  test('each name has the place of its first use, and of all others', () => {
    const [b, ...others] = needs('(a) => a + b + b').freeNames;
    expect(others).toEqual([]);
    expect(b).toMatchObject({ name: 'b', offset: 11, isOptional: false, isAssigned: false });
    expect(b?.uses.map(({ offset }) => offset)).toEqual([11, 15]);
  });

  test('a use says what to mind when another expression takes its place', () => {
    const uses = (text: string) => needs(text).freeNames[0]?.uses[0];
    expect(uses('() => ({ a })')).toMatchObject({ isShorthand: true });
    expect(uses('() => { ({ a = 1 } = {}) }')).toMatchObject({ isShorthand: true });
    expect(uses('() => { a() }')).toMatchObject({ isCallee: true, beginsStatement: true });
    expect(uses('() => 1 + a`x`')).toMatchObject({ isCallee: true, beginsStatement: false });
  });

  test.each(['a = 1', 'a += 1', 'a++', '[a] = []', '({ x: a } = {})', 'for (a of []);'])('%s assigns', (text) => {
    expect(needs(`() => { ${text} }`).freeNames[0]?.isAssigned).toBe(true);
  });

  test('a name that typeof asks for is marked', () => {
    expect(needs('() => typeof a').freeNames[0]?.isOptional).toBe(true);
    expect(needs("() => typeof a === 'function' ? a : b").freeNames.map(({ isOptional }) => isOptional)).toEqual([true, false]);
  });
});

describe('ties to the code around', () => {
  test.each([
    ['() => this', ['this']],
    ['function () { return () => this }', []],
    ['() => function () { return this }', []],
    ['() => class { a = this; [this.b] = 1; static { this } }', ['this']],
    ['() => class extends this.B {}', ['this']],
    ['m() { return super.m() }', ['super']],
    ['() => super.m()', ['super']],
    ['m() { return { n() { return super.n() } } }', []],
    ['() => new.target', ['new.target']],
    ['function () { return new.target }', []],
    ['() => import.meta', ['import.meta']],
    ['() => arguments', ['arguments']],
    ['() => class { a() { return arguments } }', []],
    ['(c) => eval(c)', ['eval']],
    ['(c) => eval?.(c)', []],
    ['(c) => (0, eval)(c)', []],
    ['(o) => o.#p', ['#private']],
    ['(o) => #p in o', ['#private']],
    ['() => class { #p; m(o) { return #p in o && o.#p && class { n() { return o.#p } } } }', []],
  ])('%s', (text, expected) => expect(needs(text).ties.map(({ construct }) => construct)).toEqual(expected));

  test('dynamic imports are listed', () => {
    expect(needs("async () => [import('node:fs'), import(x)]").dynamicImports).toEqual([
      { offset: 13, specifier: 'node:fs' },
      { offset: 32, specifier: undefined },
    ]);
  });

  test.each([
    ['function f() { f.x }', true],
    ['function f() { g }', false],
    ['function () { arguments.callee.x }', true],
    ['() => { function f() { f } }', false],
  ])('%s reaches itself: %s', (text, expected) => expect(needs(text).reachesItself).toBe(expected));
});

/** Straight-line code over four names in which every part runs. */
const names = fc.constantFrom('a', 'b', 'c', 'd');
const { statements } = fc.letrec<{ statements: string; statement: string; value: string }>((tie) => ({
  statements: fc.array(tie('statement'), { maxLength: 4 }).map((list) => list.join(' ')),
  value: fc.oneof({ depthSize: 'small' }, names, names.map((a) => `typeof ${a}`), fc.constant('1'), fc.tuple(names, tie('value')).map(([a, v]) => `({ ${a}: ${v}, [${v}]: 1 })`), names.map((a) => `({ ${a} })`)),
  statement: fc.oneof(
    { depthSize: 'small' },
    tie('value').map((v) => `void ${v};`),
    fc.tuple(fc.constantFrom('var', 'let', 'const'), names, tie('value')).map(([kind, a, v]) => `${kind} ${a} = ${v};`),
    fc.tuple(names, names, tie('value')).map(([a, b, v]) => `let { ${a} = ${v}, x: [${b}] = [1] } = {};`),
    fc.tuple(names, tie('value')).map(([a, v]) => `[${a} = ${v}] = [];`),
    tie('statements').map((s) => `{ ${s} }`),
    fc.tuple(names, names, tie('value'), tie('statements')).map(([f, a, v, s]) => `(function ${f}(${a} = ${v}) { ${s} })();`),
    fc.tuple(names, tie('value'), tie('statements')).map(([a, v, s]) => `((${a} = ${v}) => { ${s} })();`),
    fc.tuple(names, tie('statements')).map(([a, s]) => `try { throw 1 } catch (${a}) { ${s} }`),
    fc.tuple(fc.constantFrom('let', 'const', 'var'), names, tie('value'), tie('statements')).map(([kind, a, v, s]) => `for (${kind} ${a} of [${v}]) { ${s} }`),
    fc.tuple(names, names, tie('value'), tie('statements')).map(([a, b, v, s]) => `class ${a} { static ${b} = ${v}; static { ${s} } }`),
    fc.tuple(names, names, tie('value')).map(([a, b, v]) => `switch (1) { default: let ${a} = ${v}; void ${b}; }`),
    fc.tuple(names, names).map(([a, b]) => `${a}: { void ${b}; break ${a}; }`),
  ),
}));

test('agrees with V8: names looked up outside are the free names', () => {
  let complete = 0;
  fc.assert(
    fc.property(statements, (body) => {
      const text = `function () { ${body} }`;
      const lookedUp = new Set<string>();
      const outside = new Proxy({}, { has: (_target, key) => (typeof key === 'string' && /^[abcd]$/.test(key) ? (lookedUp.add(key), true) : false), set: () => true });
      let threw = false;
      try {
        runInNewContext(`with (outside) (${text})()`, { outside });
      } catch (error) {
        // A name declared twice is no program; a variable used too early, or a constant assigned, ends the run.
        if ((error as Error).name === 'SyntaxError') return;
        threw = true;
      }
      let found: string[];
      try {
        found = free(text, false);
      } catch {
        return; // acorn knows early errors that V8 lets pass; such a function is refused
      }
      if (threw) expect(found).toEqual(expect.arrayContaining([...lookedUp]));
      else expect(new Set(found)).toEqual(lookedUp);
      if (!threw && lookedUp.size > 0) complete += 1;
    }),
    { numRuns: 1500 },
  );
  expect(complete).toBeGreaterThan(50);
});
