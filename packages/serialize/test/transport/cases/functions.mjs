/* eslint-disable -- every odd form of function, on purpose */
// Requirement 2: captured functions, recursion, shared bindings; forms of functions; bound ones, own properties, name and length.
import { asAtHome, listRows, throws } from './rows.cjs';

const { rows, carries } = listRows();
export { rows };

const rate = 3;
const describe = (fn) => [typeof fn, fn.name, fn.length];

// ---- captured functions and shared bindings
carries('captured arrow', [2], 6, () => { const times = (n) => n * rate; return (n) => times(n); });
carries('captured function declaration', [2], 6, () => { function times(n) { return n * rate; } return (n) => times(n); });
carries('captured async function', [2], 6, () => { const times = async (n) => n * rate; return async (n) => times(n); });
carries('captured generator function', [3], [2, 1, 0], () => { function* down(n) { while (n > 0) yield --n; } return (n) => [...down(n)]; });
carries('captured async generator function', [2], [1, 0], () => { async function* down(n) { while (n > 0) yield --n; } return async (n) => { const all = []; for await (const x of down(n)) all.push(x); return all; }; });
carries('chain of twenty functions', [0], 20, () => { let f = (n) => n; for (let i = 0; i < 20; i += 1) { const before = f; f = (n) => before(n) + 1; } return f; });
carries('functions of functions', [1], 111, () => { const add = (a) => (b) => (c) => a + b + c; const ten = add(10)(100); return (n) => ten(n); });
carries('arrow that calls itself', [6], 720, () => { const fact = (n) => (n < 2 ? 1 : n * fact(n - 1)); return fact; });
carries('mutual recursion of declarations', [7], [false, true], () => { function even(n) { return n === 0 || odd(n - 1); } function odd(n) { return n !== 0 && even(n - 1); } return (n) => [even(n), odd(n)]; });
carries('mutual recursion of arrows', [7], [false, true], () => { const even = (n) => n === 0 || odd(n - 1); const odd = (n) => n !== 0 && even(n - 1); return (n) => [even(n), odd(n)]; });
carries('cycle of three functions', [10], 'a', () => { const a = (n) => (n === 0 ? 'c' : b(n - 1)); const b = (n) => (n === 0 ? 'a' : c(n - 1)); const c = (n) => (n === 0 ? 'b' : a(n - 1)); return a; });
carries('two closures share a binding', [], [1, 2, 2], () => { let n = 0; const up = () => (n += 1); const read = () => n; return () => [up(), up(), read()]; });
carries('two closures share a binding with the function itself', [], [1, 11, 11], () => { let n = 0; const up = () => (n += 1); return () => { const before = up(); n += 10; return [before, n, n]; }; });
carries('closures over equal bindings of two scopes', [], [1, 2, 1], () => { const make = () => { let n = 0; return () => (n += 1); }; const a = make(), b = make(); return () => [a(), a(), b()]; });
carries('pairs of closures over equal bindings of two scopes', [], [1, 2, 0, 2], () => { const make = (id) => { let n = 0; return { id, up: () => (n += 1), read: () => n }; }; const a = make('a'), b = make('b'); return () => [a.up(), a.up(), b.read(), a.read()]; });
carries('one closure in two places stays one', [], [1, 2, true], () => { let n = 0; const up = () => (n += 1); const box = { up }; return () => [up(), box.up(), box.up === up]; });
carries('shared binding that holds an object', [], [['x'], true], () => { let list = []; const add = (x) => list.push(x); const read = () => list; return () => { add('x'); return [read(), read() === list]; }; });
carries('shared binding that one closure replaces', [], 'new', () => { let current = { v: 'old' }; const replace = () => { current = { v: 'new' }; }; return () => { replace(); return current.v; }; });
carries('binding shared by getter and setter', [], [1, 5], () => { let v = 1; const box = { get v() { return v; }, set v(x) { v = x; } }; return () => { const before = box.v; box.v = 5; return [before, v]; }; });
carries('binding that a later closure assigns', [], 'later', () => { let v = 'first'; const set = () => { v = 'later'; }; return () => { set(); return v; }; });
carries('loop closures with a counter each', [], [1, 11, 2], () => { const all = []; for (let i = 0; i < 20; i += 10) all.push(() => (i += 1)); return () => [all[0](), all[1](), all[0]()]; });
const makeCounter = (start = 0) => { let n = start; return { up: () => (n += 1), read: () => n }; };
carries('shared: names that a pattern takes out of the result of a maker', [], [1, 1], () => { const { up, read } = makeCounter(); return () => [up(), read()]; });
carries('shared: the same in two functions', [], [1, 1], () => { const { up, read } = makeCounter(); const first = () => up(), second = () => read(); return () => [first(), second()]; });
carries('shared: two patterns over two results', [], [1, 0, 2, 0, 2], () => { const { up, read } = makeCounter(), { up: up2, read: read2 } = makeCounter(); return () => [up(), read2(), up(), read2(), read() + 0 * up2.length]; });
carries('shared: elements of a list', [], 2, () => { const signal = (v) => [() => v, (x) => { v = x; }]; const [get, set] = signal(1); return () => { set(2); return get(); }; });
carries('shared: members that a constructor function assigns', [], [1, 0, 1], () => { function Counter(n) { this.up = () => ++n; this.read = () => n; } const a = new Counter(0), b = new Counter(0); return () => [a.up(), b.read(), a.read()]; });
carries('shared: members that are put in one by one', [], [1, 0, 1], () => { const make = () => { let n = 0; const api = {}; api.up = () => ++n; api.read = () => n; return api; }; const a = make(), b = make(); return () => [a.up(), b.read(), a.read()]; });
carries('shared: fields of instances of a class of the scope', [], [1, 0, 1], () => { const make = () => { let n = 0; return new (class { up = () => ++n; read = () => n; })(); }; const a = make(), b = make(); return () => [a.up(), b.read(), a.read()]; });
carries('shared: accessors of two objects', [], [5, 1], () => { const make = () => { let v = 1; return { get v() { return v; }, set v(x) { v = x; } }; }; const a = make(), b = make(); return () => { a.v = 5; return [a.v, b.v]; }; });
carries('shared: a function and its own property', [], [1, 2], () => { const memo = (f) => { let last; return Object.assign((x) => (last ??= f(x)), { clear: () => { last = undefined; } }); }; const m = memo((x) => x); return () => { const a = m(1); m.clear(); return [a, m(2)]; }; });
carries('shared: members that a helper has wrapped', [], [1, 0, 1], () => { const log = []; const logged = (f) => (...all) => { log.push(f.name); return f(...all); }; const make = () => { let n = 0; return { up: logged(() => ++n), read: logged(() => n) }; }; const a = make(), b = make(); return () => [a.up(), b.read(), a.read()]; });
carries('shared: values of a Map', [], [1, 1], () => { const handlers = new Map(); const make = () => { let n = 0; handlers.set('up', () => ++n); handlers.set('read', () => n); }; make(); return () => [handlers.get('up')(), handlers.get('read')()]; });
carries('shared: closures that differ in what their calls were given', [], [2, 2], () => { const { up } = makeCounter(1), { read } = makeCounter(2); return () => [up(), read()]; });
carries('shared: a variable that nobody assigns any more', [], [1, -1], () => { const make = () => { let n = 0; n += 1; return [() => n, () => -n]; }; const all = [make()[0], make()[1]]; return () => all.map((f) => f()); });
carries('shared: the parameter of a function and the variable of its body', [], [7, 5, 6], () => { const make = (f = () => a, a = 0, set = (v) => { a = v; }) => { const of = { f, set }; var a = 5; return { ...of, up: () => a++, read: () => a, of }; }; const o = make(undefined, 1); const { f, set } = o.of; return () => { set(7); return [f(), o.up(), o.read()]; }; });
carries('shared: what is caught', [], [0, 2], () => { try { throw 0; } catch (e) { const set = (x) => { e = x; }; return () => { const before = e; set(2); return [before, e]; }; } });
carries('shared: by turn of a loop with equal contents', [], [[0, 1], [0, 1]], () => { const all = []; for (const x of [0, 0]) { let y = x; all.push(() => y++); } return () => all.map((f) => [f(), f()]); });
carries('shared: by all closures of a literal in one scope', [], [1, 2, 2], () => { let n = 0; const of = () => () => (n += 1); const a = of(), b = of(); return () => [a(), b(), n]; });
carries('memo table in a closure', [30], 832040, () => { const memo = new Map(); const fib = (n) => { if (n < 2) return n; if (!memo.has(n)) memo.set(n, fib(n - 1) + fib(n - 2)); return memo.get(n); }; return fib; });
carries('functions kept in a list and a Map', [2], [4, 8], () => { const list = [(n) => n ** 2]; const map = new Map([['cube', (n) => n ** 3]]); return (n) => [list[0](n), map.get('cube')(n)]; });
carries('function as a key of a Map', [], 'found', () => { const key = () => 1; const map = new Map([[key, 'found']]); return () => map.get(key); });
carries('closure that its own object holds', [], [1, 'o'], () => { const o = { name: 'o', n: 0, up: () => (o.n += 1) }; return () => [o.up(), o.name]; });
carries('higher-order functions', [[1, 2, 3]], [4, 6], () => { const over = (limit) => (n) => n > limit; const twice = (n) => n * 2; const compose = (...fs) => (x) => fs.reduce((v, f) => f(v), x); const run = compose((l) => l.filter(over(1)), (l) => l.map(twice)); return (l) => run(l); });
carries('a returned closure works on', [], [1, 2], () => { let n = 0; return () => { const next = () => (n += 1); return [next(), next()]; }; });
carries('gives a closure with name and length', [], asAtHome, () => { const base = 1; return () => function named(a, b) { return a + b + base; }; });

// ---- forms of functions, each with a captured name
const offset = 100;
const symbol = Symbol('key');
let stored = 0;
const object = {
  method(a) { return a + offset; },
  async asyncMethod(a) { return a + offset; },
  *generatorMethod(n) { for (let i = 0; i < n; i += 1) yield i + offset; },
  async *asyncGeneratorMethod(n) { for (let i = 0; i < n; i += 1) yield i + offset; },
  'string key'(a) { return a + offset; },
  42(a) { return a + offset; },
  1n(a) { return a + offset; },
  ['comp' + 'uted'](a) { return a + offset; },
  [`template ${rate}`](a) { return a + offset; },
  [Symbol.iterator](a) { return a + offset; },
  [symbol](a) { return a + offset; },
  get getter() { return offset; },
  set setter(v) { stored = v; },
  get ['computed getter']() { return offset + 1; },
  get(a) { return a + offset; },
  set(a) { return a + offset; },
  async(a) { return a + offset; },
  static(a) { return a + offset; },
  async get(a) { return a + offset; },
  arrow: (a) => a + offset,
  asyncArrow: async (a) => a + offset,
  plain: function (a) { return a + offset; },
  named: function inner(a) { return a + offset; },
};
class Forms {
  static staticMethod(a) { return a + offset; }
  static async staticAsync(a) { return a + offset; }
  static *staticGenerator(n) { while (n > 0) yield offset - n--; }
  static get staticGetter() { return offset; }
  static staticArrow = (a) => a + offset;
  static ['static ' + 'computed'](a) { return a + offset; }
  method(a) { return a + offset; }
  get getter() { return offset; }
  static 'string static'(a) { return a + offset; }
}
const member = (of, key, part = 'value') => Object.getOwnPropertyDescriptor(of, key)[part];
for (const [name, key] of [['method', 'method'], ['async method', 'asyncMethod'], ['string key', 'string key'], ['number key', 42], ['bigint key', '1'], ['computed key', 'computed'], ['template key', 'template 3'], ['well-known symbol key', Symbol.iterator], ['symbol key', symbol], ['method named get', 'get'], ['method named set', 'set'], ['method named async', 'async'], ['method named static', 'static'], ['arrow in an object', 'arrow'], ['async arrow in an object', 'asyncArrow'], ['function in an object', 'plain'], ['named function in an object', 'named']]) {
  carries(`form: ${name}`, [1], 101, () => object[key]);
}
carries('form: generator method', [2], [100, 101], () => object.generatorMethod);
carries('form: async generator method', [2], [100, 101], () => object.asyncGeneratorMethod);
carries('form: getter', [], 100, () => member(object, 'getter', 'get'));
carries('form: computed getter', [], 101, () => member(object, 'computed getter', 'get'));
carries('form: setter', [5], undefined, () => member(object, 'setter', 'set'));
carries('form: setter that writes a captured binding', [5], [0, 5], () => { let own = 0; const set = member({ set key(v) { own = v; } }, 'key', 'set'); return (v) => { const before = own; set(v); return [before, own]; }; });
carries('form: static method', [1], 101, () => Forms.staticMethod);
carries('form: static async method', [1], 101, () => Forms.staticAsync);
carries('form: static generator', [2], [98, 99], () => Forms.staticGenerator);
carries('form: static getter', [], 100, () => member(Forms, 'staticGetter', 'get'));
carries('form: static arrow in a field', [1], 101, () => Forms.staticArrow);
carries('form: static computed', [1], 101, () => Forms['static computed']);
carries('form: static string key', [1], 101, () => Forms['string static']);
carries('form: prototype method', [1], 101, () => Forms.prototype.method);
carries('form: prototype getter', [], 100, () => member(Forms.prototype, 'getter', 'get'));
carries('form: function expression', [1], 101, () => function (a) { return a + offset; });
carries('form: arrow without brackets', [1], 101, () => a => a + offset);
carries('form: arrow that gives an object', [1], { a: 101 }, () => (a) => ({ a: a + offset }));
carries('form: arrow after a comment', [1], 101, () => /* why ( { => */ (a) => /* x */ a + offset);
carries('form: method with a comment before its bracket', [1], 101, () => ({ m /* ( */ (a) { return a + offset; } }).m);
carries('form: async arrow without brackets', [1], 101, () => async a => a + offset);
carries('form: generator expression', [2], [102, 101], () => function* (n) { while (n > 0) yield offset + n--; });
carries('form: function with a directive', [1], 101, () => function (a) { 'use strict'; return a + offset; });
carries('form: default parameters over captured names', [1], [1, 100, 101], () => (a, b = offset, c = a + b) => [a, b, c]);
carries('form: getter named by a captured symbol', [], 100, () => member({ get [symbol]() { return offset; } }, symbol, 'get'));
carries('form: strict code stays strict', [], true, () => { const a = 1; return () => (function () { return this === undefined && a === 1; })(); });
carries('form: made by new Function', [1, 2], 3, () => new Function('a', 'b', 'return a + b'));
carries('form: made by new Function, with a closure inside', [3], 8, () => new Function('const five = 5; return (a) => a + five')());
carries('form: made by the AsyncFunction constructor', [1], 2, () => new (async () => {}).constructor('a', 'return (await a) + 1'));
carries('form: template with a backtick and braces', [1], '`1` ${100}', () => (a) => `\`${a}\` \${${offset}}`);
carries('form: a regular expression that looks like a comment', ['a//b'], [true, 100], () => (s) => [/\/\/|\/*/.test(s), offset]);
carries('form: line separators in strings', [], '\u2028\u2029 100', () => () => `\u2028\u2029 ${offset}`);
carries('form: a function of two thousand lines', [1], 2101, () => new Function('offset', `return (a) => {\n${'a += 1;\n'.repeat(2000)}return a + offset; }`)(100));

// ---- bound functions
carries('bound: arguments', [3], 6, () => ((a, b, c) => a + b + c).bind(null, 1, 2));
carries('bound: with a captured name', [3], 104, () => ((a, b) => a + b + offset).bind(null, 1));
carries('bound: this', [2], 'this 2', () => function (n) { return `${this.word} ${n}`; }.bind({ word: 'this' }));
carries('bound: this that is shared with the closure', [], [1, 1], () => { const state = { n: 0 }; const up = function () { return (this.n += 1); }.bind(state); return () => [up(), state.n]; });
carries('bound: twice', [4], [1, 2, 3, 4], () => ((...all) => all).bind(null, 1).bind(null, 2, 3));
carries('bound: built-in function', [3], 3, () => Math.max.bind(null, 1, 2));
carries('bound: built-in method', [1], ['a', 'b'], () => Array.prototype.slice.bind(['x', 'a', 'b']));
carries('bound: method of an instance', [], 'value', () => { class Box { v = 'value'; read() { return this.v; } } const box = new Box(); return box.read.bind(box); });
carries('bound: an async function', [1], 101, () => (async (a, b) => a + b).bind(null, 100));
carries('bound: a generator function', [], [1, 2], () => (function* (a, b) { yield a; yield b; }).bind(null, 1, 2));
carries('bound: a class', [2], [1, 2], () => { class Pair { constructor(a, b) { this.list = [a, b]; } } const Bound = Pair.bind(null, 1); return (b) => new Bound(b).list; });
carries('bound: name and length', [], ['function', 'bound add', 1], () => { const add = (a, b) => a + b; const bound = add.bind(null, 1); return () => describe(bound); });
carries('bound: name that was changed', [], 'other', () => { const bound = Object.defineProperty((() => 1).bind(null), 'name', { value: 'other' }); return () => bound.name; });
carries('bound: captured', [2], 3, () => { const one = ((a, b) => a + b).bind(undefined, 1); return (b) => one(b); });
carries('bound: primitive this', [], ['string', 'word'], () => { const f = function () { return [typeof this, this]; }.bind('word'); return () => f(); });
carries('bound: own properties', [], 7, () => { const bound = Object.assign((() => 1).bind(null), { extra: 7 }); return () => bound.extra; });
carries('bound: cycle through its arguments', [], true, () => { const box = {}; box.self = ((o) => o === box).bind(null, box); return () => box.self(); });

// ---- own properties, names, lengths
carries('own property: data', [], 42, () => { const f = () => f.answer; f.answer = 42; return f; });
carries('own property: of a captured function', [], [42, 'b'], () => { const f = Object.assign(() => 1, { answer: 42, b: { c: 'b' } }); return () => [f.answer, f.b.c]; });
carries('own property: memo', [4], [16, 1], () => { function square(n) { return (square.cache[n] ??= n * n); } square.cache = {}; return (n) => [square(n) && square(n), Object.keys(square.cache).length]; });
carries('own property: symbol', [], 's', () => { const key = Symbol('k'); const f = () => f[key]; f[key] = 's'; return f; });
carries('own property: accessor', [], [1, 2], () => { let n = 0; const f = () => [f.next, f.next]; Object.defineProperty(f, 'next', { get: () => (n += 1) }); return f; });
carries('own property: hidden', [], [[], 'h'], () => { const f = () => [Object.keys(f), f.h]; Object.defineProperty(f, 'h', { value: 'h' }); return f; });
carries('own property: method', [3], 9, () => { const f = Object.assign((n) => n, { square: (n) => n * n }); return (n) => f.square(n); });
carries('own property: function that holds itself', [], true, () => { const f = () => f.self === f; f.self = f; return f; });
carries('own property: prototype of a constructor', [], ['hi', true], () => { function Old(v) { this.v = v; } Old.prototype.read = function () { return this.v; }; return () => { const o = new Old('hi'); return [o.read(), o instanceof Old && o.constructor === Old]; }; });
carries('own property: prototype replaced', [], ['x', false], () => { function Old() {} Old.prototype = { x: 'x' }; return () => [new Old().x, Object.hasOwn(Old.prototype, 'constructor')]; });
carries('own property: static helper of a constructor', [], 1, () => { function Old() {} Old.made = 0; Old.make = () => { Old.made += 1; return new Old(); }; return () => { Old.make(); return Old.made; }; });
carries('own property: toString that lies', [], ['lie', 1], () => { const f = Object.assign(() => 1, { toString: () => 'lie' }); return () => [String(f), f()]; });
carries('own property: call and apply that lie', [], [2, 1], () => { const f = Object.assign(() => 1, { call: () => 2 }); return () => [f.call(), f()]; });
carries('own property: of the transported function, seen by nobody', [], 'ok', () => Object.assign(() => 'ok', { extra: 1 }));
carries('frozen function', [], [true, 1], () => { const f = Object.freeze(Object.assign(() => 1, { a: 1 })); return () => [Object.isFrozen(f), f()]; });
carries('function without a prototype object', [], [null, 1], () => { const f = () => 1; Object.setPrototypeOf(f, null); return () => [Object.getPrototypeOf(f), f()]; });
carries('function with another prototype', [], 'inherited', () => { const f = () => 1; Object.setPrototypeOf(f, { extra: 'inherited' }); return () => f.extra; });
carries('name: of a variable', [], ['function', 'helper', 2], () => { const helper = (a, b) => a + b + offset; return () => describe(helper); });
carries('name: none', [], ['function', '', 0], () => { const [f] = [() => offset]; return () => describe(f); });
carries('name: computed', [], 'with spaces!', () => { const f = { ['with spaces!']: () => offset }['with spaces!']; return () => f.name; });
carries('name: of a symbol key', [], '[key]', () => { const f = { [symbol]: () => offset }[symbol]; return () => f.name; });
carries('name: of a getter', [], 'get v', () => { const f = member({ get v() { return offset; } }, 'v', 'get'); return () => f.name; });
carries('name: changed', [], 'changed', () => { const f = Object.defineProperty(() => 1, 'name', { value: 'changed' }); return () => f.name; });
carries('length: changed, of the transported function', [], 'ok', () => Object.defineProperty(() => 'ok', 'length', { value: 9 }));
carries('name: deleted, of the transported function', [], [false, ''], () => { const f = () => [Object.hasOwn(f, 'name'), f.name]; delete f.name; return f; });
carries('length: deleted', [], [false, 0], () => { const f = (a) => a; delete f.length; return () => [Object.hasOwn(f, 'length'), f.length]; });
carries('name: writable', [], 'own', () => { const f = Object.defineProperty(() => 1, 'name', { value: 'given', writable: true }); return () => { f.name = 'own'; return f.name; }; });
carries('name: deleted', [], [false, ''], () => { const f = () => 1; delete f.name; return () => [Object.hasOwn(f, 'name'), f.name]; });
carries('name: default', [], 'default', () => { const f = { default: () => offset }.default; return () => f.name; });
carries('length: with defaults and rest', [], [1, 0, 2], () => { const fs = [(a, b = 1, c) => [a, b, c], (...all) => all, (a, { b }) => [a, b]]; return () => fs.map((f) => f.length); });
carries('length: changed', [], 9, () => { const f = Object.defineProperty((a) => a, 'length', { value: 9 }); return () => f.length; });
carries('the portrait of captured functions of every kind', [], asAtHome, () => { const all = [() => 1, async () => 1, function () {}, function* () {}, async function* () {}, { m() {} }.m, class K {}, Math.max]; return () => all; });
