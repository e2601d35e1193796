// Replaces what a tool might replace, all of it, each with something that throws, and then makes functions of data. Prints how each ended.
// First with everything as it is, so that modules which Node loads lazily are there.
import { deserializeFunction } from '@exec/serialize/far';
import { serializeFunction } from '@exec/serialize';

const toTransport = Symbol.for('@exec/serialize/toTransport'), fromTransport = Symbol.for('@exec/serialize/fromTransport');

function makeTool(mark) {
  let count = 0;
  const list = [mark, 2, { deep: new Map([['k', new Set([1n])]]) }];
  class Base { #secret = 1; get secret() { return this.#secret; } }
  class Derived extends Base { field = () => this.secret; }
  class Money { constructor(cents) { this.cents = cents; } [toTransport]() { return { cents: this.cents }; } static [fromTransport]({ cents }) { return new Money(cents); } }
  const held = [new Derived(), new Money(3), Object.freeze({ get x() { return count; } }), (function (a) { return [this.a, a]; }).bind({ a: 1 }, 2), /a/g, new Date(0), new Error('e'), new Uint8Array([1, 2])];
  const next = () => (count += 1);
  return function tool() { return next() + list[1] + held[0].field() + held[1].cents + held[2].x + held[3]()[1] + held[7][1]; };
}
// Not Object.getOwnPropertyDescriptor: the compiled text of an accessor calls it.
const bad = [['JSON', ['parse', 'stringify']], ['Reflect', ['get', 'set', 'apply', 'construct', 'defineProperty', 'ownKeys', 'getPrototypeOf', 'setPrototypeOf', 'preventExtensions', 'getOwnPropertyDescriptor', 'deleteProperty']],
  ['Object', ['keys', 'values', 'entries', 'create', 'defineProperty', 'freeze', 'hasOwn', 'assign', 'getPrototypeOf', 'setPrototypeOf', 'preventExtensions', 'fromEntries']],
  ['Array', ['isArray', 'from', 'of']], ['Number', ['isSafeInteger', 'isFinite', 'isInteger']], ['Symbol', ['for']],
  ['Array.prototype', ['map', 'forEach', 'filter', 'flatMap', 'find', 'findIndex', 'every', 'some', 'reduce', 'join', 'slice', 'push', 'includes', 'concat', 'entries', 'sort', 'at']],
  ['Map.prototype', ['get', 'set', 'has', 'delete', 'keys', 'entries', 'values', 'forEach']], ['Set.prototype', ['add', 'has', 'delete', 'values', 'entries']], ['WeakMap.prototype', ['get', 'set', 'has']],
  ['Function.prototype', ['call', 'apply', 'bind', 'toString']], ['String.prototype', ['slice', 'replace', 'startsWith', 'includes', 'split', 'padStart']], ['RegExp.prototype', ['test', 'exec']],
  ['Object.prototype', ['hasOwnProperty', 'toString', 'isPrototypeOf']], ['Promise', ['race', 'all', 'resolve']],
  ['globalThis', ['Map', 'Set', 'Date', 'RegExp', 'Error', 'Uint8Array', 'ArrayBuffer', 'Number', 'BigInt', 'Symbol', 'Buffer']]];

const data = [];
for (let mark = 0; mark < bad.length + 1; mark += 1) data.push(await serializeFunction(makeTool(mark)), await serializeFunction(new Function(`return ${mark}`)), await serializeFunction(makeTool(mark), { hmacKey: 'k' }));
const report = [];
const { defineProperty, getOwnPropertyDescriptor } = Object;
const { write } = process.stdout;
const stringify = JSON.stringify;
for (let index = 0; index < bad.length; index += 1) {
  const [name, members] = bad[index];
  const path = name.split('.');
  const holder = path.length === 1 ? globalThis[path[0]] : globalThis[path[0]].prototype;
  for (let at = 0; at < members.length; at += 1) {
    const descriptor = getOwnPropertyDescriptor(holder, members[at]);
    if (descriptor === undefined) continue;
    let ending;
    const replacement = () => { throw new Error('replaced'); };
    const [closure, text, signedClosure] = [data[index * 3], data[index * 3 + 1], data[index * 3 + 2]];
    defineProperty(holder, members[at], { value: replacement, writable: true, configurable: true });
    try {
      const fn = await deserializeFunction(closure);
      const given = fn();
      const other = await deserializeFunction(text);
      const third = await deserializeFunction(signedClosure, { hmacKey: 'k' });
      ending = given === third() ? 'made' : 'wrong';
      if (other() !== index) ending = 'wrong text';
    } catch (error) {
      ending = `${error.stack}`;
    } finally {
      defineProperty(holder, members[at], descriptor);
    }
    report.push([`${name}.${members[at]}`, ending]);
  }
}
write.call(process.stdout, stringify(report));
