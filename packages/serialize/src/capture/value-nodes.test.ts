import { expect, test } from 'vitest';
import { deserializeFunction } from '../deserialize-function.ts';
import { serializeFunction } from '../serialize-function.ts';
import { liveObject } from './live-object.ts';
import { primitiveDatum, valueNode } from './value-nodes.ts';

const sprung = (): never => {
  throw new Error('must not run');
};

/** An object with code of its own in front of what it keeps inside. */
function mined<Value extends object>(value: Value, ...keys: PropertyKey[]): Value {
  for (const key of [...keys, 'toString', 'valueOf', 'toJSON', 'then', Symbol.toPrimitive, Symbol.toStringTag, Symbol.iterator, 'constructor']) Object.defineProperty(value, key, { get: sprung, set: sprung, configurable: true });
  return value;
}

async function travelled<Value>(held: Value): Promise<Value> {
  const fn = await deserializeFunction(await serializeFunction(() => held));
  return fn() as Value; // `as`: what the function gives
}

test.each<[name: string, make: () => object]>([
  ['an object', () => mined({ a: 1 }, 'b')],
  ['an array', () => mined([1], 'map')],
  ['a Date', () => mined(new Date(5), 'getTime')],
  ['a RegExp', () => mined(/a/g, 'source', 'flags', 'global', 'exec')],
  ['a Map', () => mined(new Map([['a', 1]]), 'entries', 'size', 'get', 'forEach')],
  ['a Set', () => mined(new Set([1]), 'values', 'size', 'has')],
  ['an Error', () => mined(new Error('m'), 'stack', 'name', 'cause')],
  ['an ArrayBuffer', () => mined(new ArrayBuffer(2), 'byteLength', 'resizable', 'maxByteLength', 'slice')],
  ['a typed array', () => mined(new Uint16Array([1, 2]), 'length', 'byteLength', 'byteOffset', 'buffer')],
  ['a DataView', () => mined(new DataView(new ArrayBuffer(2)), 'byteLength', 'byteOffset', 'buffer')],
  ['a Buffer', () => mined(Buffer.from('ab'), 'length', 'byteLength', 'byteOffset', 'buffer')],
  ['a boxed string', () => mined(Object('ab') as object)],
  ['a boxed symbol', () => mined(Object(Symbol('s')) as object, 'description')],
  ['a URL', () => mined(new URL('https://example.test/'), 'href', 'searchParams')],
  ['URLSearchParams', () => mined(new URLSearchParams('a=1'), 'append', 'size')],
])('%s with code of its own in front runs none of it, and takes it along', async (_, make) => {
  const value = make();
  const [there = {}] = await travelled([value]); // in a list, as a promise would read "then"
  expect(Reflect.ownKeys(there)).toEqual(Reflect.ownKeys(value));
  expect(Object.getPrototypeOf(there)).toBe(Object.getPrototypeOf(value));
  for (const key of Reflect.ownKeys(value)) expect(Object.getOwnPropertyDescriptor(there, key)?.get === undefined).toBe(Object.getOwnPropertyDescriptor(value, key)?.get === undefined);
});

test('what is inside is read past what is in front', () => {
  expect(valueNode(mined(/a/gi, 'flags', 'global', 'source')).node).toMatchObject({ type: 'regexp', source: 'a', flags: 'gi' });
  expect(valueNode(mined(new Date(5), 'getTime')).node).toMatchObject({ type: 'date', time: 5 });
  expect(valueNode(mined(new Uint8Array([1, 2]), 'length')).node).toMatchObject({ type: 'view', of: 'Uint8Array', length: 2 });
  expect(valueNode(mined(new URL('https://example.test/a'), 'href')).node).toMatchObject({ type: 'url', href: 'https://example.test/a' });
});

test('what an object says of itself does not make it something else', async () => {
  for (const tag of ['WeakRef', 'Promise', 'Generator', 'Array Iterator', 'Map']) {
    const value = { [Symbol.toStringTag]: tag };
    expect(liveObject(value)).toBeUndefined();
    expect(await travelled(value)).toEqual(value);
  }
  expect(liveObject(Object.defineProperty(new WeakRef({}), Symbol.toStringTag, { value: 'Map' }))).toBe('a WeakRef');
  expect(liveObject(Object.defineProperty([1].values(), Symbol.toStringTag, { value: 'Map' }))).toBe('an Array Iterator');
});

test('keys that mean something elsewhere are data', async () => {
  const value = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2, "toString": 3, "prototype": 4}') as object; // `as`: an object
  const there = await travelled({ value, map: new Map(Object.entries(value)) });
  expect(Object.keys(there.value)).toEqual(['__proto__', 'constructor', 'toString', 'prototype']);
  expect(Object.getPrototypeOf(there.value)).toBe(Object.prototype);
  expect([...there.map.keys()]).toEqual(['__proto__', 'constructor', 'toString', 'prototype']);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('search parameters stay those of their URL', async () => {
  const url = new URL('https://example.test/?a=1');
  const there = await travelled({ parameters: url.searchParams, url });
  there.parameters.set('a', '2');
  expect(there.url.href).toBe('https://example.test/?a=2');
  const alone = await travelled(new URLSearchParams('b=1'));
  expect(alone.get('b')).toBe('1');
});

test('what is fixed stays so', async () => {
  const list = Object.defineProperty([1, 2], 'length', { writable: false });
  const [there, pattern] = await travelled([list, Object.freeze(/a/g)] as const);
  expect(() => there.push(3)).toThrow(TypeError);
  expect(Object.isFrozen(pattern)).toBe(true);
  expect(there).toEqual([1, 2]);
});

test('an error of the web keeps its name and code', async () => {
  const there = await travelled(new DOMException('gone', 'AbortError'));
  expect(there).toBeInstanceOf(DOMException);
  expect([there.name, there.message, there.code]).toEqual(['AbortError', 'gone', 20]);
});

test('primitives need no node, but for symbols of their own', () => {
  expect([-0, NaN, 1.5, 5n, undefined, null, Symbol.for('r'), Symbol.iterator].map(primitiveDatum)).toEqual([['number', '-0'], ['number', 'NaN'], 1.5, ['bigint', '5'], ['undefined'], null, ['symbol-for', 'r'], ['well-known', 'iterator']]);
  for (const value of [Symbol('own'), {}, sprung]) expect(primitiveDatum(value)).toBeUndefined();
});
