import { Executor, outputText } from '@exec/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitText } from './output-text.ts';

class Point {
  readonly x = 1;
  readonly y = 2;
}
class Money {
  readonly #cents = 250;
  toJSON(): unknown { return { eur: this.#cents / 100 }; }
}
const circular: Record<string, unknown> = { name: 'loop' };
circular['self'] = circular;
const shared = { n: 1 };

describe('outputText', () => {
  it.each<[string, unknown, string]>([
    ['a string', 'plain "text"\n', 'plain "text"\n'],
    ['an empty string', '', ''],
    ['a number', 8, '8'],
    ['NaN', NaN, 'NaN'],
    ['-Infinity', -Infinity, '-Infinity'],
    ['true', true, 'true'],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a bigint', 2n ** 70n, '1180591620717411303424'],
    ['JSON', { a: [1, 'two', { three: null }] }, '{"a":[1,"two",{"three":null}]}'],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    ['an undefined property', { a: undefined, b: 1 }, '{"b":1}'],
    ['shared parts', [shared, shared], '[{"n":1},{"n":1}]'],
    ['a Date', new Date('2026-01-31T10:00:00Z'), '"2026-01-31T10:00:00.000Z"'],
    ['an invalid Date', new Date(NaN), 'Invalid Date'],
    ['a URL', new URL('https://example.org/a?b=1'), '"https://example.org/a?b=1"'],
    ['an object with toJSON', { price: new Money() }, '{"price":{"eur":2.5}}'],
    ['a Map', new Map<unknown, unknown>([['a', 1], [{ b: 2 }, [3]]]), "Map(2) { 'a' => 1, { b: 2 } => [ 3 ] }"],
    ['a Set', new Set([1, 'two']), "Set(2) { 1, 'two' }"],
    ['a bigint inside', { big: 10n }, '{ big: 10n }'],
    ['NaN inside', [1, NaN], '[ 1, NaN ]'],
    ['undefined in an array', [1, undefined], '[ 1, undefined ]'],
    ['a sparse array', [1, , 3], '[ 1, <1 empty item>, 3 ]'], // eslint-disable-line no-sparse-arrays -- the hole is what is tested
    ['an array of four billion holes', new Array(2 ** 32 - 1), '[ <4294967295 empty items> ]'],
    ['a cycle', circular, "<ref *1> { name: 'loop', self: [Circular *1] }"],
    ['a class instance', new Point(), 'Point { x: 1, y: 2 }'],
    ['a class instance inside', { at: new Point() }, '{ at: Point { x: 1, y: 2 } }'],
    ['a function', function add() { return 1; }, '[Function: add]'],
    ['a function inside', { run: () => 1 }, '{ run: [Function: run] }'],
    ['a symbol', Symbol('token'), 'Symbol(token)'],
    ['bytes', new Uint8Array([1, 2]), 'Uint8Array(2) [ 1, 2 ]'],
    ['a regular expression', /a+/g, '/a+/g'],
    ['a Promise', { later: Promise.resolve(1) }, '{ later: Promise { 1 } }'],
  ])('of %s', (_, value, text) => {
    expect(outputText(value)).toBe(text);
  });

  it('of an Error has its name, message, own data and cause', () => {
    const text = outputText(Object.assign(new RangeError('too far', { cause: new Error('deeper') }), { limit: 5 }));
    for (const part of ['RangeError: too far', 'limit: 5', '[cause]: Error: deeper']) expect(text).toContain(part);
  });

  it.each<[string, () => unknown]>([
    ['a toJSON that throws', () => ({ toJSON() { throw new Error('no'); } })],
    ['a toJSON that gives nothing', () => ({ kept: 1, toJSON: () => undefined })],
    ['a toJSON without an end', () => { const endless: unknown = { toJSON: () => ({ endless }) }; return endless; }],
    ['a getter that throws', () => ({ fine: 1, get bad() { throw new Error('no'); } })],
    ['a getter that throws in a class', () => new (class { get bad(): never { throw new Error('no'); } })()],
    ['a Proxy whose every trap throws', () => new Proxy({ a: 1 }, new Proxy({}, { get: () => () => { throw new Error('trap'); } }))],
    ['such a Proxy inside', () => ({ inside: [new Proxy({}, new Proxy({}, { get: () => () => { throw new Error('trap'); } }))] })],
    ['a revoked Proxy', () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; }],
    ['an inspect of its own that throws', () => ({ f: () => 1, [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no'); } })],
    ['a toStringTag that throws', () => Object.create({ get [Symbol.toStringTag]() { throw new Error('no'); } })],
    ['a constructor that throws', () => Object.create(Object.defineProperty({}, 'constructor', { get() { throw new Error('no'); } }))],
    ['an iterator without an end in a subclass of Map', () => Object.assign(new Map(), { *[Symbol.iterator]() { for (;;) yield ['a', 1]; } })],
    ['an error without a prototype', () => Object.setPrototypeOf(new Error('x'), null)],
    ['an instance of an anonymous class', () => new (class {})()],
    ['an instance without a prototype inside', () => [Object.create(Object.create(null))]],
  ])('of %s is readable text', (_, make) => {
    const text = outputText(make());
    expect(text).not.toBe('');
    expect(text).not.toContain('[object Object]');
  });

  it('of a value nested 20 000 levels deep is cut, not a crash', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 20_000; level++) deep = level % 2 === 0 ? [deep] : { deep };
    expect(outputText(deep)).toContain('[Array]');
    expect(outputText(deep).length).toBeLessThan(2000);
  });

  it.each([2, 10, 1000])('of a value that doubles at each level ends, at %i parts a level', (width) => {
    let dag: unknown = 'leaf';
    for (let level = 0; level < 60; level++) dag = new Array(width).fill(dag);
    expect(outputText(dag).length).toBeLessThan(1_000_000);
  });

  it('of any value at all is a string that is never [object Object]', () => {
    const anything = fc.anything({ withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true, withTypedArray: true, withSparseArray: true, withObjectString: false });
    fc.assert(
      fc.property(anything, (value) => {
        const text = outputText(value);
        expect(typeof text).toBe('string');
        if (typeof value !== 'string') expect(text).not.toContain('[object Object]');
      }),
      { numRuns: 500 },
    );
  });

  it('is what a result’s output is', async () => {
    const [result] = await new Executor().run({ map: () => new Map([['a', 1]]) }, [{ id: '1', name: 'map', arguments: '' }]);
    expect(result?.output).toBe("Map(1) { 'a' => 1 }");
  });
});

describe('limitText', () => {
  it('leaves a text alone that fits, to the byte', () => {
    expect(limitText('€'.repeat(10), 30)).toEqual({ text: '€'.repeat(10) });
    expect(limitText('', 1)).toEqual({ text: '' });
  });

  it('keeps head and tail and says what is missing', () => {
    const { text, truncatedFromBytes } = limitText(`${'a'.repeat(500)}${'z'.repeat(500)}`, 100);
    expect(truncatedFromBytes).toBe(1000);
    expect(text).toMatch(/^a{20,}\n… \[\d+ of 1000 bytes left out here\] …\nz{20,}$/);
    const omitted = Number(/\[(\d+) of/.exec(text)?.[1]);
    expect(text.split('\n')[0]?.length ?? 0).toBe(1000 - omitted - (text.split('\n')[2]?.length ?? 0));
  });

  it('gives the marker alone where there is no room for more', () => {
    expect(limitText('x'.repeat(100), 5).text).toBe('\n… [100 of 100 bytes left out here] …\n');
  });

  it('splits no character, keeps the limit, and counts rightly, for any text and limit', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '👩‍👩‍👧', '中'), minLength: 30, maxLength: 300 });
    fc.assert(
      fc.property(text, fc.integer({ min: 60, max: 400 }), (whole, maxBytes) => {
        const { text: cut, truncatedFromBytes } = limitText(whole, maxBytes);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes);
        if (Buffer.byteLength(whole) <= maxBytes) {
          expect(cut).toBe(whole);
          return;
        }
        expect(truncatedFromBytes).toBe(Buffer.byteLength(whole));
        const [head = '', marker = '', tail = ''] = cut.split('\n');
        expect(whole.startsWith(head)).toBe(true);
        expect(whole.endsWith(tail)).toBe(true);
        expect(cut).not.toContain('\uFFFD');
        expect(marker).toContain(`[${Buffer.byteLength(whole) - Buffer.byteLength(head) - Buffer.byteLength(tail)} of `);
      }),
      { numRuns: 500 },
    );
  });

  it('applies to results and errors, and leaves the value whole', async () => {
    const tools = { long: () => 'x'.repeat(1000), throws: () => { throw new Error('y'.repeat(1000)); }, own: { execute: () => 'z'.repeat(1000), execution: { maxOutputBytes: 200 } } };
    const results = await new Executor({ maxOutputBytes: 100 }).run(tools, Object.keys(tools).map((name) => ({ id: name, name, arguments: '' })));
    expect(results.map(({ output }) => Buffer.byteLength(output))).toEqual([expect.closeTo(100, -1), expect.closeTo(100, -1), expect.closeTo(200, -1)]);
    expect(results.map(({ truncatedFromBytes }) => truncatedFromBytes)).toEqual([1000, 1024, 1000]);
    expect(results[0]?.status === 'ok' && results[0].value).toBe('x'.repeat(1000));
    expect(results[1]?.status === 'error' && results[1].error.message).toBe('y'.repeat(1000));
  });
});
