/* eslint-disable -- every odd form of class, on purpose */
// Requirement 3: captured classes and instances.
import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { Money, Price } from './imported/money.mjs';
import { asAtHome, listRows, throws } from './rows.cjs';

const { rows, carries } = listRows();
export { rows };

const suffix = '!';
const tag = Symbol('tag');
class Point {
  constructor(x, y) { this.x = x; this.y = y; }
  get length() { return Math.hypot(this.x, this.y); }
  plus(other) { return new Point(this.x + other.x, this.y + other.y); }
  toString() { return `(${this.x}, ${this.y})${suffix}`; }
}

// ---- classes
carries('class: constructor and fields', [3], [3, 'field'], () => { class K { field = 'field'; constructor(a) { this.a = a; } } return (a) => { const k = new K(a); return [k.a, k.field]; }; });
carries('class: of the module', [], [5, '(4, 6)!'], () => () => [new Point(3, 4).length, String(new Point(1, 2).plus(new Point(3, 4)))]);
carries('class: expression', [], 'anonymous', () => { const K = class { who() { return 'anonymous'; } }; return () => new K().who(); });
carries('class: expression with a name of its own', [], ['Inner', true], () => { const K = class Inner { same() { return Inner === K; } }; return () => [K.name, new K().same()]; });
carries('class: name', [], ['K', 2], () => { class K { constructor(a, b) {} } return () => [K.name, K.length]; });
carries('class: calling it without new throws', [], throws('TypeError', "Class constructor K cannot be invoked without 'new'"), () => { class K {} return () => K(); });
carries('class: its methods have no prototype and are hidden', [], [[], ['constructor', 'm'], false], () => { class K { m() {} } return () => [Object.keys(K.prototype), Object.getOwnPropertyNames(K.prototype), 'prototype' in K.prototype.m]; });
carries('class: getter and setter', [], [1, 4], () => { class K { v = 1; get d() { return this.v; } set d(x) { this.v = x * 2; } } return () => { const k = new K(); const before = k.d; k.d = 2; return [before, k.d]; }; });
carries('class: static method, getter and field', [], [1, 2, 3], () => { class K { static m() { return 1; } static get g() { return 2; } static f = 3; } return () => [K.m(), K.g, K.f]; });
carries('class: static field with its present value', [], 5, () => { class K { static count = 0; } K.count = 5; return () => K.count; });
carries('class: static field that was deleted', [], false, () => { class K { static gone = 1; } delete K.gone; return () => 'gone' in K; });
carries('class: static member added later', [], 'added', () => { class K {} K.extra = 'added'; return () => K.extra; });
carries('class: static block does not run again', [], [1, 1], () => { const runs = []; class K { static { runs.push('run'); } static n = runs.length; } return () => [runs.length, K.n]; });
carries('class: static field initialiser does not run again', [], [1, 'id 1'], () => { let next = 0; class K { static id = `id ${(next += 1)}`; } return () => [next, K.id]; });
carries('class: computed keys are not computed again', [], [1, 'called'], () => { let n = 0; class K { [`m${(n += 1)}`]() { return 'called'; } } return () => [n, new K().m1()]; });
carries('class: symbol keys', [], ['tagged', [1, 2]], () => { class K { [tag]() { return 'tagged'; } *[Symbol.iterator]() { yield 1; yield 2; } } return () => [new K()[tag](), [...new K()]]; });
carries('class: string and number keys', [], ['s', 'n'], () => { class K { 'a b'() { return 's'; } 7() { return 'n'; } } const k = new K(); return () => [k['a b'](), k[7]()]; });
carries('class: async, generator and async generator methods', [], ['a', ['g'], ['ag']], () => { class K { async a() { return 'a'; } *g() { yield 'g'; } async *ag() { yield 'ag'; } } return async () => { const k = new K(); const all = []; for await (const x of k.ag()) all.push(x); return [await k.a(), [...k.g()], all]; }; });
carries('class: field that is an arrow keeps this', [], [7, 7], () => { class K { v = 7; arrow = () => this.v; } return () => { const k = new K(); const { arrow } = k; return [k.arrow(), arrow()]; }; });
carries('class: field over a captured name', [], 'x!', () => { class K { f = `x${suffix}`; } return () => new K().f; });
carries('class: computed field', [], 'v', () => { const name = 'dynamic'; class K { [name] = 'v'; } return () => new K().dynamic; });
carries('class: fields without values', [], [true, undefined], () => { class K { bare; } return () => [Object.hasOwn(new K(), 'bare'), new K().bare]; });
carries('class: static this', [], 4, () => { class K { static base = 2; static twice = this.base * 2; static read() { return this.twice; } } return () => K.read(); });
carries('class: Symbol.toStringTag and Symbol.hasInstance', [], ['[object Tagged]', true], () => { class K { get [Symbol.toStringTag]() { return 'Tagged'; } static [Symbol.hasInstance](v) { return v === 1; } } return () => [String(new K()), 1 instanceof K]; });
carries('class: Symbol.species', [], [true, false], () => { class L extends Array { static get [Symbol.species]() { return Array; } } return () => { const l = L.from([1, 2]); return [l instanceof L, l.map((x) => x) instanceof L]; }; });
carries('class: accessor on the class patched later', [], 'patched', () => { class K { m() { return 'original'; } } K.prototype.m = function () { return `patched`; }; return () => new K().m(); });
carries('class: method deleted later', [], ['undefined', 'function'], () => { class K { gone() {} stays() {} } delete K.prototype.gone; return () => [typeof new K().gone, typeof new K().stays]; });
carries('class: method added later', [], 'added !', () => { class K {} K.prototype.added = () => `added ${suffix}`; return () => new K().added(); });
carries('class: frozen class and prototype', [], [true, true], () => { class K { m() {} } Object.freeze(K); Object.freeze(K.prototype); return () => [Object.isFrozen(K), Object.isFrozen(K.prototype)]; });
carries('class: two classes that use each other', [], ['B of A', 'A of B'], () => { class A { other() { return new B().name('A'); } name(of) { return `A of ${of}`; } } class B { other() { return new A().name('B'); } name(of) { return `B of ${of}`; } } return () => [new A().other(), new B().other()]; });
carries('class: that uses itself', [], [true, 2], () => { class Node { constructor(next) { this.next = next; } static chain(n) { return n === 0 ? null : new Node(Node.chain(n - 1)); } } return () => { const c = Node.chain(2); return [c.next instanceof Node, (function count(x) { return x === null ? 0 : 1 + count(x.next); })(c)]; }; });
carries('class: made by a function, twice', [], ['a', 'b', false], () => { const make = (v) => class { read() { return v; } }; const A = make('a'), B = make('b'); return () => [new A().read(), new B().read(), A === B]; });
carries('class: mixin', [], ['base mixed', true], () => { const Mixed = (B) => class extends B { who() { return `${super.who()} mixed`; } }; class Base { who() { return 'base'; } } class K extends Mixed(Base) {} return () => [new K().who(), new K() instanceof Base]; });
carries('class: the class itself is transported in a table', [2], [1, 2], () => { const kinds = { Point }; return (y) => { const p = new kinds.Point(1, y); return [p.x, p.y]; }; });
carries('class: new.target', [], ['A', 'B'], () => { class A { constructor() { this.made = new.target.name; } } class B extends A {} return () => [new A().made, new B().made]; });
carries('class: constructor that returns another object', [], 'other', () => { class K { constructor() { return { v: 'other' }; } } return () => new K().v; });
carries('class: portrait', [], asAtHome, () => { class K { static s = 1; static #p = 2; f = 3; #q = 4; constructor(a) { this.a = a; } get g() { return 1; } set g(v) {} static get sg() { return 1; } m() {} static sm() {} async am() {} *gm() {} [tag]() {} } return () => [K, K.prototype, new K(1)]; });
carries('class: computed keys of several kinds', [], [['m', 'g', 's'], 'kept'], () => { const key = (k) => k; let kept; class K { [key('m')]() { return 'm'; } get [key('g')]() { return 'g'; } static [key('s')]() { return 's'; } set [key('v')](v) { kept = v; } } return () => { const k = new K(); k.v = 'kept'; return [[k.m(), k.g, K.s()], kept]; }; });
carries('class: computed field with a symbol of the language', [], 'tag', () => { class K { [Symbol.toStringTag] = 'tag'; } return () => new K()[Symbol.toStringTag]; });
carries('class: computed static field', [], 'v', () => { const name = () => 'made'; class K { static [name()] = 'v'; } return () => K.made; });
carries('class: computed method that was deleted', [], ['undefined', 'kept'], () => { const name = () => 'gone'; class K { [name()]() {} kept() { return 'kept'; } } delete K.prototype.gone; return () => [typeof new K().gone, new K().kept()]; });
carries('class: method with properties of its own', [], [{ a: 1 }, 'm'], () => { class K { m() { return 'm'; } } K.prototype.m.cache = { a: 1 }; return () => [K.prototype.m.cache, new K().m()]; });
carries('class: method taken out of its class before', [], [true, 'base m'], () => { class B { m() { return 'base m'; } } class K extends B { m() { return super.m(); } } const { m } = K.prototype; return () => [m === K.prototype.m, m.call(new K())]; });
carries('class: method with #private taken out of its class before', [], [true, 1], () => { class K { #p = 1; m() { return this.#p; } } const { m } = K.prototype; return () => [m === K.prototype.m, m.call(new K())]; });
carries('class: method of another class in its place', [], 'other', () => { class A { m() { return 'other'; } } class K { m() { return 'own'; } } K.prototype.m = A.prototype.m; return () => new K().m(); });
carries('class: order of members', [], asAtHome, () => { class K { static b = 1; static a() {} z() {} static c = 2; y() {} } K.d = 3; delete K.b; K.b = 4; K.prototype.x = 1; return () => [Reflect.ownKeys(K), Reflect.ownKeys(K.prototype)]; });
carries('class: static members called name and length', [], ['mine', 7], () => { class K { static name = 'mine'; static length = 7; } return () => [K.name, K.length]; });
carries('class: in brackets, with comments', [], [1, true], () => { const B = class { one() { return 1; } }; const K = class /* named */ Inner extends /* base */ (/* of */ (B) /* it */) /* body */ {}; return () => [new K().one(), Object.getPrototypeOf(K) === B]; });
carries('class: variable that the class and a function share', [], [2, 2], () => { let n = 0; class K { up() { return (n += 1); } } const read = () => n; const k = new K(); return () => { k.up(); k.up(); return [n, read()]; }; });
carries('class: constructor assigned anew', [], true, () => { class K {} K.prototype.constructor = Object; const k = new K(); return () => k instanceof K && k.constructor === Object; });
carries('class: with import and import.meta inside', [2], ['classes.mjs', true], () => { class K { file() { return import.meta.url.split('/').at(-1).replace(/\.\w+$/, '.mjs'); } async load() { return (await import('node:path')).sep.length === 1; } } return async () => [new K().file(), await new K().load()]; });
carries('class: generator method with its prototype', [], asAtHome, () => { class K { *g() { yield 1; } } return () => [[...new K().g()], typeof K.prototype.g.prototype]; });
carries('class: getter on an instance and a field in its place', [], [1, 'own'], () => { class B { get v() { return 1; } } class D extends B { v = 'own'; } return () => [new B().v, new D().v]; });

// ---- #private
carries('#private: field', [], 'kept', () => { class K { #p = 'kept'; read() { return this.#p; } } return () => new K().read(); });
carries('#private: field of an instance that changed', [], ['changed', 'new'], () => { class K { #p = 'new'; set(v) { this.#p = v; return this; } read() { return this.#p; } } const k = new K().set('changed'); return () => [k.read(), new K().read()]; });
carries('#private: method, getter and setter', [], [1, 2, 6], () => { class K { #v = 2; #m() { return 1; } get #g() { return this.#v; } set #g(x) { this.#v = x * 2; } run() { const before = [this.#m(), this.#g]; this.#g = 3; return [...before, this.#g]; } } const k = new K(); return () => k.run(); });
carries('#private: static field', [], [1, 2], () => { class K { static #n = 0; static next() { return (K.#n += 1); } } return () => [K.next(), K.next()]; });
carries('#private: static field with its present value', [], 3, () => { class K { static #n = 0; static next() { return (K.#n += 1); } } K.next(); K.next(); return () => K.next(); });
carries('#private: static method', [], 'hidden', () => { class K { static #h() { return 'hidden'; } static open() { return K.#h(); } } return () => K.open(); });
carries('#private: holds an object that is shared', [], [true, 2], () => { const shared = { n: 1 }; class K { #s; constructor(s) { this.#s = s; } up() { this.#s.n += 1; return this.#s; } } const k = new K(shared); return () => [k.up() === shared, shared.n]; });
carries('#private: holds its own instance', [], true, () => { class K { #me = this; same() { return this.#me === this; } } const k = new K(); return () => k.same(); });
carries('#private: of a base class', [], ['base', 'derived'], () => { class B { #p = 'base'; b() { return this.#p; } } class D extends B { #p = 'derived'; d() { return this.#p; } } const d = new D(); return () => [d.b(), d.d()]; });
carries('#private: holds a function', [], 8, () => { const two = 2; class K { #f = (n) => n * two; run(n) { return this.#f(n); } } const k = new K(); return () => k.run(4); });
carries('#private: access to another object throws', [], 'TypeError', () => { class K { #p = 1; static read(o) { return o.#p; } } return () => { try { K.read({}); } catch (error) { return error.name; } }; });
carries('#private: two instances of one class', [], ['a', 'b'], () => { class K { #p; constructor(p) { this.#p = p; } read() { return this.#p; } } const a = new K('a'), b = new K('b'); return () => [a.read(), b.read()]; });
carries('#private: constructor that must not run again', [], [1, 'p'], () => { let runs = 0; class K { #p = 'p'; constructor() { runs += 1; } read() { return this.#p; } } const k = new K(); return () => [runs, k.read()]; });
carries('#private: field initialiser that must not run again', [], [1, 'p1'], () => { let runs = 0; class K { #p = `p${(runs += 1)}`; read() { return this.#p; } } const k = new K(); return () => [runs, k.read()]; });
carries('#private: constructor with default values and patterns', [], [1, 'a', 2, [1, 3]], () => { let runs = 0; class K { #p; constructor({ p }, two = (runs += 1) + 1, ...rest) { this.#p = [p, two, arguments.length, rest.length]; } read() { return this.#p; } static get length() { return 1; } } const k = new K({ p: 'a' }, undefined, 3); return () => [runs, ...k.read().slice(0, 2), [K.length, new K({ p: 'b' }).read()[1]]]; });
carries('#private: constructor with parameters over several lines', [], ['a b', 2], () => {
  class K {
    #p;
    constructor(
      { first }, // the first one
      second = 'b', /* and ) another */
    ) {
      this.#p = `${first} ${second}`;
    }
    read() { return this.#p; }
    get line() { return Number(/:(\d+):\d+\)?$/.exec(new Error('here').stack.split('\n')[1])[1]) - start; }
  }
  const start = Number(/:(\d+):\d+\)?$/.exec(new Error('there').stack.split('\n')[1])[1]);
  const k = new K({ first: 'a' });
  return () => [k.read(), k.line + 4];
});
carries('#private: derived class whose constructor has default values', [], ['base', 'd', 1], () => { let runs = 0; class B { #b = 'base'; b() { return this.#b; } } class D extends B { #d; constructor(d = (runs += 1, 'd')) { super(); this.#d = d; } d() { return this.#d; } } const d = new D(); return () => [d.b(), d.d(), runs]; });
carries('#private: only a method', [], ['m', true], () => { class K { #m() { return 'm'; } run() { return this.#m(); } static is(v) { return v instanceof K; } } const k = new K(); return () => [k.run(), K.is(k)]; });
carries('#private: static accessor', [], [4, 9], () => { class K { static #n = 2; static get #square() { return K.#n ** 2; } static set #square(v) { K.#n = v; } static run() { const before = K.#square; K.#square = 3; return [before, K.#square]; } } return () => K.run(); });
carries('#private: on an instance of a Map class', [], [1, 'label'], () => { class Labelled extends Map { #label; constructor(label) { super(); this.#label = label; } get label() { return this.#label; } } const map = new Labelled('label'); map.set('a', 1); return () => [map.get('a'), map.label]; });
carries('#private: on an instance of an Error class', [], ['gone', 404, true], () => { class Missing extends Error { #status = 404; get status() { return this.#status; } } const error = new Missing('gone'); return () => [error.message, error.status, error instanceof Missing]; });
carries('#private: frozen instance', [], [true, 2], () => { class K { #n = 1; up() { return (this.#n += 1); } } const k = Object.freeze(new K()); return () => [Object.isFrozen(k), k.up()]; });
carries('#private: field without a value', [], [undefined, 5], () => { class K { #p; read() { return this.#p; } write(v) { this.#p = v; return this.#p; } } const k = new K(); return () => [k.read(), k.write(5)]; });
carries('#private: function named by its field', [], ['#f', '#g'], () => { class K { #f = () => 1; #g = function () {}; names() { return [this.#f.name, this.#g.name]; } } return () => new K().names(); });
carries('#private: values that have to be told apart', [], [-0, NaN, 10n, undefined, null], () => { class K { #a = -0; #b = NaN; #c = 10n; #d = undefined; #e = null; all() { return [this.#a, this.#b, this.#c, this.#d, this.#e]; } } const k = new K(); return () => k.all(); });
carries('#private: two classes made by one function', [], ['a', 'b', false], () => { const make = (v) => class { #v = v; read() { return this.#v; } static is(o) { return #v in o; } }; const A = make('a'), B = make('b'); const a = new A(), b = new B(); return () => [a.read(), b.read(), A.is(b)]; });

// ---- inheritance
carries('inheritance: methods and super', [], 'derived base', () => { class B { who() { return 'base'; } } class D extends B { who() { return `derived ${super.who()}`; } } return () => new D().who(); });
carries('inheritance: three classes', [], ['c b a', true, true], () => { class A { n() { return 'a'; } } class B extends A { n() { return `b ${super.n()}`; } } class C extends B { n() { return `c ${super.n()}`; } } return () => { const c = new C(); return [c.n(), c instanceof A, Object.getPrototypeOf(C) === B]; }; });
carries('inheritance: super in constructor, fields in order', [], ['B', 'field', 'D'], () => { class B { log = []; constructor() { this.log.push('B'); } } class D extends B { f = this.log.push('field'); constructor() { super(); this.log.push('D'); } } return () => new D().log; });
carries('inheritance: static super', [], 'D of B', () => { class B { static make() { return 'B'; } } class D extends B { static make() { return `D of ${super.make()}`; } } return () => D.make(); });
carries('inheritance: static members are inherited', [], [1, true], () => { class B { static n = 1; } class D extends B {} return () => [D.n, !Object.hasOwn(D, 'n')]; });
carries('inheritance: super property in a getter and an arrow', [], ['base v', 'base v'], () => { class B { get v() { return 'base v'; } } class D extends B { get v() { return super.v; } f() { return (() => super.v)(); } } return () => [new D().v, new D().f()]; });
carries('inheritance: Error', [], ['Missing', 'no x', 404, true, true, 'Missing: no x'], () => { class Missing extends Error { constructor(m) { super(m); this.code = 404; } get name() { return 'Missing'; } } return () => { const e = new Missing('no x'); return [e.name, e.message, e.code, e instanceof Error, e.stack.includes('no x'), String(e)]; }; });
carries('inheritance: thrown Error subclass', [], throws('TooFar', 'by 3'), () => { class TooFar extends RangeError { name = 'TooFar'; } return () => { throw new TooFar('by 3'); }; });
carries('inheritance: Map', [], [0, 1, true], () => { class Counter extends Map { get(k) { return super.get(k) ?? 0; } up(k) { this.set(k, this.get(k) + 1); return this; } } return () => { const c = new Counter(); return [c.get('a'), c.up('a').get('a'), c instanceof Map]; }; });
carries('inheritance: Array', [], [3, 'c', true, true], () => { class Stack extends Array { top() { return this.at(-1); } } return () => { const s = Stack.of('a', 'b', 'c'); return [s.length, s.top(), Array.isArray(s), s.map((x) => x) instanceof Stack]; }; });
carries('inheritance: Set, Promise, Function results', [], [true, 5, 'b'], () => { class S extends Set { any(f) { return [...this].some(f); } } class P extends Promise { value() { return this; } } return async () => [new S([1]).any((x) => x === 1), await P.resolve(5).value(), 'b']; });
carries('inheritance: Uint8Array and Buffer', [], [6, true], () => { class Bytes extends Uint8Array { sum() { return this.reduce((a, b) => a + b, 0); } } return () => [Bytes.of(1, 2, 3).sum(), new Bytes(1) instanceof Uint8Array]; });
carries('inheritance: EventEmitter', [], ['heard', true], () => { class Bus extends EventEmitter { shout(v) { this.emit('x', v); } } return () => { const b = new Bus(); let got; b.on('x', (v) => { got = v; }); b.shout('heard'); return [got, b instanceof EventEmitter]; }; });
carries('inheritance: stream class', [], 'abc', () => { class Letters extends Readable { all = ['a', 'b', 'c']; _read() { this.push(this.all.shift() ?? null); } } return async () => { let s = ''; for await (const c of new Letters()) s += c; return s; }; });
carries('inheritance: imported class', [], [6, 'kept', true], () => { class More extends Money { double() { return this.amount * 2; } } return () => { const m = new More(3); return [m.double(), m.reveal(), m instanceof Money]; }; });
carries('inheritance: old-style constructor', [], ['old', true], () => { function Old() {} Old.prototype.who = () => 'old'; class New extends Old {} return () => [new New().who(), new New() instanceof Old]; });
carries('inheritance: old style both', [], ['derived base', true], () => { function B() {} B.prototype.who = function () { return 'base'; }; function D() { B.call(this); } D.prototype = Object.create(B.prototype, { constructor: { value: D } }); D.prototype.who = function () { return `derived ${B.prototype.who.call(this)}`; }; return () => [new D().who(), new D() instanceof B]; });
carries('inheritance: null', [], [null, 'm'], () => { class N extends null { static m() { return 'm'; } } return () => [Object.getPrototypeOf(N.prototype), N.m()]; });
carries('inheritance: expression that must not run again', [], [1, 'base'], () => { let n = 0; class B { who() { return 'base'; } } const pick = () => { n += 1; return B; }; class D extends pick() {} return () => [n, new D().who()]; });
carries('inheritance: base replaced by setPrototypeOf', [], 'second', () => { class A { who() { return 'first'; } } class B { who() { return 'second'; } } class D extends A {} Object.setPrototypeOf(D.prototype, B.prototype); Object.setPrototypeOf(D, B); return () => new D().who(); });
carries('inheritance: derived class with #private and base with accessor', [], [10, 'hidden'], () => { class B { get ten() { return 10; } } class D extends B { #h = 'hidden'; read() { return [this.ten, this.#h]; } } const d = new D(); return () => d.read(); });
carries('inheritance: default constructor passes arguments on', [1, 2], [1, 2], () => { class B { constructor(...all) { this.all = all; } } class D extends B {} return (a, b) => new D(a, b).all; });

// ---- instances
const instances = {
  'plain': () => new Point(1, 2),
  'with own accessor': () => Object.defineProperty(new Point(1, 2), 'double', { get() { return this.x * 2; }, enumerable: true, configurable: true }),
  'with symbol keys': () => Object.assign(new Point(1, 2), { [tag]: 'tagged', [Symbol.for('app.tag')]: 'registered' }),
  'frozen': () => Object.freeze(new Point(1, 2)),
  'of a derived class': () => { class P3 extends Point { constructor() { super(1, 2); this.z = 3; } } return new P3(); },
  'of an Error class': () => { class Missing extends Error { constructor() { super('gone', { cause: { id: 1 } }); this.code = 404; } } return new Missing(); },
  'of a Map class': () => { class Counter extends Map { up() {} } return new Counter([['a', 1]]); },
  'of an Array class': () => { class Stack extends Array {} const s = Stack.of(1, 2); s.extra = 'extra'; return s; },
  'of a Set class with own data': () => { class Bag extends Set {} return Object.assign(new Bag([1]), { label: 'bag' }); },
  'of a Date class': () => { class Day extends Date {} return new Day(5); },
  'of a RegExp class': () => { class Pattern extends RegExp {} const p = new Pattern('a', 'g'); p.lastIndex = 2; return p; },
  'of a Uint8Array class': () => { class Bytes extends Uint8Array {} return Bytes.of(1, 2); },
  'of a class without a name': () => new (class { v = 1; })(),
  'of an imported class without its private fields': () => { const o = Object.create(Money.prototype); o.amount = 3; return o; },
  'whose constructor would throw': () => Object.create(class { constructor() { throw new Error('must not run'); } }.prototype, { a: { value: 1, enumerable: true } }),
  'whose prototype was changed': () => Object.setPrototypeOf({ a: 1 }, Point.prototype),
  'in a cycle': () => { const p = new Point(1, 2); p.me = p; p.list = [p]; return p; },
  'old style': () => { function Old() { this.v = 1; } Old.prototype.read = function () { return this.v; }; return new Old(); },
  'prototype object itself': () => Point.prototype,
  'of an object used as a prototype': () => Object.create({ inherited: { deep: 1 } }, { own: { value: 2, enumerable: true, writable: true, configurable: true } }),
};
for (const [name, make] of Object.entries(instances)) carries(`instance: ${name}`, [], asAtHome, () => { const it = make(); return () => [it, Object.getPrototypeOf(it)]; });
carries('instance: works on', [], [5, '(2, 4)!', true], () => { const p = new Point(3, 4), q = new Point(-1, 0); return () => [p.length, String(p.plus(q)), p instanceof Point]; });
carries('instance: two of one class share it', [], [true, true], () => { class K {} const a = new K(), b = new K(); return () => [a.constructor === b.constructor, a instanceof K]; });
carries('instance: class reached through the instance only', [], ['m', true], () => { const k = (() => { class Hidden { m() { return 'm'; } } return new Hidden(); })(); return () => [k.m(), new k.constructor() instanceof k.constructor]; });
carries('instance: field arrow that holds this', [], ['v', 'v'], () => { const o = { v: 'v' }; const k = { read: () => o.v }; return () => [k.read(), o.v]; });
carries('instance: listeners of an EventEmitter class', [], 'heard', () => { class Bus { #all = []; on(f) { this.#all.push(f); } emit(v) { return this.#all.map((f) => f(v)); } } const bus = new Bus(); const said = (v) => v; bus.on(said); return () => bus.emit('heard')[0]; });
carries('instance: Error of a class, thrown away', [], throws('Missing', 'gone'), () => { class Missing extends Error { name = 'Missing'; } const e = new Missing('gone'); return () => { throw e; }; });
carries('instance: linked list of instances', [], [1000, true], () => { class Node { constructor(next) { this.next = next; } } let first = null; for (let i = 0; i < 1000; i += 1) first = new Node(first); return () => { let n = 0; for (let x = first; x !== null; x = x.next) n += 1; return [n, first instanceof Node]; }; });
carries('instance: receiver of the method that is transported', [], asAtHome, () => { const p = new Point(3, 4); const length = Object.getOwnPropertyDescriptor(Point.prototype, 'length').get.bind(p); return length; });

// ---- functions that belong to an object
carries('belongs: arrow in a field of an instance', [], [5, 6], () => { class K { n = 5; read = () => this.n; up() { this.n += 1; } } const k = new K(); return () => { const before = k.read(); k.up(); const { read } = k; return [before, read()]; }; });
carries('belongs: arrow in a #private field', [], 7, () => { class K { #n = 7; #read = () => this.#n; run() { return this.#read(); } } const k = new K(); return () => k.run(); });
carries('belongs: arrows of a class with #private members, named by their fields', [], [1, 2, 'read', 'x'], () => { class K { #n = 1; x = 'x'; read = () => this.#n; up = () => (this.#n += 1); #show = () => this.x; show() { return this.#show(); } } const k = new K(); return () => [k.read(), k.up(), k.read.name, k.show()]; });
carries('belongs: arrow of a derived class with #private members', [], ['b', 'd'], () => { class B { #b = 'b'; b = () => this.#b; } class D extends B { #d = 'd'; d = () => this.#d; } const d = new D(); return () => [d.b(), d.d()]; });
carries('belongs: field that was assigned anew', [], 'new', () => { class K { #n = 1; run = () => this.#n; } const k = new K(); k.run = () => 'new'; return () => k.run(); });
carries('belongs: arrow in a field, met before its instance', [], [true, 'v'], () => { class K { v = 'v'; read = () => this.v; } const k = new K(); const { read } = k; return () => [read === k.read, read()]; });
carries('belongs: arrow in a field of a base class', [], 'derived', () => { class B { read = () => this.v; } class D extends B { v = 'derived'; } const d = new D(); return () => d.read(); });
carries('belongs: async arrow in a field over captured names', [2], 'a2!', () => { const mark = '!'; class K { name = 'a'; call = async (n) => `${this.name}${n}${mark}`; } const k = new K(); return (n) => k.call(n); });
carries('belongs: super in a method of an object', [], 'own base', () => { const base = { who() { return 'base'; } }; const o = { __proto__: base, who() { return `own ${super.who()}`; } }; return () => o.who(); });
carries('belongs: super in an object whose prototype was set later', [], 'own base', () => { const base = { who() { return 'base'; } }; const o = { who() { return `own ${super.who()}`; } }; Object.setPrototypeOf(o, base); return () => o.who(); });
carries('belongs: super in a getter and in an async method', [], ['base!', 'base?'], () => { const base = { get v() { return 'base'; } }; const o = { __proto__: base, get v() { return `${super.v}!`; }, async w() { return `${super.v}?`; } }; return async () => [o.v, await o.w()]; });
carries('belongs: super over captured names', [], 'base 3', () => { let n = 2; const base = { who() { return 'base'; } }; const o = { __proto__: base, who() { n += 1; return `${super.who()} ${n}`; } }; return () => o.who(); });

// ---- classes that bring their own transport
const toTransport = Symbol.for('@exec/serialize/toTransport'), fromTransport = Symbol.for('@exec/serialize/fromTransport');
carries('own transport: of a class by value', [], [5, true], () => { class K { #n; constructor(n) { this.#n = n; } read() { return this.#n; } [toTransport]() { return this.#n; } static [fromTransport](n) { return new K(n); } } const k = new K(5); return () => [k.read(), k instanceof K]; });
carries('own transport: of an imported class', [], [12, true], () => { const price = new Price(12); return () => [price.read(), price instanceof Price]; });
carries('own transport: inherited, for the class of the instance', [], [3, true], () => { class B { constructor(n) { this.n = n; } [toTransport]() { return { n: this.n }; } static [fromTransport]({ n }) { return new this(n); } } class D extends B {} const d = new D(3); return () => [d.n, d instanceof D]; });
carries('own transport: data with objects, cycles and functions, whole when it is needed', [], ['a b', 2, true], () => { class K { constructor(parts, times) { this.text = parts.list.join(' '); this.times = times(1); this.cycle = parts.self === parts; } [toTransport]() { const parts = { list: ['a', 'b'] }; parts.self = parts; const one = 1; return [parts, (n) => n + one]; } static [fromTransport]([parts, times]) { return new K(parts, times); } } const first = { list: ['x'], self: undefined }; const k = new K(first, () => 0); return () => { const away = new K(...k[toTransport]()); return [away.text, away.times, away.cycle]; }; });
carries('own transport: shared by two who hold it', [], [true, 7], () => { class K { constructor(n) { this.n = n; } [toTransport]() { return this.n; } static [fromTransport](n) { return new K(n); } } const k = new K(7); const a = { k }, b = { k }; return () => [a.k === b.k, a.k.n]; });
carries('own transport: of a thing that could not travel', [], 'made again from data', () => { class Client { constructor(url) { this.url = url; this.socket = new Proxy({}, {}); } [toTransport]() { return this.url; } static [fromTransport](url) { return new Client(`made again from ${url}`); } } const client = new Client('data'); client.url = 'data'; return () => (client.url.startsWith('made') ? client.url : `made again from ${client.url}`); });
carries('instance: arrow in a field of a class without #private members, on a base that has some', [], [1, 1], () => {
  class Base { #secret = 1; get secret() { return this.#secret; } }
  class Derived extends Base { field = () => this.secret; }
  const held = new Derived();
  return function use() { return [held.field(), held.secret]; };
});
