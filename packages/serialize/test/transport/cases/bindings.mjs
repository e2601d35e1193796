/* eslint-disable -- every odd way to declare and use a name, on purpose */
// Requirement 2: captured bindings. What a function finds in the scopes around it, it finds on the far side.
import { listRows } from './rows.cjs';

const { rows, carries } = listRows();
export { rows };

// ---- of the module
const moduleConst = 'module const';
let moduleLet = 1;
moduleLet = 2;
let moduleCounter = 10;
var moduleVar = 'module var';
let unset;
const { first, nested: { second = 'default' } = {}, ...others } = { first: 1, nested: {}, third: 3, fourth: 4 };
const [head, , ...tail] = [1, 2, 3, 4];
function moduleFunction(n) {
  return n * 2;
}
class ModuleClass {
  value = 7;
}
const $ = 'dollar';
const _ = 'underscore';
const ünïcödé = 'unicode';
const \u{61}bc = 'escaped';
const async = 'async', of = 'of', get = 'get', set = 'set', from = 'from', type = 'type', as = 'as', target = 'target', meta = 'meta', accessor = 'accessor', using = 'using', defer = 'defer', module = 'module', exports = 'exports', require = 'require', __dirname = 'dirname';
export let exportedLet = 'before';
exportedLet = 'after';

carries('module: const', [], 'module const', () => () => moduleConst);
carries('module: let that was assigned', [], 2, () => () => moduleLet);
carries('module: let that the function assigns', [], [11, 12, 12], () => () => [(moduleCounter += 1), ++moduleCounter, moduleCounter]);
carries('module: var', [], 'module var', () => () => moduleVar);
carries('module: let without a value', [], [undefined, 'undefined'], () => () => [unset, typeof unset]);
carries('module: destructured names', [], [1, 'default', { third: 3, fourth: 4 }], () => () => [first, second, others]);
carries('module: destructured list', [], [1, [3, 4]], () => () => [head, tail]);
carries('module: function', [21], 42, () => (n) => moduleFunction(n));
carries('module: class', [], 7, () => () => new ModuleClass().value);
carries('module: exported let', [], 'after', () => () => exportedLet);
carries('names: $ and _', [], 'dollar underscore', () => () => `${$} ${_}`);
carries('names: unicode', [], 'unicode', () => () => ünïcödé);
carries('names: written with an escape', [], ['escaped', 'escaped'], () => () => [\u{61}bc, abc]);
carries('names: words that are keywords elsewhere', [], 'async of get set from type as target meta accessor using defer', () => () => [async, of, get, set, from, type, as, target, meta, accessor, using, defer].join(' '));
carries('names: words that CommonJS uses', [], 'module exports require dirname', () => () => [module, exports, require, __dirname].join(' '));

// ---- of functions and blocks
carries('const of a function', [1], 6, () => { const a = 5; return (b) => a + b; });
carries('let of a function, never assigned again', [1], 6, () => { let a = 5; return (b) => a + b; });
carries('let assigned before the transport', [], 7, () => { let a = 5; a += 2; return () => a; });
carries('let assigned after the function was made', [], 8, () => { let a = 5; const f = () => a; a = 8; return f; });
carries('let that the function counts up', [], [1, 2, 3], () => { let n = 0; return () => [++n, ++n, ++n]; });
carries('var of a function', [], 3, () => { var a = 3; return () => a; });
carries('var declared twice', [], 4, () => { var a = 3; var a = 4; return () => a; });
carries('var hoisted out of a block', [], 'inner', () => { if (true) { var a = 'inner'; } return () => a; });
carries('parameter', [2], 12, () => ((a) => (b) => a + b)(10));
carries('parameter that was assigned', [], 11, () => ((a) => { a += 1; return () => a; })(10));
carries('parameter with a default', [], [1, 2], () => ((a, b = a + 1) => () => [a, b])(1));
carries('destructured parameter', [], [1, 2, { z: 3 }], () => (({ x, y: [y], ...rest }) => () => [x, y, rest])({ x: 1, y: [2], z: 3 }));
carries('rest parameter', [], [[1, 2], 2], () => ((...all) => () => [all, all.length])(1, 2));
carries('a closure in a default parameter', [], 'outer', () => { const a = 'outer'; return ((f = () => a) => { const a = 'inner'; return f; })(); });
carries('block scope', [], 'block', () => { const a = 'function'; { const a = 'block'; return () => a; } });
carries('three scopes that declare one name', [], ['inner', 'inner'], () => { const a = 'outer'; { let a = 'middle'; a += '!'; { const a = 'inner'; return () => [a, (() => a)()]; } } });
carries('the outer of two names, beside a shadow', [], ['outer', 'shadow'], () => { const a = 'outer'; const g = (() => { const a = 'shadow'; return () => a; })(); return () => [a, g()]; });
carries('five scopes deep', [6], [1, 2, 3, 4, 5, 6], () => ((a) => ((b) => ((c) => ((d) => ((e) => (f) => [a, b, c, d, e, f])(5))(4))(3))(2))(1));
carries('hundred captured names', [], 4950, () => new Function(`${Array.from({ length: 100 }, (_, i) => `const v${i} = ${i};`).join('')} return () => ${Array.from({ length: 100 }, (_, i) => `v${i}`).join(' + ')};`)());
carries('loop variable of for with let', [], [0, 1, 2], () => { const all = []; for (let i = 0; i < 3; i += 1) all.push(() => i); return () => all.map((f) => f()); });
carries('one turn of a loop', [], 1, () => { const all = []; for (let i = 0; i < 3; i += 1) all.push(() => i); return all[1]; });
carries('loop variable of for with var', [], [3, 3, 3], () => { const all = []; for (var i = 0; i < 3; i += 1) all.push(() => i); return () => all.map((f) => f()); });
carries('loop variable that the body changes', [], [1, 3], () => { const all = []; for (let i = 0; i < 4; i += 1) { i += 1; all.push(() => i); } return () => all.map((f) => f()); });
carries('loop variable of for-of', [], ['a', 'b'], () => { const all = []; for (const x of ['a', 'b']) all.push(() => x); return () => all.map((f) => f()); });
carries('loop variable of for-in', [], ['k', 'l'], () => { const all = []; for (const k in { k: 1, l: 2 }) all.push(() => k); return () => all.map((f) => f()); });
carries('destructured loop variable', [], [['a', 1], ['b', 2]], () => { const all = []; for (const [k, v] of Object.entries({ a: 1, b: 2 })) all.push(() => [k, v]); return () => all.map((f) => f()); });
carries('const of a loop body', [], [0, 10], () => { const all = []; for (let i = 0; i < 2; i += 1) { const ten = i * 10; all.push(() => ten); } return () => all.map((f) => f()); });
carries('const of a while body', [], [2, 1], () => { const all = []; let n = 2; while (n > 0) { const now = n; all.push(() => now); n -= 1; } return () => all.map((f) => f()); });
carries('loop variable of for-await', [], ['a', 'b'], async () => { const all = []; for await (const x of ['a', Promise.resolve('b')]) all.push(() => x); return () => all.map((f) => f()); });
carries('catch binding', [], 'oops', () => { try { throw new Error('oops'); } catch (error) { return () => error.message; } });
carries('destructured catch binding', [], ['oops', 'E1'], () => { try { throw Object.assign(new Error('oops'), { code: 'E1' }); } catch ({ message, code }) { return () => [message, code]; } });
carries('catch binding over an outer name', [], ['thrown', 'outer'], () => { const e = 'outer'; const outer = () => e; try { throw 'thrown'; } catch (e) { return () => [e, outer()]; } });
carries('lexical name of a switch', [], 'case b', () => { switch ('b') { case 'a': case 'b': { } const found = 'case b'; return () => found; } });
carries('function hoisted in a function', [4], 8, () => { return use; function use(n) { return twice(n); } function twice(n) { return n * 2; } });
carries('function of a block', [], 'block function', () => { { function inner() { return 'block function'; } return () => inner(); } });
carries('name of a named function expression', [5], 120, () => function fact(n) { return n < 2 ? 1 : n * fact(n - 1); });
carries('name of a named function expression, from inside', [3], 6, () => function outer(n) { const again = (m) => (m === 0 ? 0 : m + outer(m - 1)); return again(n); });
carries('name of a class expression, from a closure', [], 'Inner', () => { const Outer = class Inner { static who = () => Inner.name; }; const f = Outer.who; return () => f(); });
carries('arguments of the function around an arrow', ['z'], ['a', 'b', 2, 'z'], () => (function () { return (c) => [arguments[0], arguments[1], arguments.length, c]; })('a', 'b'));
carries('arguments of an outer function, beside a parameter', [], [1, 2, 1], () => (function (a, b = 2) { return () => [arguments[0], b, arguments.length && a]; })(1));
carries('arguments of two calls', [], [[1, 2], [3]], () => { const listOf = function () { return () => [...arguments]; }; const one = listOf(1, 2), two = listOf(3); return () => [one(), two()]; });
carries('new.target of the function around an arrow, called without new', [], undefined, () => (function () { const target = new.target; return () => target; })());
carries('value of an immediately called function', [], [1, 2], () => { const counter = (() => { let n = 0; return { next: () => (n += 1) }; })(); return () => [counter.next(), counter.next()]; });
carries('name assigned inside a condition', [], 'set', () => { let a; if ((a = 'set')) return () => a; });

// ---- how the function uses the name
carries('used in a shorthand property', [], { a: 1 }, () => { const a = 1; return () => ({ a }); });
carries('used in a template', [], '<1>', () => { const a = 1; return () => `<${a}>`; });
carries('used as a tag', ['v'], 'x|y v', () => { const tag = (s, ...v) => `${s.join('|')} ${v}`; return (v) => tag`x${v}y`; });
carries('used in typeof', [], 'string', () => { const a = 'x'; return () => typeof a; });
carries('used in a computed key', [], { key: 1 }, () => { const k = 'key'; return () => ({ [k]: 1 }); });
carries('used in a computed pattern key', [{ key: 5 }], 5, () => { const k = 'key'; return ({ [k]: v }) => v; });
carries('used in a default of a parameter', [], 9, () => { const nine = 9; return (a = nine) => a; });
carries('used in a default of a pattern', [{}], 9, () => { const nine = 9; return ({ a = nine }) => a; });
carries('used by a function inside only', [], 'deep', () => { const a = 'deep'; return () => (() => (() => a)())(); });
carries('used as the base of a class inside', [], ['base', true], () => { class Base { who() { return 'base'; } } return () => { class Derived extends Base {} const d = new Derived(); return [d.who(), d instanceof Base]; }; });
carries('used in a computed key of a class inside', [], 'called', () => { const k = 'method'; return () => new (class { [k]() { return 'called'; } })().method(); });
carries('used in a field and a static block inside', [], [1, 2], () => { const a = 1; let b = 1; return () => { class K { field = a; static { b += 1; } } return [new K().field, b]; }; });
carries('called', [3], 6, () => { const twice = (n) => n * 2; return (n) => twice(n); });
carries('called with new', [], 'made', () => { function Make() { this.value = 'made'; } return () => new Make().value; });
carries('called through optional chaining', [], [undefined, 'f'], () => { const nothing = undefined; const f = () => 'f'; return () => [nothing?.(), f?.()]; });
carries('compound assignment', [], [12, 24, 8, 8, 1], () => { let a = 10; let b = null; return () => [(a += 2), (a *= 2), (a %= 16), (b ??= a), (b &&= 1)]; });
carries('assigned in a destructuring list', [], [2, 1], () => { let a = 1, b = 2; return () => { [a, b] = [b, a]; return [a, b]; }; });
carries('assigned in a destructuring object', [{ a: 5, rest: 6 }], [5, { rest: 6 }, 'd'], () => { let a, r, d; return (o) => { ({ a, d = 'd', ...r } = o); return [a, r, d]; }; });
carries('assigned as the variable of for-of', [[1, 2]], 2, () => { let x; return (list) => { for (x of list); return x; }; });
carries('assigned as the variable of for-in', [{ a: 1, b: 2 }], 'b', () => { let x; return (o) => { for (x in o); return x; }; });
carries('assigned by a function inside', [], [5, 5], () => { let a = 1; const set = (v) => { a = v; }; return () => { set(5); return [a, (() => a)()]; }; });
carries('increments give numbers', [], [1, 3, 3, 1], () => { let a = 1; return () => [a++, ++a, a--, --a]; });
carries('shadowed by its own parameter', [2], 2, () => { const a = 1; return (a) => a; });
carries('shadowed in a block only', [], [2, 1], () => { const a = 1; return () => { let inner; { const a = 2; inner = a; } return [inner, a]; }; });
carries('a label and a property of the same name', [], [1, 'p'], () => { const a = 1; return () => { a: for (;;) { break a; } return [a, { a: 'p' }.a]; }; });
carries('a captured name that is a global too', [], 'mine', () => { const Math = 'mine'; return () => Math; });
carries('captured process, console and Buffer', [], [1, 2, 3], () => { const process = 1, console = 2, Buffer = 3; return () => [process, console, Buffer]; });
carries('captured undefined, NaN and Infinity', [], [1, 2, 3], () => ((undefined, NaN, Infinity) => () => [undefined, NaN, Infinity])(1, 2, 3));
carries('captured globalThis', [], 'shadow', () => { const globalThis = 'shadow'; return () => globalThis; });
carries('a global beside captured names', [], [3, 'function'], () => { const list = [1, 3, 2]; return () => [Math.max(...list), typeof structuredClone]; });
carries('a name that only typeof asks for, declared nowhere', [], ['undefined', 1], () => { const a = 1; return () => [typeof declared_nowhere, a]; });
carries('names that a transport might use itself', [], [1, 2, 3, 4, 5, 6], () => { const cell = 1, cells = 2, scope = 3, $0 = 4, $_ = 5, __ = 6; return () => [cell, cells, scope, $0, $_, __]; });
carries('default parameter with the name of an outer one', [], ['outer', 'inner'], () => { const a = 'outer'; return (b = a) => { const a = 'inner'; return [b, a]; }; });
carries('a function assigned to a captured name is called after it', [], ['f', 'g', 'h', 'k', 'own'], () => { let f, g, h, k, l; const read = () => [f, g, h, k, l]; return () => { f = () => 1; g ??= function () {}; [h = () => 1] = []; ({ k = class {} } = {}); l = function own() {}; return read().map(({ name }) => name); }; });
carries('names of functions that are assigned to captured names', [], ['a', 'b', 'c', 'd'], () => { let a, b, c, d; const read = () => [a, b, c, d]; return () => { a = b = () => 1; a = () => (b = () => 1); a(); [c = class {}] = []; d = (() => 1); return read().map(({ name }) => name); }; });
carries('undefined constant in front of the function', [], [undefined, 1], () => { const a = undefined, b = 1; { function inner() { return [a, b]; } return inner; } });
