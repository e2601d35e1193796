import { surveyValue } from '@exec/core';
import fc from 'fast-check';
import { inspect, isDeepStrictEqual } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { formatPath } from './value-path.ts';

class Point { x = 1; }
class Stack extends Array<number> {}
class Registry extends Map<string, number> {}
class Tags extends Set<string> {}
class OwnError extends Error {}
class Moment extends Date {}
class Pattern extends RegExp {}
class Pixels extends Uint8Array {}
class Amount extends Number {}

/** An error in a list that the error's cause holds. */
function errorInItsOwnCause(): Error {
  const error = new Error('x');
  error.cause = [error];
  return error;
}


describe('surveyValue', () => {
  it.each<[string, unknown]>([
    ['a string', 'x'],
    ['a number', 1.5],
    ['null', null],
    ['an object', { a: [1, { b: 'x' }], c: null, d: true }],
    ['an own __proto__', JSON.parse('{"__proto__": 1}')],
    ['shared parts', [[1], [1]]],
    ['an object of another realm', runInNewContext('({ a: [1] })')],
  ])('finds that JSON carries %s exactly', (_, value) => {
    expect(surveyValue(value)).toMatchObject({ exactJson: true, jsonText: true, cloneable: 'exact', path: '', reason: '', oversized: false });
    expect(inspect(JSON.parse(JSON.stringify(value)))).toBe(inspect(value));
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['-0', -0],
    ['NaN', [NaN]],
    ['bigint', { n: 1n }],
    ['a Date', new Date(0)],
    ['a Map', new Map([[{ k: 1 }, new Set(['x'])]])],
    ['bytes', { bytes: new Uint8Array([1, 2]), buffer: new ArrayBuffer(3) }],
    ['a regular expression', /a/gi],
    ['an error', new TypeError('x')],
    ['boxed values', [Object(1), Object('x'), Object(1n)]],
    ['a sparse array', [1, , 3]], // eslint-disable-line no-sparse-arrays -- the hole is what is tested
    ['an array with properties', Object.assign([1], { note: 'x' })],
    ['an undefined property', { a: undefined }],
    ['a Buffer', { bytes: Buffer.from('x') }],
    ['an error with a cause', new Error('x', { cause: [new RangeError('y')] })],
    ['errors that share a cause', ((cause) => [new Error('x', { cause }), new Error('y', { cause }), cause])(new Error('z'))],
    ['built-ins of another realm', runInNewContext('[new Date(0), /a/g, new Float64Array(2), new ArrayBuffer(2), Object(1), new Set([1])]')],
    ['a Map of another realm', runInNewContext('new Map([[1, [undefined]]])')],
  ])('finds that structured clone carries %s exactly, and JSON does not', (_, value) => {
    expect(surveyValue(value)).toMatchObject({ exactJson: false, cloneable: 'exact', path: '', reason: '' });
    // inspect sees what JSON does not, and other realms' prototypes as what they are
    expect(inspect(deserialize(serialize(value)))).toBe(inspect(value));
  });

  it('lists the objects without a prototype, which structured clone gives one', () => {
    const groups: unknown = Object.assign(Object.create(null), { a: 1 });
    const survey = surveyValue({ groups, list: [groups] });
    expect(survey).toMatchObject({ exactJson: false, jsonText: true, cloneable: 'exact' });
    expect(new Set(survey.bare)).toEqual(new Set([groups]));
  });

  it.each<[string, unknown, string, string]>([
    ['a class instance', { at: [new Point()] }, 'at[0]', 'a Point'],
    ['a subclass of Array', { stack: Stack.of(1, 2) }, 'stack', 'a Stack'],
    ['a subclass of Map', new Registry([['a', 1]]), '', 'a Registry'],
    ['a subclass of Set', [new Tags(['a'])], '[0]', 'a Tags'],
    ['an error of one’s own', { error: new OwnError('x') }, 'error', 'a OwnError'],
    ['an error with data', Object.assign(new Error('x'), { code: 1 }), '', 'a Error'],
    ['an error with a name', Object.defineProperty(new Error('x'), 'name', { value: 'Bad' }), '', 'a Error'],
    ['an error whose message is no text', Object.defineProperty(new Error('x'), 'message', { value: { n: 1 } }), '', 'a Error'],
    ['a class instance in a cause', new Error('x', { cause: new Point() }), 'cause', 'a Point'],
    ['a subclass of Date', new Moment(0), '', 'a Moment, which arrives as a bare Date'],
    ['a subclass of RegExp', new Pattern('a'), '', 'a Pattern, which arrives as a bare RegExp'],
    ['a subclass of a typed array', [new Pixels(2)], '[0]', 'a Pixels, which arrives as a bare Uint8Array'],
    ['a subclass of a boxed value', [new Amount(2)], '[0]', 'a Amount, which arrives as a bare Number'],
    ['a Map with properties', Object.assign(new Map([[1, 2]]), { note: 'x' }), '', 'a Map with properties of its own'],
    ['a typed array with properties', Object.assign(new Uint8Array(2), { note: 'x' }), '', 'properties of its own'],
    ['symbol keys', { a: { [Symbol('hidden')]: 1 } }, 'a', 'symbol keys'],
    ['a regular expression in use', Object.assign(/a/g, { lastIndex: 3 }), '', 'starts anew'],
  ])('finds that structured clone alters %s', (_, value, path, reason) => {
    const survey = surveyValue(value);
    expect(survey).toMatchObject({ exactJson: false, cloneable: 'altered', path });
    expect(survey.reason).toContain(reason);
    expect(() => serialize(value)).not.toThrow();
    expect(isDeepStrictEqual(deserialize(serialize(value)), value)).toBe(false);
  });

  it.each<[string, unknown, string, string]>([
    ['a function', { tools: { 'my tool': () => 1 } }, 'tools["my tool"]', 'a function'],
    ['a symbol', [1, Symbol('x')], '[1]', 'a symbol'],
    ['a boxed symbol', Object(Symbol('x')), '', 'a symbol'],
    ['a Promise', { later: Promise.resolve() }, 'later', 'a Promise'],
    ['a WeakMap', new WeakMap(), '', 'a WeakMap'],
    ['a WeakRef', { ref: new WeakRef({}) }, 'ref', 'a WeakRef'],
    ['a generator', [(function* () { yield 1; })()], '[0]', 'a '],
    ['an iterator of a Map', new Map().entries(), '', 'a '],
    ['shared memory', { shared: new SharedArrayBuffer(1) }, 'shared', 'a SharedArrayBuffer'],
    ['a Proxy', { proxy: new Proxy({}, {}) }, 'proxy', 'a Proxy'],
    ['a toJSON function', { date: { toJSON: () => 1 } }, 'date', 'toJSON'],
    ['a function on an array', Object.assign([1], { run: () => 1 }), 'run', 'a function'],
    ['a function behind a hole', Object.assign(new Array<unknown>(5), { 3: () => 1 }), '["3"]', 'a function'],
    ['a function as a key of a Map', new Map([[() => 1, 1]]), '[0]', 'a function'],
    ['a function in a cause', new Error('x', { cause: { retry: () => 1 } }), 'cause.retry', 'a function'],
    ['a getter that throws', { get bad() { throw new Error('closed'); } }, 'bad', 'closed'],
  ])('finds that structured clone refuses %s, and where', (_, value, path, reason) => {
    const survey = surveyValue(value);
    expect(survey).toMatchObject({ exactJson: false, cloneable: 'no', path });
    expect(survey.reason).toContain(reason);
    expect(() => serialize(value)).toThrow();
  });

  it('finds that an error which is part of its own cause does not arrive everywhere', () => {
    const survey = surveyValue({ errors: [errorInItsOwnCause()] });
    expect(survey).toMatchObject({ exactJson: false, cloneable: 'no', path: 'errors[0].cause[0]', reason: 'an error that is part of its own cause' });
  });

  it('keeps the worst finding, and the first of equally bad ones', () => {
    expect(surveyValue([new Point(), () => 1, Symbol('x')])).toMatchObject({ cloneable: 'no', path: '[1]', reason: 'a function' });
    expect(surveyValue({ a: new Point(), b: new OwnError('x') })).toMatchObject({ cloneable: 'altered', path: 'a' });
  });

  it('keeps cycles, which structured clone carries', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(surveyValue(loop)).toMatchObject({ exactJson: false, jsonText: false, cloneable: 'exact' });
  });

  it('ends for values that are too deep or have too many parts', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(surveyValue(deep)).toMatchObject({ exactJson: false, jsonText: false, cloneable: 'no', oversized: false, reason: 'a value nested deeper than 400 levels' });
    let dag: unknown = [];
    for (let level = 0; level < 100; level++) dag = [dag, dag];
    expect(surveyValue(dag)).toMatchObject({ exactJson: false, jsonText: false, cloneable: 'no', oversized: true });
  });

  it('never throws', () => {
    const hostile = [
      new Proxy({}, new Proxy({}, { get: () => () => { throw new Error('trap'); } })),
      { get a() { throw new Proxy({}, { getPrototypeOf() { throw new Error('trap'); } }); } },
      { get a() { throw null; } },
      Object.create({ get constructor() { throw new Error('no'); } }),
    ];
    for (const value of hostile) expect(surveyValue(value).exactJson).toBe(false);
  });

  const anything = fc.anything({
    withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true, withTypedArray: true, withSparseArray: true,
  });

  it('exactJson: JSON there and back gives the same value', () => {
    let exact = 0;
    fc.assert(
      fc.property(fc.oneof(anything, fc.jsonValue({ maxDepth: 6 })), (value) => {
        if (!surveyValue(value).exactJson) return;
        exact++;
        expect(isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(exact).toBeGreaterThan(200);
  });

  it('exactJson: true for all that JSON can write', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const written: unknown = JSON.parse(JSON.stringify(value)); // -0 is written as 0
      expect(surveyValue(written)).toMatchObject({ exactJson: true, jsonText: true, cloneable: 'exact' });
    }), { numRuns: 500 });
  });

  it('cloneable exact: v8’s serializer there and back gives the same value, but for the prototypes of what is bare', () => {
    let exact = 0;
    fc.assert(
      fc.property(anything, (value) => {
        const survey = surveyValue(value);
        if (survey.cloneable !== 'exact') return;
        exact++;
        const [copy, bare] = deserialize(serialize([value, survey.bare])) as [unknown, object[]];
        for (const object of bare) Object.setPrototypeOf(object, null);
        expect(isDeepStrictEqual(copy, value) || containsInvalidDate(value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(exact).toBeGreaterThan(200);
  });

  it('jsonText: JSON.stringify writes a text', () => {
    fc.assert(fc.property(anything, (value) => {
      if (surveyValue(value).jsonText) expect(typeof JSON.stringify(value)).toBe('string');
    }), { numRuns: 1000 });
  });
});

/** Node before 22 does not hold two invalid dates for equal. */
function containsInvalidDate(value: unknown): boolean {
  if (value instanceof Date) return Number.isNaN(value.getTime());
  if (typeof value !== 'object' || value === null) return false;
  const parts: unknown[] = value instanceof Map ? [...value.keys(), ...value.values()] : value instanceof Set ? [...value] : Object.values(value);
  return parts.some(containsInvalidDate);
}

describe('formatPath', () => {
  it('writes paths as JavaScript does', () => {
    expect(formatPath([])).toBe('');
    expect(formatPath(['orders', 2, 'customer name', '$id', '9lives', 'a"b'])).toBe('orders[2]["customer name"].$id["9lives"]["a\\"b"]');
    expect(formatPath([0, 'a'])).toBe('[0].a');
  });
});
