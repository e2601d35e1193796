import { compileFunction, runInThisContext } from 'node:vm';
import { deserializeFunction, describeFunction, isTransportError, moduleReference, serializeFunction, TransportError } from '@exec/serialize';
import { describe, expect, test } from 'vitest';

const refusal = async (promise: Promise<unknown>): Promise<TransportError> => {
  const error: unknown = await promise.then(() => undefined, (reason: unknown) => reason);
  if (!isTransportError(error)) throw new Error(`expected a TransportError, got ${String(error)}`);
  return error;
};
const make = (name: string) => ({ [name]: (a: number) => a + 1 })[name] as (a: number) => number;

describe('content id', () => {
  test('equal code gives an equal id, in another function object too', async () => {
    const [first, second] = await Promise.all([make('f'), make('f')].map((fn) => serializeFunction(fn)));
    expect(first).toEqual(second);
    expect(first?.id).toMatch(/^[0-9a-f]{32}$/);
  });

  test('another name, text or place gives another id', async () => {
    const all = [make('f'), make('g'), (a: number) => a + 1, (a: number) => a + 1, (a: number) => a + 2];
    const ids = await Promise.all(all.map(async (fn) => (await serializeFunction(fn)).id));
    expect(new Set(ids).size).toBe(all.length);
  });

  test('a function seen before gives the very same data, unless it was renamed', async () => {
    const fn = make('f');
    const first = await serializeFunction(fn);
    expect(await serializeFunction(fn)).toBe(first);
    Object.defineProperty(fn, 'name', { value: 'renamed' });
    expect((await serializeFunction(fn)).name).toBe('renamed');
  });
});

describe('reviving', () => {
  test('a known id gives the same function', async () => {
    const data = await serializeFunction(make('f'));
    const [first, second] = await Promise.all([deserializeFunction(data), deserializeFunction(structuredClone(data))]);
    expect(first).toBe(second);
    expect(first.name).toBe('f');
    expect(first(1)).toBe(2);
  });

  test('a revived function travels on as what it came as', async () => {
    const original = runInThisContext("(async () => (await import('node:path')).sep)"); // as text: vitest rewrites import()
    const data = await serializeFunction(original);
    const fn = await deserializeFunction(data);
    expect(await serializeFunction(fn)).toEqual(data);
    expect(await serializeFunction(fn, { byReference: false })).toEqual(data);
  });

  test('strictness is found in scripts that do not begin at the first line of their file', async () => {
    const load = (directive: string) =>
      compileFunction(`${directive}return { method() { return typeof this } }.method`, [], { filename: '/some/file.js', lineOffset: 40, columnOffset: -7 })() as () => string;
    const [sloppy, strict] = await Promise.all([load(''), load('"use strict"; ')].map((fn) => serializeFunction(fn)));
    expect([sloppy, strict]).toMatchObject([{ strict: false, line: 40 }, { strict: true, line: 40 }]);
  });

  test.each([
    ['null', null, ''],
    ['a string', 'code', ''],
    ['nothing in it', {}, 'v'],
    ['another version', { v: 2 }, 'v'],
    ['an inherited version', Object.create({ v: 1 }), 'v'],
    ['an unknown kind', { v: 1, id: 'x', name: 'f', kind: '__proto__' }, 'kind'],
    ['no name', { v: 1, id: 'x', kind: 'source' }, 'name'],
    ['a number for text', { v: 1, id: 'x', name: 'f', kind: 'source', text: 1 }, 'text'],
    ['strict as text', { v: 1, id: 'x', name: 'f', kind: 'source', text: 'x', strict: 'no', globals: [] }, 'strict'],
    ['globals of the wrong type', { v: 1, id: 'x', name: 'f', kind: 'source', text: 'x', strict: true, globals: [1] }, 'globals'],
    ['half a line', { v: 1, id: 'x', name: 'f', kind: 'source', text: 'x', strict: true, globals: [], line: 0.5 }, 'line'],
    ['a path that is no list', { v: 1, id: 'x', name: 'f', kind: 'module', url: 'data:,', path: 'x' }, 'path'],
    ['a wrong id', { v: 1, id: 'x', name: 'f', kind: 'source', text: '() => 1', strict: true, globals: [] }, 'id'],
  ])('garbled data is refused: %s', async (_name, data, culprit) => {
    const error = await refusal(deserializeFunction(data as never));
    expect(error.path).toEqual(culprit === '' ? [] : [culprit]);
    expect(error.message).toMatch(/^cannot revive a function: its data is garbled.* Pass what serializeFunction returned, unchanged\.$/);
  });

  test('data that was changed under way is refused', async () => {
    const data = await serializeFunction((a: number) => a + 3);
    expect((await refusal(deserializeFunction({ ...data, id: '0'.repeat(32) }))).path).toEqual(['id']);
    expect((await refusal(deserializeFunction({ ...data, name: 'other', id: '1'.repeat(32) }))).path).toEqual(['id']);
  });

  test('a global that the far side lacks is named before anything runs', async () => {
    (globalThis as { onlyHere?: unknown }).onlyHere = 1;
    const data = await serializeFunction(runInThisContext('(function usesIt() { return onlyHere })'));
    delete (globalThis as { onlyHere?: unknown }).onlyHere;
    const error = await refusal(deserializeFunction(data));
    expect(error.message).toBe('cannot revive function "usesIt": it uses the global "onlyHere", which this process does not have. Pass "onlyHere" in the input, or import it in the function.');
  });

  test('members of Object.prototype are no path', async () => {
    const fn = moduleReference(() => 1, 'data:text/javascript,export const a = {}', ['a', 'constructor']);
    const error = await refusal(serializeFunction(fn).then(deserializeFunction));
    expect(error.message).toMatch(/exports no function a\.constructor here/);
  });
});

describe('in a file that vitest has transformed', () => {
  const outside = { value: 1 };

  test('a function goes by value if it can', async () => {
    const data = await serializeFunction((a: number) => a * 2);
    expect(data).toMatchObject({ kind: 'source' });
    expect(describeFunction(data)).toMatch(/^unnamed function by value: \d+ characters of source from .*deserialize-function\.test\.ts:\d+$/);
    expect((await deserializeFunction(data))(4)).toBe(8);
  });

  test('it takes along what it uses', async () => {
    const data = await serializeFunction(() => outside.value);
    expect(data).toMatchObject({ kind: 'closure', isConstant: false });
    expect((await deserializeFunction(data))()).toBe(1);
  });

  test('else it is refused, and the reason says whose transformation is in the way', async () => {
    const weak = new WeakMap();
    const error = await refusal(serializeFunction(() => weak));
    expect(error.message).toMatch(/weak is a WeakMap, whose entries cannot be listed \(\S+deserialize-function\.test\.ts:\d+:\d+\)\. The function's file was not loaded by Node's own module loader/);
  });

  test('a registered home is taken at its word', async () => {
    const fn = moduleReference(() => outside.value, 'data:text/javascript,export const tools = { one: () => 1 }', ['tools', 'one']);
    const data = await serializeFunction(fn);
    expect(data).toMatchObject({ kind: 'module', path: ['tools', 'one'] });
    expect((await deserializeFunction(data))()).toBe(1);
  });
});

test('code that is nested too deeply to be read is refused', async () => {
  const error = await refusal(serializeFunction(runInThisContext(`(a) => a${' + a'.repeat(20_000)}`)));
  expect(error.message).toMatch(/has source text that cannot be read \(.*stack/);
});

describe('wrong arguments', () => {
  test('what is no function is a TypeError', async () => {
    await expect(serializeFunction('f' as never)).rejects.toThrow('the first argument must be a function, not string');
    await expect(serializeFunction(() => 1, { byReference: 1 as never })).rejects.toThrow('byReference must be a boolean, not number');
    expect(() => moduleReference(() => 1, 'no url', 'x')).toThrow('"no url" is no URL');
    expect(() => moduleReference(() => 1, 'file:///x', [])).toThrow('the export name must be a string, or a list of at least one');
  });
});

test('a TransportError of another copy of the package is recognised', () => {
  const error = new TransportError('message', { path: ['f', 'x'], culprit: 'x', fix: 'fix', cause: 1 });
  const foreign = Object.defineProperty(new Error('message'), Symbol.for('@exec/serialize/TransportError'), { value: true });
  expect([error, foreign, new Error('x'), null, 'x'].map(isTransportError)).toEqual([true, true, false, false, false]);
  expect(error).toMatchObject({ name: 'TransportError', code: 'NOT_TRANSPORTABLE', path: ['f', 'x'], culprit: 'x', fix: 'fix', cause: 1 });
  expect(Object.keys(error)).not.toContain('location');
});

describe('closures', () => {
  test('equal code and constants give an equal id, other constants another', async () => {
    const make = (factor: number) => () => factor * 2;
    const [one, same, other] = await Promise.all([make(1), make(1), make(2)].map((fn) => serializeFunction(fn)));
    expect(one).toMatchObject({ kind: 'closure', isConstant: true });
    expect(same?.id).toBe(one?.id);
    expect(other?.id).not.toBe(one?.id);
  });

  test('a variable is read anew for each transport, at the moment of the call', async () => {
    let n = 1;
    const fn = () => n;
    await serializeFunction(fn);
    n = 2;
    const taken = serializeFunction(fn);
    n = 3;
    expect((await deserializeFunction(await taken))()).toBe(2);
    expect((await deserializeFunction(await serializeFunction(fn)))()).toBe(3);
  });

  test('one with state is another function each time it is made', async () => {
    let n = 0;
    const data = await serializeFunction(() => ++n);
    const [first, second] = [await deserializeFunction(data), await deserializeFunction(data)];
    expect([first(), first(), second(), n]).toEqual([1, 2, 1, 0]);
  });

  test('what is denied is refused by name and by class, what is redacted stays behind', async () => {
    class Secret { value = 1; }
    const config = { password: 'x', host: 'h' };
    const holder = { deep: new Secret() };
    const fn = () => [config.password, config.host];
    const denied = await refusal(serializeFunction(fn, { deny: ['password'] }));
    expect(denied.path).toEqual(['fn', 'config', '.password', 'a denied value']);
    expect((await refusal(serializeFunction(() => holder, { deny: [Secret] }))).path).toEqual(['(unnamed function)', 'holder', '.deep', 'a denied value']);
    const redacted = await serializeFunction(fn, { redact: ['password'] });
    expect(JSON.stringify(redacted)).not.toContain('"x"');
    expect((await deserializeFunction(redacted))()).toEqual([undefined, 'h']);
    expect((await deserializeFunction(await serializeFunction(fn)))()).toEqual(['x', 'h']);
  });

  test('a description lists what would leave', async () => {
    const config = { password: 'x' };
    const line = describeFunction(await serializeFunction(() => [config, Math.PI]));
    expect(line).toMatch(/capturing config, with the members password, using Math$/);
    expect(line).not.toContain('"x"');
  });

  test('with a key, unsigned, foreign and changed data are refused before they are read', async () => {
    const two = 2;
    const fn = (a: number) => a * two;
    const data = await serializeFunction(fn, { hmacKey: 'key' });
    expect((await deserializeFunction(data, { hmacKey: 'key' }))(2)).toBe(4);
    const wrong = [await serializeFunction(fn), await serializeFunction(fn, { hmacKey: 'other' }), { ...data, state: 'not read' }, { ...data, name: 'x' }];
    for (const each of wrong) expect((await refusal(deserializeFunction(each, { hmacKey: 'key' }))).path).toEqual(['signature']);
  });
});
