/* eslint-disable -- odd values, on purpose */
// Requirement 4: values that a function captures. Each is compared whole: prototype, descriptors, identity, order of keys.
import { asAtHome, listRows } from './rows.cjs';

const { rows, carries } = listRows();
export { rows };

const own = Symbol('own');
const other = Symbol('own');
const noDescription = Symbol();
const define = (target, key, descriptor) => Object.defineProperty(target, key, descriptor);
const bytes = (...all) => new Uint8Array(all).buffer;

const values = {
  // primitives
  'undefined': () => undefined,
  'null': () => null,
  'true and false': () => [true, false],
  'zero, minus zero, NaN, infinities': () => [0, -0, NaN, Infinity, -Infinity],
  'minus zero alone': () => -0,
  'extreme numbers': () => [Number.MAX_SAFE_INTEGER, Number.MIN_VALUE, Number.MAX_VALUE, 0.1 + 0.2, 1e21, -1e-7],
  'bigints': () => [0n, -1n, 2n ** 200n, -(2n ** 64n)],
  'bigint alone': () => 10n ** 30n,
  'empty string': () => '',
  'strings with odd characters': () => ['\0', '\u2028\u2029', '"\'`\\', '\r\n\t', '${x}', '</script>', '\u{1F600}é', '\uFEFF'],
  'lone surrogates': () => ['\uD800', 'a\uDFFFb', '\uDE00\uD83D'],
  'long string': () => 'abc\u00e9'.repeat(50_000),
  'string that looks like code': () => 'function () { return 1; }',
  // symbols
  'symbol': () => own,
  'symbols: distinct ones with one description': () => [own, other, own],
  'symbols: without description': () => [noDescription, noDescription],
  'symbols: registered': () => [Symbol.for('app.x'), Symbol.for('')],
  'symbols: well-known': () => [Symbol.iterator, Symbol.asyncIterator, Symbol.hasInstance, Symbol.toPrimitive, Symbol.species],
  'symbols: dispose': () => [Symbol.dispose, Symbol.asyncDispose],
  'symbols as keys': () => ({ [own]: 1, [other]: 2, [Symbol.for('r')]: 3, [Symbol.toStringTag]: 'Tag', text: 4 }),
  'symbols as keys and values': () => ({ [own]: own, list: [own] }),
  // objects
  'empty object': () => ({}),
  'order of keys': () => ({ z: 1, a: 2, 10: 3, 2: 4, [own]: 5 }),
  'undefined members': () => ({ a: undefined, b: null }),
  'null prototype': () => Object.assign(Object.create(null), { a: 1 }),
  'null prototype in a prototype': () => Object.create(Object.create(null, { x: { value: 1 } })),
  'own prototype object': () => Object.create({ base: 1 }, { own: { value: 2, enumerable: true } }),
  'four prototypes': () => Object.create(Object.create(Object.create({ d: 1 }))),
  'frozen': () => Object.freeze({ a: { b: 1 } }),
  'frozen deeply': () => Object.freeze({ a: Object.freeze({ b: Object.freeze([1]) }) }),
  'sealed': () => Object.seal({ a: 1 }),
  'not extensible': () => Object.preventExtensions({ a: 1 }),
  'frozen and empty': () => [Object.freeze({}), Object.freeze([])],
  'read-only member': () => define({ a: 1 }, 'b', { value: 2, enumerable: true }),
  'hidden member': () => define({ a: 1 }, 'b', { value: 2, writable: true, configurable: true }),
  'member that cannot be configured': () => define({}, 'a', { value: 1, writable: true, enumerable: true }),
  'getter': () => ({ get a() { return 'got'; } }),
  'setter': () => ({ set a(v) { this.b = v; } }),
  'getter and setter': () => ({ get a() { return 1; }, set a(v) {} }),
  'hidden getter': () => define({}, 'a', { get: () => 1, configurable: true }),
  'getter that throws': () => ({ get a() { throw new Error('must not be read'); }, b: 1 }),
  'getter with a symbol key': () => ({ get [own]() { return 1; } }),
  'own key __proto__': () => ({ ['__proto__']: { polluted: true }, a: 1 }),
  'own keys constructor, prototype, toString, then': () => ({ constructor: 1, prototype: 2, toString: 3, hasOwnProperty: 4, valueOf: 5, toJSON: 6 }),
  'own key then, no function': () => ({ box: { then: 1 } }),
  'empty key and odd keys': () => ({ '': 1, ' ': 2, 'a-b': 3, '\0': 4, '\uD800': 5, '-0': 6, '01': 7, '4294967295': 8 }),
  'keys like those of a transport': () => ({ $ref: 1, kind: 'module', id: 'x', v: 1, type: 'Map', '#0': 2, n: -1 }),
  'many keys': () => Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`key ${i}`, i])),
  'nested two hundred deep': () => { let o = { end: true }; for (let i = 0; i < 200; i += 1) o = { o }; return o; },
  'object with a method': () => ({ v: 1, m() { return this.v; } }),
  'toString and toJSON of its own': () => ({ toString: () => 's', toJSON: () => 'j' }),
  'Symbol.toPrimitive of its own': () => ({ [Symbol.toPrimitive]: () => 5 }),
  'Symbol.toStringTag that throws': () => define({ a: 1 }, Symbol.toStringTag, { get() { throw new Error('must not be read'); }, configurable: true }),
  'arguments object': () => (function () { return arguments; })(1, 'b'),
  // arrays
  'empty array': () => [],
  'array with holes': () => [, 1, , 2, ,],
  'array of holes only': () => new Array(5),
  'array: undefined and hole': () => [undefined, , null],
  'sparse and long': () => { const a = []; a[1e6] = 'far'; return a; },
  'array with members': () => Object.assign([1, 2], { extra: 'x', [own]: 's', '-1': 'minus' }),
  'array: frozen, sealed': () => [Object.freeze([1]), Object.seal([2])],
  'array: accessor element': () => define([1, 2], 0, { get: () => 'got', enumerable: true, configurable: true }),
  'array: length not writable': () => define([1, 2], 'length', { writable: false }),
  'array: another prototype': () => Object.setPrototypeOf([1], { at: 1 }),
  'array: null prototype': () => Object.setPrototypeOf([1], null),
  'array: nested': () => [[[[]]], [[1, [2, [3]]]]],
  'array of ten thousand': () => Array.from({ length: 10_000 }, (_, i) => i * 1.5),
  'array of primitives of each kind': () => [1, -0, 'a', true, null, undefined, 5n, own],
  // collections
  'Map': () => new Map([['a', 1], [2, 'b']]),
  'Map: keys of each kind': () => new Map([[NaN, 1], [0, 2], [null, 3], [undefined, 4], [own, 5], [1n, 6], ['', 7]]),
  'Map: object keys': () => { const k = {}; return [new Map([[k, 'v'], [[], k]]), k]; },
  'Map: order after deletion': () => { const m = new Map([[1, 1], [2, 2], [3, 3]]); m.delete(1); m.set(1, 'again'); return m; },
  'Map: own members': () => Object.assign(new Map([[1, 2]]), { extra: 1 }),
  'Map: frozen': () => Object.freeze(new Map([[1, 2]])),
  'Map: holds itself': () => { const m = new Map(); m.set('me', m).set(m, 'me'); return m; },
  'Map: own get and set': () => Object.assign(new Map([[1, 2]]), { get: () => 'lie', set: () => 'lie', entries: () => [] }),
  'Set': () => new Set([1, 'a', NaN, undefined]),
  'Set: holds itself': () => { const s = new Set(); return s.add(s); },
  'Set: own members': () => Object.assign(new Set([1]), { extra: 1 }),
  'Map: null prototype': () => Object.setPrototypeOf(new Map([[1, 2]]), null),
  // dates, patterns, boxes
  'Date': () => new Date(1_700_000_000_123),
  'Date: invalid': () => new Date(NaN),
  'Date: own members': () => Object.assign(new Date(0), { extra: 1 }),
  'RegExp': () => /a\/(?<name>b)[/]/dgimsuy,
  'RegExp: lastIndex': () => { const r = /a/g; r.lastIndex = 3; return r; },
  'RegExp: lastIndex not writable': () => define(/a/g, 'lastIndex', { value: 2, writable: false }),
  'RegExp: empty and with line ends': () => [new RegExp(''), new RegExp('\n/')],
  'RegExp: flag v': () => new RegExp('[\\p{L}--[a-z]]', 'v'),
  'RegExp: own members': () => Object.assign(/a/, { extra: 1, exec: () => null }),
  'boxed primitives': () => [Object(1), Object('s'), Object(true), Object(5n), Object(own), Object(-0)],
  'boxed string with members': () => Object.assign(Object('ab'), { extra: 1 }),
  // errors
  'Error': () => new Error('message'),
  'Error: of each kind': () => [new TypeError('t'), new RangeError('r'), new SyntaxError('s'), new ReferenceError('f'), new EvalError('e'), new URIError('u')],
  'Error: cause': () => new Error('outer', { cause: new TypeError('inner', { cause: 'root' }) }),
  'Error: cause undefined': () => new Error('outer', { cause: undefined }),
  'Error: own data': () => Object.assign(new Error('m'), { code: 'E1', details: { list: [1] }, [own]: 1 }),
  'Error: no message': () => new Error(),
  'Error: name of its own': () => Object.assign(new Error('m'), { name: 'Special' }),
  'Error: DOMException': () => new DOMException('gone', 'AbortError'),
  'Error: AggregateError': () => new AggregateError([new Error('a'), 'b'], 'both'),
  'Error: holds itself': () => { const e = new Error('m'); e.self = e; e.cause = e; return e; },
  'Error: frozen': () => Object.freeze(new Error('m')),
  'Error: message that is no string': () => define(new Error(), 'message', { value: { a: 1 }, configurable: true, writable: true }),
  // buffers
  'ArrayBuffer': () => bytes(1, 2, 3),
  'ArrayBuffer: empty': () => new ArrayBuffer(0),
  'ArrayBuffer: resizable': () => { const b = new ArrayBuffer(2, { maxByteLength: 8 }); new Uint8Array(b).set([7, 8]); return b; },
  'ArrayBuffer: own members': () => Object.assign(bytes(1), { extra: 1 }),
  'typed arrays of each kind': () => [Int8Array.of(-1), Uint8Array.of(1), Uint8ClampedArray.of(255), Int16Array.of(-2), Uint16Array.of(2), Int32Array.of(-3), Uint32Array.of(3), Float32Array.of(0.5), Float64Array.of(-0, NaN), BigInt64Array.of(-4n), BigUint64Array.of(4n)],
  'typed array: part of a buffer': () => new Uint16Array(bytes(0, 1, 2, 3, 4, 5), 2, 1),
  'typed arrays: one buffer': () => { const b = bytes(1, 2, 3, 4); return [new Uint8Array(b), new Uint8Array(b, 1, 2), new Uint16Array(b), b]; },
  'typed array: own members': () => Object.assign(Uint8Array.of(1), { extra: 1 }),
  'typed array: follows the length of its buffer': () => { const b = new ArrayBuffer(2, { maxByteLength: 4 }); const t = new Uint8Array(b); b.resize(4); return [t, b]; },
  'DataView': () => new DataView(bytes(1, 2, 3, 4), 1, 2),
  'DataView and typed array: one buffer': () => { const b = bytes(1, 2, 3, 4); return [new DataView(b), new Uint8Array(b)]; },
  'Buffer': () => Buffer.from('buffer é'),
  'Buffer: empty and large': () => [Buffer.alloc(0), Buffer.alloc(20_000, 'ab')],
  'Buffer: part of another': () => { const b = Buffer.from('abcdef'); return b.subarray(2, 4); },
  // of the web
  'URL': () => new URL('https://user:pw@example.test:8080/a/b?q=1#h'),
  'URLSearchParams': () => new URLSearchParams('a=1&a=2&b=%20'),
  // intrinsics
  'globals': () => [Math, JSON, Array, Object.prototype, Map.prototype.get, globalThis, Reflect, Intl, console, process],
  'functions of the language': () => ({ max: Math.max, keys: Object.keys, parse: JSON.parse, from: Array.from, then: Promise.prototype.then }),
  'constructors': () => new Map([[String, 's'], [Number, 'n'], [Date, 'd'], [Uint8Array, 'u']]),
  'prototypes without a global name': () => [Object.getPrototypeOf(async () => {}), Object.getPrototypeOf(function* () {}), Object.getPrototypeOf(Uint8Array), Object.getPrototypeOf([][Symbol.iterator]())],
};
for (const [name, make] of Object.entries(values)) carries(`value: ${name}`, [], asAtHome, () => { const it = make(); return () => it; });

// ---- identity
carries('identity: one object in two places', [], [true, 2], () => { const o = { n: 1 }; const a = [o], b = { o }; return () => { a[0].n = 2; return [a[0] === b.o, b.o.n]; }; });
carries('identity: one object in two bindings', [], [true, 'x'], () => { const a = {}; const b = a; return () => { a.v = 'x'; return [a === b, b.v]; }; });
carries('identity: one object in two functions', [], [true, ['x']], () => { const list = []; const add = (v) => list.push(v); const read = () => list; return () => { add('x'); return [read() === list, read()]; }; });
carries('identity: equal objects stay apart', [], false, () => { const a = { v: 1 }, b = { v: 1 }; return () => a === b; });
carries('identity: function in two places', [], true, () => { const f = () => 1; const a = { f }, b = [f]; return () => a.f === b[0] && b[0] === f; });
carries('identity: symbol of a key and a binding', [], 'found', () => { const s = Symbol('s'); const o = { [s]: 'found' }; return () => o[s]; });
carries('identity: string keys of one Map object key', [], 'v', () => { const k = Object.freeze({}); const m = new Map([[k, 'v']]); return () => m.get(k); });
carries('identity: two results of one far function', [], [true, 1], () => { const box = { n: 0 }; return () => { box.n += 1; return [box === box, box.n]; }; });
carries('cycle: object', [], [true, true], () => { const o = { deep: {} }; o.self = o; o.deep.up = o; return () => [o.self === o, o.deep.up === o]; });
carries('cycle: array', [], [true, 2], () => { const a = [1]; a.push(a); return () => [a[1] === a, a.length]; });
carries('cycle: through Map, Set, Error and class', [], true, () => { class K {} const k = new K(); k.map = new Map([[k, new Set([k])]]); k.error = new Error('e', { cause: k }); return () => k.map.has(k) && [...k.map.get(k)][0] === k && k.error.cause === k; });
carries('cycle: through a closure', [], true, () => { const o = { read: () => o }; return () => o.read() === o && o.read().read() === o; });
carries('cycle: through a prototype', [], true, () => { const proto = {}; const o = Object.create(proto); proto.child = o; return () => Object.getPrototypeOf(o).child === o; });
carries('cycle: two objects', [], ['b', 'a'], () => { const a = { n: 'a' }, b = { n: 'b', a }; a.b = b; return () => [a.b.n, b.a.n]; });
carries('cycle: through a frozen object', [], [true, true], () => { const o = { list: [] }; o.list.push(o); Object.freeze(o); return () => [o.list[0] === o, Object.isFrozen(o)]; });
carries('cycle: through accessor functions', [], true, () => { const o = {}; define(o, 'me', { get: () => o }); return () => o.me === o; });
carries('use: typed arrays of one buffer see each other', [], [9, 9], () => { const b = bytes(1, 2); const t = new Uint8Array(b), v = new DataView(b); return () => { t[0] = 9; return [v.getUint8(0), t[0]]; }; });
carries('use: RegExp goes on at its lastIndex', [], ['b', 2], () => { const r = /[a-z]/g; r.exec('abc'); return () => [r.exec('abc')[0], r.lastIndex]; });
carries('use: frozen object refuses to change', [], 'TypeError', () => { const o = Object.freeze({ a: 1 }); return () => { try { o.a = 2; } catch (error) { return error.name; } }; });
carries('use: accessor works on its object', [], [2, 10], () => { const o = { v: 1, get d() { return this.v * 2; }, set d(x) { this.v = x; } }; return () => { const before = o.d; o.d = 5; return [before, o.d]; }; });
carries('use: URL is a URL', [], ['example.test', true, '1'], () => { const u = new URL('https://example.test/?a=1'); return () => [u.host, u instanceof URL, u.searchParams.get('a')]; });
carries('use: resizable buffer resizes', [], [2, 4], () => { const b = new ArrayBuffer(2, { maxByteLength: 4 }); return () => { const before = b.byteLength; b.resize(4); return [before, b.byteLength]; }; });
carries('use: Date and Buffer methods', [], [1970, 'YQ=='], () => { const d = new Date(0), b = Buffer.from('a'); return () => [d.getUTCFullYear(), b.toString('base64')]; });
carries('use: Error has a stack with its message', [], true, () => { const e = new Error('kept message'); return () => e.stack.includes('kept message'); });
carries('use: Object.prototype is not polluted by data', [], [undefined, true], () => { const o = JSON.parse('{"__proto__": {"polluted": true}}'); return () => [{}.polluted, Object.hasOwn(o, '__proto__')]; });
