import { runInThisContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../code/function-code.ts';
import { CapturedVariables } from './captured-variables.ts';
import { SharedVariables } from './shared-variables.ts';

type Holder = [fn: number, holder: number, label: string];

let files = 0;

/**
 * Runs the body of a function that gives closures, and tells which of them share what: `0.n 1.n` is one variable, used by both;
 * a question mark says that it is not known whether it is one.
 *
 * @param holders - what leads to the closures besides: closures are nodes 0, 1, 2 …
 */
function sharing(body: string, holders: readonly Holder[] = [], instances: readonly [maker: number, instance: number][] = []): string[] {
  const closures = runInThisContext(`(() => {${body}})()`, { filename: `file:///shared-variables-${(files += 1)}.js` }) as Function[]; // `as`: what each body below gives
  const shared = new SharedVariables<string>();
  for (const [node, fn] of closures.entries()) {
    const code = codeOf(fn);
    if (code === undefined) throw new Error('no inspector');
    const uses = code.bindings.flatMap((binding) => (binding.how === 'cell' ? [{ name: binding.name, scope: binding.scope, detail: `${node}.${binding.name}` }] : []));
    shared.addFunction(fn, node, code, new CapturedVariables(fn), uses);
  }
  const closure = (at: number): Function => closures[at] ?? (() => undefined);
  for (const [fn, holder, label] of holders) shared.addHolder(closure(fn), holder, label);
  for (const [maker, instance] of instances) shared.addInstance(closure(maker), instance);
  return shared.variables().map(({ uses, isAmbiguous }) => [...uses].sort().join(' ') + (isAmbiguous ? ' ?' : ''));
}

const maker = 'const make = (s) => { let n = s; return { up: () => (n += 1), read: () => n }; };';

describe('certain', () => {
  test.each<[string, string, string[]]>([
    ['a scope that is entered once', 'let n = 0; return [() => n++, () => n];', ['0.n 1.n']],
    ['a block that is entered once', '{ let n = 0; return [() => n++, () => n]; }', ['0.n 1.n']],
    ['a function that is called on the spot', 'return (function () { let n = 0; return [() => n++, () => n]; }).call(null);', ['0.n 1.n']],
    ['scopes with other values', `${maker} return [make(0).up, make(1).up];`, ['0.n', '1.n']],
    ['scopes within scopes with other values', 'const make = (s) => { const seen = s; return (() => { let n = 0; return [() => (n += seen), () => n]; })(); }; return [make(1)[0], make(2)[1]];', ['0.n', '1.n']],
    ['two closures of one literal', `${maker} return [make(0).up, make(0).up];`, ['0.n', '1.n']],
    ['turns of a loop', 'const all = []; for (const s of [1, 1]) { let n = s; all.push(() => n++); } return all;', ['0.n', '1.n']],
    ['a function of the scope', 'const make = () => { let n = 0; const up = () => n++; return [up, () => [up, n]]; }; return make();', ['0.n 1.n']],
    ['a function declaration of the scope, two literals of which are one', 'const make = () => { let n = 0; function up() { return () => [up, n++]; } return [up(), up()]; }; return make();', ['0.n 1.n']],
    ['a list of the scope', 'const make = () => { let n = 0; const all = []; for (let i = 0; i < 2; i += 1) all.push(() => [all, n++]); return all; }; return make();', ['0.n 1.n']],
    ['a variable to which only objects of the scope are assigned', 'const make = () => { let n = 0, box; box = { n }; const of = () => () => [n++, box]; return [of(), of()]; }; return make();', ['0.n 1.n', '0.box 1.box']],
    ['the arguments of the call', 'const make = function () { let n = 0; const of = () => () => [n++, arguments]; return [of(), of()]; }; return make();', ['0.n 1.n']],
    ['a scope around with an object of its own', 'const make = () => { const mark = {}; { let n = 0; const of = () => () => [n++, mark]; return [of(), of()]; } }; return make();', ['0.n 1.n']],
    ['variables of several scopes', 'let a = 0; const make = () => { let b = 0; return () => [a++, b++]; }; return [make(), make()];', ['0.a 1.a', '0.b', '1.b']],
    ['two scopes of one function', 'const make = (f = () => a++, a = 0) => { var n = 0; return [f, () => [a, n++]]; }; return [make()[1], make()[1]];', ['0.a', '1.a', '0.n', '1.n']],
  ])('%s', (_, body, expected) => expect(sharing(body)).toEqual(expected));
});

describe('taken for certain', () => {
  const all = `${maker} const one = make(0), two = make(0); return [one.up, one.read, two.up, two.read];`;
  test.each<[string, string, readonly Holder[], string[]]>([
    ['members of one object', all, [[0, 10, '.up'], [1, 10, '.read'], [2, 11, '.up'], [3, 11, '.read']], ['0.n 1.n', '2.n 3.n']],
    ['accessors of one object', 'const make = () => { let n = 0; return { get n() { return n; }, set n(v) { n = v; } }; }; return [make(), make()].flatMap((each) => Object.values(Object.getOwnPropertyDescriptor(each, "n")).slice(0, 2));', [[0, 10, '.n (getter)'], [1, 10, '.n (setter)'], [2, 11, '.n (getter)'], [3, 11, '.n (setter)']], ['0.n 1.n', '2.n 3.n']],
    ['elements of one list', 'const make = () => { let n = 0; return [() => n++, () => n]; }; return make();', [[0, 10, '[0]'], [1, 10, '[1]']], ['0.n 1.n']],
    ['values of one Map', 'const make = () => { let n = 0; return [["up", () => n++], ["read", () => n]]; }; return make().map(([, f]) => f);', [[0, 10, '(value at "up" of a Map)'], [1, 10, '(value at "read" of a Map)']], ['0.n 1.n']],
    ['a function and its own property', 'const make = () => { let n = 0; const up = () => n++; return Object.assign(up, { read: () => n }); }; const up = make(); return [up, up.read];', [[1, 0, '.read']], ['0.n 1.n']],
    ['functions that others hold in variables', 'const wrap = (f) => () => f(); const make = () => { let n = 0; return { up: wrap(() => n++), read: wrap(() => n), list: [] }; }; const inner = []; const wrapped = []; { const wrap = (f) => { inner.push(f); return f; }; const make = () => { let n = 0; return { up: wrap(() => n++), read: wrap(() => n) }; }; make(); } return inner;', [[0, 10, '.up'], [1, 10, '.read']], ['0.n 1.n']],
    ['names that one pattern takes out', `${maker} const { up, read } = make(0); return [up, read, () => [up, read]];`, [], ['0.n 1.n']],
    ['a constant of the scope that a call gave', 'const make = () => { let n = 0; const of = () => () => n++; const one = of(); return [one, () => [one(), n]]; }; return make();', [], ['0.n 1.n']],
  ])('%s', (_, body, holders, expected) => expect(sharing(body, holders)).toEqual(expected));

  test('an object and its class', () => {
    const body = 'const make = () => { let n = 0; class K { up = () => n++; } return [K, new K().up]; }; return make();';
    expect(sharing(body, [[1, 10, '.up']], [[0, 10]])).toEqual(['0.n 1.n']);
    expect(sharing(body, [[1, 10, '.up']])).toEqual(['0.n 1.n ?']);
  });
});

describe('ambiguous', () => {
  test.each<[string, string, readonly Holder[], string[]]>([
    ['one closure each of two literals', `${maker} return [make(0).up, make(0).read];`, [], ['0.n 1.n ?']],
    ['members under other keys', `${maker} return [make(0).up, make(0).read];`, [[0, 10, '.first'], [1, 10, '.second']], ['0.n 1.n ?']],
    ['names of two patterns', `${maker} const { up } = make(0), { read } = make(0); return [up, read, () => [up, read]];`, [], ['0.n 1.n ?']],
    ['names that a pattern takes from other keys', `${maker} const [up, read] = [make(0).up, make(0).read]; return [up, read, () => [up, read]];`, [], ['0.n 1.n ?']],
    ['a literal that one scope evaluates several times', 'const make = () => { let n = 0; return () => () => n++; }; const of = make(); return [of(), of()];', [], ['0.n 1.n ?']],
    ['fields of two instances', 'const make = () => { let n = 0; class K { up = () => n++; } return [new K().up, new K().up]; }; return make();', [], ['0.n 1.n ?']],
    ['an object that the caller gave', 'const make = (given) => { let n = 0; const of = () => () => [n++, given]; return of(); }; const given = {}; return [make(given), make(given)];', [], ['0.n 1.n ?']],
    ['a parameter that is assigned', 'const make = (given) => { let n = 0; if (n) given = {}; const of = () => () => [n++, given]; return of(); }; const given = {}; return [make(given), make(given)];', [], ['0.n 1.n ?', '0.given 1.given ?']],
    ['an object that each turn of a loop takes over', 'const all = []; for (let o = {}, n = 0; all.length < 2; ) { const of = () => () => [n, (n = 0), o]; all.push(of()); } return all;', [], ['0.n 1.n ?']],
    ['two pairs of which nothing says how they pair', `${maker} const one = make(0), two = make(0); return [one.up, one.read, two.up, two.read];`, [], ['0.n 1.n 2.n 3.n ?']],
    ['an object with two closures of one literal', `${maker} const one = make(0), two = make(0); return [one.up, two.read, two.up];`, [[0, 10, '.up'], [1, 10, '.read'], [2, 10, '.up']], ['0.n 1.n 2.n ?']],
  ])('%s', (_, body, holders, expected) => expect(sharing(body, holders)).toEqual(expected));
});
