// The table is worth what its comparer sees.
import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { rows } from './cases/values.mjs';
import { portrait } from './portrait.mjs';

const shared = {};
const symbol = Symbol('s');
const buffer = new ArrayBuffer(4);
const resizable = Reflect.construct(ArrayBuffer, [4, { maxByteLength: 8 }]); // newer than the type definitions
const pairs: Record<string, [unknown, unknown]> = {
  'zero and minus zero': [0, -0],
  'number and bigint': [1, 1n],
  'number and text': [1, '1'],
  'null and undefined': [null, undefined],
  'member of undefined and none': [{ a: undefined }, {}],
  'hole and undefined': [new Array(1), [undefined]],
  'order of keys': [{ a: 1, b: 2 }, { b: 2, a: 1 }],
  'one object twice and two alike': [[shared, shared], [{}, {}]],
  'cycle and copy': [((o: object[]) => (o.push(o), o))([]), [[]]],
  'prototype null and Object': [Object.create(null), {}],
  'class and plain object': [new (class K {})(), {}],
  'classes that differ in a method': [new (class K { a() {} })(), new (class K {})()],
  'frozen and not': [Object.freeze({ a: 1 }), { a: 1 }],
  'sealed and only not extensible': [Object.seal({ a: 1 }), Object.preventExtensions({ a: 1 })],
  'getter and value': [{ get a() { return 1; } }, { a: 1 }],
  'hidden and shown member': [Object.defineProperty({}, 'a', { value: 1, writable: true, configurable: true }), { a: 1 }],
  'symbols: one and two of one description': [[symbol, symbol], [symbol, Symbol('s')]],
  'symbols: registered and not': [Symbol.for('s'), symbol],
  'Map: order': [new Map([[1, 1], [2, 2]]), new Map([[2, 2], [1, 1]])],
  'Map and Set': [new Map(), new Set()],
  'Date': [new Date(0), new Date(1)],
  'RegExp: lastIndex': [/a/g, Object.assign(/a/g, { lastIndex: 1 })],
  'RegExp: flags': [/a/g, /a/y],
  'Error: message': [new Error('a'), new Error('b')],
  'Error: cause': [new Error('a', { cause: 1 }), new Error('a')],
  'Error: class': [new TypeError('a'), new RangeError('a')],
  'buffers: one and two': [[new Uint8Array(buffer), new Int8Array(buffer)], [new Uint8Array(4), new Int8Array(4)]],
  'typed array: offset': [new Uint8Array(buffer, 1, 2), new Uint8Array(buffer, 2, 2)],
  'typed array: kind': [Uint8Array.of(1), Int8Array.of(1)],
  'ArrayBuffer: resizable': [resizable, new ArrayBuffer(4)],
  'boxed and plain': [Object(1), 1],
  'URL': [new URL('http://a.test'), new URL('http://b.test')],
  'function: name': [{ a() {} }.a, { b() {} }.b],
  'function: length': [Object.defineProperty(() => {}, 'name', { value: '' }), Object.defineProperty((_: unknown) => {}, 'name', { value: '' })],
  'function: async and not': [{ async f() {} }.f, { f() {} }.f],
  'intrinsic and a copy': [Math.max, (...all: number[]) => Math.max(...all)],
};

// Where a sloppy function has properties of its own for that; Node 26 has none.
const [strict, sloppy] = [runInThisContext('(function () { "use strict"; })'), runInThisContext('(function () {})')] as [object, object]; // `as`: what the texts give
if (Object.hasOwn(sloppy, 'arguments')) pairs['function: strict and sloppy'] = [strict, sloppy];

test.each(Object.entries(pairs))('tells apart: %s', (_name, [one, other]) => {
  expect(portrait(one)).not.toBe(portrait(other));
});

test('draws what was made twice alike', () => {
  for (const { name, make } of rows.filter((row) => row.message === undefined)) {
    const [one, other] = [make(), make()] as [() => unknown, () => unknown]; // `as`: rows of values make functions that give them
    if (name.startsWith('value: ')) expect(portrait(one()), name).toBe(portrait(other()));
  }
});
