import { exec } from 'node:child_process';
import EventEmitter from 'node:events';
import { constants } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { builtinReference, followBuiltin } from './builtin-reference.ts';

const getterOf = (holder: object, name: PropertyKey): Function => Object.getOwnPropertyDescriptor(holder, name)?.get as Function; // `as`: the tests name accessors
const arrayIterator = Object.getPrototypeOf([][Symbol.iterator]()) as object;

describe('builtinReference', () => {
  const found: [name: string, value: object][] = [
    ['a global object', Math],
    ['globalThis', globalThis],
    ['a method of the language', Map.prototype.get],
    ['a prototype', Map.prototype],
    ['a getter', getterOf(Map.prototype, 'size')],
    ['a setter', Object.getOwnPropertyDescriptor(Object.prototype, '__proto__')?.set as Function],
    ['a member of a well-known symbol', Reflect.get(String.prototype, Symbol.iterator)],
    ['the getter of a well-known symbol', getterOf(Map, Symbol.species)],
    ['the prototype of async functions', Object.getPrototypeOf(async () => Promise.resolve()) as object],
    ['the constructor of generator functions', Reflect.get(Object.getPrototypeOf(function* () { yield 0; }) as object, 'constructor') as Function],
    ['%TypedArray%', Object.getPrototypeOf(Uint8Array) as object],
    ['an iterator prototype', arrayIterator],
    ['a method of an iterator prototype', Reflect.get(arrayIterator, 'next') as Function],
    // eslint-disable-next-line prefer-rest-params -- what has it
    ['%ThrowTypeError%', getterOf((function (this: void) { return arguments; })(), 'callee')],
    ['a global of Node', setTimeout],
    ['a class of Node behind an accessor of the global object', Buffer],
    ['the prototype of a class of Node', Headers.prototype],
    ['a bound method of an object of Node', console.error],
    ['a function of a member of process', process.hrtime.bigint],
    ['process.env', process.env],
    ['a module', path],
    ['an object of a module', path.posix],
    ['constants of a module', constants],
    ['a method of a class of a module', EventEmitter.prototype.on],
    ['a member under a registered symbol', Reflect.get(exec, promisify.custom) as Function],
    ['a getter of a class of a module', getterOf(URL.prototype, 'href')],
  ];
  test.each(found)('names %s', (_, value) => {
    const reference = builtinReference(value);
    expect(reference).toBeDefined();
    expect(JSON.parse(JSON.stringify(reference))).toEqual(reference);
    expect(followBuiltin(reference ?? { from: '', path: [] })).toBe(value);
  });

  test('does not take for the language\'s own what a program has added to it', () => {
    const added = { mine: true };
    Object.assign(Math, { added });
    try {
      expect(builtinReference(added)).toBeUndefined();
    } finally {
      Reflect.deleteProperty(Math, 'added');
    }
  });

  test('does not know objects of a program, of another realm, and those that are another one in each thread', async () => {
    const { workerData } = await import('node:worker_threads');
    class Own {}
    expect(builtinReference({})).toBeUndefined();
    expect(builtinReference(Own.prototype)).toBeUndefined();
    expect(builtinReference(runInNewContext('[]') as object)).toBeUndefined();
    expect(builtinReference(process.argv)).toBeUndefined();
    if (typeof workerData === 'object' && workerData !== null) expect(builtinReference(workerData as object)).toBeUndefined();
  });

  test('runs no accessor of a program', () => {
    Object.defineProperty(globalThis, 'ownAccessor', { get: () => { throw new Error('must not be read'); }, configurable: true });
    try {
      expect(builtinReference(function ownAccessor() { return 0; })).toBeUndefined();
    } finally {
      Reflect.deleteProperty(globalThis, 'ownAccessor');
    }
  });
});

describe('followBuiltin', () => {
  test('leads nowhere over members that are inherited or missing', () => {
    expect(followBuiltin({ from: 'globalThis', path: ['Math', 'hasOwnProperty'] })).toBeUndefined();
    expect(followBuiltin({ from: 'globalThis', path: ['missing', 'member'] })).toBeUndefined();
    expect(followBuiltin({ from: '%Missing%', path: [] })).toBeUndefined();
    expect(followBuiltin({ from: 'node:missing', path: [] })).toBeUndefined();
  });
});
