/* eslint-disable -- code that cannot work elsewhere, on purpose */
// Requirement 5: what is refused before anything is sent. Rows: name, way, message, function.
import { createHmac, createSecretKey } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import { Money } from './imported/money.mjs';
import { listRows } from './rows.cjs';

const { rows, refuses } = listRows();
export { rows };

/** Pattern of a message: what it says first, in the words given, and that it ends in a way out. */
const saying = (...words) => new RegExp(`^cannot transport (?=function "|an unnamed function).*${words.join('.*')}.*\\.$`, 's');
const where = '\\(\\S*refusals\\.mjs:\\d+:\\d+\\)';

// ---- what cannot be copied, captured directly
const culprits = {
  'a Proxy': () => new Proxy({}, { get() { throw new Error('trap sprung'); }, getPrototypeOf() { throw new Error('trap sprung'); }, ownKeys() { throw new Error('trap sprung'); } }),
  'a Promise': () => Promise.resolve(1),
  'a WeakMap': () => new WeakMap(),
  'a WeakSet': () => new WeakSet(),
  'a WeakRef': () => new WeakRef({}),
  'a FinalizationRegistry': () => new FinalizationRegistry(() => {}),
  'a Generator': () => (function* () { yield 1; })(),
  'an AsyncGenerator': () => (async function* () { yield 1; })(),
  'an Array Iterator': () => [1][Symbol.iterator](),
  'a Map Iterator': () => new Map().entries(),
  'a Set Iterator': () => new Set().values(),
  'a String Iterator': () => 'a'[Symbol.iterator](),
  'a RegExp String Iterator': () => 'a'.matchAll(/a/g),
  'a Socket': () => new Socket(),
  'a Server': () => createServer(),
  'a ReadStream': () => createReadStream('/dev/null'),
  'a Readable': () => Readable.from(['a']),
  'a Writable': () => new Writable(),
  'a Timeout': () => { const t = setTimeout(() => {}, 1); clearTimeout(t); return t; },
  'an Immediate': () => { const t = setImmediate(() => {}); clearImmediate(t); return t; },
  'a MessagePort': () => { const { port1 } = new MessageChannel(); port1.close(); return port1; },
  'a BroadcastChannel': () => { const c = new BroadcastChannel('table'); c.close(); return c; },
  'an AbortController': () => new AbortController(),
  'an AbortSignal': () => AbortSignal.abort(),
  'a ReadableStream': () => new ReadableStream(),
  'a TransformStream': () => new TransformStream(),
  'a Response': () => new Response('x'),
  'a TextDecoder': () => new TextDecoder(),
  'a Hmac': () => createHmac('sha256', 'k'),
  'a KeyObject': () => createSecretKey(Buffer.from('key')),
  'a WebAssembly Module': () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
  'a WebAssembly Memory': () => new WebAssembly.Memory({ initial: 1 }),
  'an Intl object': () => new Intl.NumberFormat('en'),
  'a resolver of a promise': () => { let keep; new Promise((resolve) => { keep = resolve; }); return keep; },
  'an EventTarget': () => new EventTarget(),
};
for (const [name, make] of Object.entries(culprits)) {
  refuses(`captured: ${name}`, ['use', 'held', '*'], saying('"use"', 'held', where), () => { const held = make(); const use = () => held; return use; });
}

const outer = function () {
  return { arrow: () => this, nested: () => () => this.x, target: () => new.target };
}.call({ x: 1 });

// ---- ways
const proxy = new Proxy({}, {});
refuses('way: the function itself is a Proxy', ['(unnamed function)', 'a Proxy'], saying('Proxy'), () => new Proxy(() => 1, {}));
refuses('way: one binding', ['use', 'db', 'a Proxy'], saying('use', 'db', 'Proxy', where), () => { const db = proxy; return function use() { return db; }; });
refuses('way: member', ['use', 'db', '.socket', 'a Proxy'], saying('use', 'db', '\\.socket', 'Proxy'), () => { const db = { socket: proxy }; return function use() { return db; }; });
refuses('way: odd key', ['use', 'db', '["a b"]', 'a Proxy'], saying('use', 'db', '\\["a b"\\]', 'Proxy'), () => { const db = { 'a b': proxy }; return function use() { return db; }; });
refuses('way: index', ['use', 'list', '[1]', 'a Proxy'], saying('use', 'list', '\\[1\\]', 'Proxy'), () => { const list = [1, proxy]; return function use() { return list; }; });
refuses('way: symbol key', ['use', 'db', '[Symbol(tag)]', 'a Proxy'], saying('use', 'db', '\\[Symbol\\(tag\\)\\]', 'Proxy'), () => { const db = { [Symbol('tag')]: proxy }; return function use() { return db; }; });
refuses('way: value of a Map', ['use', 'map', '(value at "k" of a Map)', 'a Proxy'], saying('use', 'map', '"k"', 'Proxy'), () => { const map = new Map([['k', proxy]]); return function use() { return map; }; });
refuses('way: key of a Map', ['use', 'map', '(key of a Map)', 'a Proxy'], saying('use', 'map', 'key', 'Proxy'), () => { const map = new Map([[proxy, 1]]); return function use() { return map; }; });
refuses('way: member of a Set', ['use', 'set', '(member of a Set)', 'a Proxy'], saying('use', 'set', 'Set', 'Proxy'), () => { const set = new Set([proxy]); return function use() { return set; }; });
refuses('way: prototype', ['use', 'db', '(prototype)', 'a Proxy'], saying('use', 'db', 'prototype', 'Proxy'), () => { const db = Object.create(proxy); return function use() { return db; }; });
refuses('way: getter', ['use', 'db', '.x (getter)', 'held', 'a Proxy'], saying('use', 'db', 'x', 'held', 'Proxy'), () => { const held = proxy; const db = { get x() { return held; } }; return function use() { return db; }; });
refuses('way: setter', ['use', 'db', '.x (setter)', 'held', 'a Proxy'], saying('use', 'db', 'x', 'held', 'Proxy'), () => { const held = proxy; const db = { set x(v) { held.v = v; } }; return function use() { return db; }; });
refuses('way: cause of an error', ['use', 'error', '.cause', 'a Proxy'], saying('use', 'error', 'cause', 'Proxy'), () => { const error = new Error('e', { cause: proxy }); return function use() { return error; }; });
refuses('way: captured function', ['use', 'help', 'db', 'a Proxy'], saying('use', 'help', 'db', 'Proxy'), () => { const db = proxy; const help = () => db; return function use() { return help(); }; });
refuses('way: three functions', ['a', 'b', 'c', 'db', 'a Proxy'], saying('"a"', 'b → c → db', 'Proxy'), () => { const db = proxy; const c = () => db; const b = () => c(); const a = () => b(); return a; });
refuses('way: own property of a function', ['use', 'help', '.db', 'a Proxy'], saying('use', 'help', 'db', 'Proxy'), () => { const help = Object.assign(() => 1, { db: proxy }); return function use() { return help(); }; });
refuses('way: own property that the function reaches itself', ['use', '.db', 'a Proxy'], saying('use', 'db', 'Proxy'), () => { function use() { return use.db; } use.db = proxy; return use; });
refuses('way: bound this', ['bound use', '(bound this)', '.db', 'a Proxy'], saying('use', 'this', 'db', 'Proxy'), () => { function use() { return this.db; } return use.bind({ db: proxy }); });
refuses('way: bound argument', ['bound use', '(bound argument 2)', 'a Proxy'], saying('use', 'argument', 'Proxy'), () => { function use(a, b) { return b; } return use.bind(null, 1, proxy); });
refuses('way: bound target', ['bound use', '(bound function)', 'db', 'a Proxy'], saying('use', 'db', 'Proxy'), () => { const db = proxy; function use() { return db; } return use.bind(null); });
refuses('way: static field of a class', ['use', 'K', '.db', 'a Proxy'], saying('use', 'K', 'db', 'Proxy'), () => { class K { static db = proxy; } return function use() { return K; }; });
refuses('way: method of a class', ['use', 'K', '*', '.m', 'db', 'a Proxy'], saying('use', 'K', 'm', 'db', 'Proxy'), () => { const db = proxy; class K {} K.prototype.m = () => db; return function use() { return K; }; });
refuses('way: name that a class uses', ['use', 'K', 'db', 'a Proxy'], saying('use', 'K', 'db', 'Proxy'), () => { const db = proxy; class K { m() { return db; } } return function use() { return K; }; });
refuses('way: field of an instance', ['use', 'k', '.db', 'a Proxy'], saying('use', 'k', 'db', 'Proxy'), () => { class K { db = proxy; } const k = new K(); return function use() { return k; }; });
refuses('way: private field of an instance', ['use', 'k', '.#db', 'a Proxy'], saying('use', 'k', '#db', 'Proxy'), () => { class K { #db = proxy; m() { return this.#db; } } const k = new K(); return function use() { return k; }; });
refuses('way: base class', ['use', 'D', '*', '.db', 'a Proxy'], saying('use', 'D', 'db', 'Proxy'), () => { class B { static db = proxy; } class D extends B {} return function use() { return D; }; });
refuses('way: the shortest of several', ['use', 'near', 'a Proxy'], saying('use', 'near', 'Proxy'), () => { const near = proxy; const far = { a: { b: { c: proxy } } }; return function use() { return [far, near]; }; });
refuses('way: behind a cycle', ['use', 'o', '.deep', '.socket', 'a Proxy'], saying('use', 'o', 'deep', 'socket', 'Proxy'), () => { const o = {}; o.self = o; o.list = [o]; o.deep = { up: o, socket: proxy }; return function use() { return o; }; });
refuses('way: deep in a list of two thousand nodes', ['use', 'first', '*', 'a Proxy'], saying('use', 'first', 'Proxy'), () => { let first = { end: proxy }; for (let i = 0; i < 2000; i += 1) first = { next: first }; return function use() { return first; }; });
refuses('way: socket within an object', ['handler', 'db', '.socket', 'a Socket'], saying('handler', 'db', '\\.socket', 'Socket'), () => { const db = { name: 'main', socket: new Socket() }; return function handler() { return db.socket; }; });
refuses('way: promise in a cache', ['handler', 'cache', '(value at "k" of a Map)', 'a Promise'], saying('handler', 'cache', '"k"', 'Promise'), () => { const cache = new Map([['k', Promise.resolve()]]); return function handler() { return cache; }; });
refuses('way: class of a captured instance', ['use', 'k', '*', 'db', 'a Proxy'], saying('use', 'k', 'db', 'Proxy'), () => { const db = proxy; const K = (() => class K { m() { return db; } })(); const k = new K(); return function use() { return k; }; });
refuses('way: getter of a class', ['use', 'K', 'db', 'a Proxy'], saying('use', 'K', 'db', 'Proxy'), () => { const db = proxy; class K { get x() { return db; } } return function use() { return K; }; });
refuses('way: odd key of a Map', ['use', 'map', '(value at Symbol(s) of a Map)', 'a Proxy'], saying('use', 'map', 'Symbol', 'Proxy'), () => { const map = new Map([[Symbol('s'), proxy]]); return function use() { return map; }; });
refuses('way: errors of an AggregateError', ['use', 'error', '.errors', '[1]', 'a Proxy'], saying('use', 'errors', 'Proxy'), () => { const error = new AggregateError([1, proxy]); return function use() { return error; }; });
refuses('way: variable that is assigned', ['use', 'db', '.x', 'a Proxy'], saying('use', 'db', 'Proxy'), () => { let db; db = { x: proxy }; return function use() { return db; }; });
refuses('way: name declared nowhere, in a captured function', ['use', 'help', 'nowhere_at_all'], saying('use → help uses "nowhere_at_all"', where), () => { const help = () => nowhere_at_all; return function use() { return help(); }; });
refuses('way: this of an arrow, in a captured function of a captured object', ['use', 'tools', '.later', 'this'], saying('use → tools → \\.later uses the "this"', where), () => { const tools = { later: outer.arrow }; return function use() { return tools.later(); }; });
refuses('way: what to pass is the last variable', ['use', 'help', 'db', '.socket', 'a Proxy'], saying('give "help" what it needs of "db" as an argument'), () => { const db = { socket: proxy }; const help = () => db; return function use() { return help(); }; });

// ---- rules
class Secret {}
const denied = (...words) => saying(...words, 'a denied value', where);
refuses('deny: a variable', ['use', 'apiKey', 'a denied value'], denied('apiKey'), () => { const apiKey = 'k'; return function use() { return apiKey; }; }, { deny: ['apiKey'] });
refuses('deny: a variable of a captured function', ['use', 'help', 'apiKey', 'a denied value'], denied('help → apiKey'), () => { const apiKey = 'k'; const help = () => apiKey; return function use() { return help(); }; }, { deny: ['apiKey'] });
refuses('deny: a member', ['use', 'config', '.db', '.password', 'a denied value'], denied('config'), () => { const config = { db: { password: 'p' } }; return function use() { return config; }; }, { deny: ['password'] });
refuses('deny: a #private field', ['use', 'k', '.#key', 'a denied value'], denied('k → \\.#key'), () => { class K { #key = 1; m() { return this.#key; } } const k = new K(); return function use() { return k; }; }, { deny: ['#key'] });
refuses('deny: an entry of a Map', ['use', 'map', '(value at "key" of a Map)', 'a denied value'], denied('map'), () => { const map = new Map([['key', 1]]); return function use() { return map; }; }, { deny: ['key'] });
refuses('deny: an instance', ['use', 'list', '[0]', 'a denied value'], denied('list'), () => { const list = [new (class extends Secret {})()]; return function use() { return list; }; }, { deny: [Secret] });
refuses('deny: a class', ['use', 'Secret', 'a denied value'], denied('Secret'), () => function use() { return Secret; }, { deny: [Secret] });
refuses('deny: a function', ['use', 'help', 'a denied value'], denied('help'), () => { const help = () => 1; return function use() { return help(); }; }, { deny: ['help'] });
refuses('redact: nothing stands in for a base class', ['use', 'Derived', '*', 'a redacted value'], saying('Derived', 'a redacted value', where), () => { class Derived extends Secret {} return function use() { return Derived; }; }, { redact: [Secret] });

// ---- functions and their surroundings
class Base { who() { return 'base'; } static make() { return 'made'; } }
class Klass extends Base {
  #p = 1;
  static #s = 1;
  viaSuper() { return super.who(); }
  viaPrivate() { return this.#p; }
  static viaStaticSuper() { return super.make(); }
  static inArrow = () => this;
  viaIn(o) { return #p in o; }
}
refuses('surroundings: this of an arrow', ['arrow', 'this'], saying('arrow', 'this', where), () => outer.arrow);
refuses('surroundings: this of an arrow in an arrow', ['nested', 'this'], saying('nested', 'this', where), () => outer.nested);
refuses('surroundings: captured arrow with this', ['use', 'arrow', 'this'], saying('use', 'arrow', 'this'), () => { const { arrow } = outer; return function use() { return arrow(); }; });
refuses('surroundings: arrow in a method', ['later', 'this'], saying('later', 'this', where), () => new (class { v = 1; m() { const later = () => this.v; return later; } })().m());
refuses('surroundings: arrow in a field of an instance', ['arrow', 'this'], saying('arrow', 'this', where), () => new (class { v = 1; arrow = () => this.v; })().arrow);
refuses('surroundings: new.target of an arrow', ['target', 'new.target'], saying('target', 'new\\.target', where), () => outer.target);
refuses('surroundings: method with super, alone', ['viaSuper', 'super'], saying('viaSuper', 'super', where), () => Klass.prototype.viaSuper);
refuses('surroundings: static method with super, alone', ['viaStaticSuper', 'super'], saying('viaStaticSuper', 'super', where), () => Klass.viaStaticSuper);
refuses('surroundings: object method with super, alone', ['m', 'super'], saying('"m"', 'super', where), () => ({ __proto__: { m() { return 1; } }, m() { return super.m(); } }).m);
refuses('surroundings: method with #private, alone', ['viaPrivate', '#private'], saying('viaPrivate', '#', where), () => Klass.prototype.viaPrivate);
refuses('surroundings: method with #private in, alone', ['viaIn', '#private'], saying('viaIn', '#', where), () => Klass.prototype.viaIn);
refuses('surroundings: arrow of a field in another object', ['use', 'other', '.run', 'this'], saying('use', 'other', 'run', 'this'), () => { class K { v = 1; arrow = () => this.v; } const other = { run: new K().arrow }; return function use() { return other; }; });
refuses('surroundings: method with super in another object', ['use', 'other', '.m', 'super'], saying('use', 'other', 'm', 'super'), () => { const home = { __proto__: { m() { return 1; } }, only: 1, m() { return super.m(); } }; const other = { m: home.m }; return function use() { return other; }; });
refuses('surroundings: function of a static block with #private', ['read', '#private'], saying('read', '#', where), () => { let read; class K { #s = 'secret'; static { read = (k) => k.#s; } static make() { return new K(); } } return read; });
refuses('surroundings: computed field whose key shows nowhere', ['use', 'K', 'a computed key'], saying('use', 'K', 'key', where), () => { const key = () => 'made'; class K { [key()] = 1; } return function use() { return new K(); }; });
refuses('surroundings: direct eval', ['use', 'eval'], saying('use', 'eval', where), () => { const hidden = 1; return function use(code) { return eval(code); }; });
refuses('surroundings: name declared nowhere', ['use', 'nowhere_at_all'], saying('use', 'nowhere_at_all', where), () => function use() { return nowhere_at_all; });
refuses('surroundings: require in an ES module', ['use', 'require'], saying('use', 'require', where), () => function use() { return require('x'); });
refuses('surroundings: class', ['Klass', 'a class'], saying('Klass', 'class'), () => Klass);
refuses('surroundings: native function', ['(unnamed function)', 'a native function'], saying('native function'), () => { let keep; new Promise((resolve) => { keep = resolve; }); return keep; });
refuses('surroundings: import() where no file is known', ['anonymous', 'import()'], saying('anonymous', 'import'), () => new Function("return import('./x.mjs')"));
if (process.versions.node.split('.')[0] >= 22) {
  refuses('surroundings: binding in its dead zone', ['use', 'later', '*'], saying('use', 'later', where), () => {
    const use = () => later;
    if (use.length === 0) return use;
    const later = 1;
  });
}
const makeCounter = () => { let n = 0; return { up: () => (n += 1), read: () => n }; };
const ambiguous = (way, other) => saying('use', way, 'ambiguous', other, where, 'object');
refuses('surroundings: own name of a function around it', ['(unnamed function)', 'me'], saying('"me"', 'own name', where, 'constant'), () => (function me() { return () => me; })());
refuses('surroundings: own name of a function around it, in typeof', ['(unnamed function)', 'me'], saying('"me"', 'own name', where), () => (function me() { return () => typeof me; })());
refuses('surroundings: own name of a function around it, like a global, and nothing else', ['(unnamed function)', 'Set'], saying('"Set"', 'own name', where, 'constant'), () => (function Set() { return () => Set; })());
refuses('surroundings: own name of a function around it, like a global', ['(unnamed function)', 'Map'], saying('"Map"', 'own name', where), () => (function Map() { const one = 1; return () => [one, Map]; })());
refuses('shared: one closure each of two calls of a maker', ['use', 'read', 'n', 'an ambiguous variable'], ambiguous('read → n', 'up → n'), () => { const { up } = makeCounter(), { read } = makeCounter(); return function use() { return [up(), read()]; }; });
refuses('shared: members of two results, under other names', ['use', 'o', '.b', 'n', 'an ambiguous variable'], ambiguous('o → .b → n', 'o → .a → n'), () => { const o = { a: makeCounter().up, b: makeCounter().read }; return function use() { return [o.a(), o.b()]; }; });
refuses('shared: results of a maker taken apart', ['use', 'all', '[1]', 'n', 'an ambiguous variable'], ambiguous('all', 'all'), () => { const all = [makeCounter(), makeCounter()].flatMap(Object.values); return function use() { return all.map((f) => f()); }; });
refuses('shared: a literal that one scope evaluates several times', ['use', 'all', '[1]', 'n', 'an ambiguous variable'], ambiguous('all', 'all'), () => { const make = () => { let n = 0; return () => () => (n += 1); }; const of = make(); const all = [of(), of()]; return function use() { return all.map((f) => f()); }; });
refuses('surroundings: instance of an imported class with #private fields', ['use', 'money', '*'], saying('use', 'money', 'Money'), () => { const money = new Money(5); return function use() { return money; }; });

// ---- classes that bring their own transport
const toTransport = Symbol.for('@exec/serialize/toTransport'), fromTransport = Symbol.for('@exec/serialize/fromTransport');
refuses('own transport: without its other half', ['use', 'k', 'an instance of K'], saying('use', 'k', 'fromTransport', where), () => { class K { [toTransport]() { return 1; } } const k = new K(); return function use() { return k; }; });
refuses('own transport: its method throws', ['use', 'k', 'an instance of K'], saying('use', 'k', 'toTransport', 'closed', where), () => { class K { [toTransport]() { throw new Error('closed'); } static [fromTransport]() {} } const k = new K(); return function use() { return k; }; });
refuses('own transport: data that cannot travel', ['use', 'k', '[toTransport]()', '.socket', 'a Proxy'], saying('use', 'k', 'toTransport', 'socket', 'Proxy'), () => { class K { [toTransport]() { return { socket: new Proxy({}, {}) }; } static [fromTransport]() {} } const k = new K(); return function use() { return k; }; });
