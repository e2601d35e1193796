import { InvalidArgumentsError, ToolTimeoutError, WorkerCrashedError, thrownMessage } from '@exec/core';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { decodeThrown, encodeThrown, thrownText } from './error-codec.ts';

/** There and back as every wire may carry it: as JSON, where it is JSON. */
function travel(thrown: unknown): unknown {
  return decodeThrown(structuredClone(encodeThrown(thrown)));
}

describe('encodeThrown and decodeThrown', () => {
  it('keep name, message, stack, own data and cause', () => {
    const error = Object.assign(new Error('no such file', { cause: new RangeError('inner') }), { code: 'ENOENT', detail: { ids: [1n] } });
    const arrived = travel(error) as typeof error;
    expect(arrived).toBeInstanceOf(Error);
    expect(arrived).toMatchObject({ name: 'Error', message: 'no such file', stack: error.stack, code: 'ENOENT', detail: { ids: [1n] } });
    expect(arrived.cause).toBeInstanceOf(RangeError);
    expect(Object.keys(arrived).sort()).toEqual(['code', 'detail']);
  });

  it('name the file of a transported function as errors here do', () => {
    const error = Object.assign(new Error('at file:/kept'), { stack: 'Error: at file:/kept\n    at run (file:/app/tool.mts:3:5)\n    at file:/app/tool.mts:9:1\n    at file:///app/far.mjs:1:1' });
    expect((travel(error) as Error).stack).toBe('Error: at file:/kept\n    at run (/app/tool.mts:3:5)\n    at /app/tool.mts:9:1\n    at file:///app/far.mjs:1:1');
  });

  it('revive an error as the nearest built-in class, under its own name', () => {
    class ParseError extends SyntaxError {
      override name = 'ParseError';
    }
    const arrived = travel(new ParseError('bad')) as Error;
    expect(arrived).toBeInstanceOf(SyntaxError);
    expect(arrived.name).toBe('ParseError');
    expect(travel(new DOMException('gone', 'AbortError'))).toMatchObject({ name: 'AbortError', message: 'gone' });
    expect(travel(new DOMException('gone', 'AbortError'))).toBeInstanceOf(DOMException);
  });

  it('keep the errors of an AggregateError', () => {
    const arrived = travel(new AggregateError([new TypeError('one'), 'two'], 'both')) as AggregateError;
    expect(arrived).toBeInstanceOf(AggregateError);
    expect(arrived.errors[0]).toBeInstanceOf(TypeError);
    expect(arrived.errors[1]).toBe('two');
  });

  it('revive the errors of core with their class and fields', () => {
    const timeout = travel(new ToolTimeoutError('late', { phase: 'run', timeoutMs: 5, toolName: 'slow' }));
    expect(timeout).toBeInstanceOf(ToolTimeoutError);
    expect(timeout).toMatchObject({ code: 'TIMEOUT', phase: 'run', timeoutMs: 5, toolName: 'slow', retryable: true });
    expect(travel(new WorkerCrashedError('dead', { signal: 'SIGSEGV' }))).toMatchObject({ code: 'WORKER_CRASHED', signal: 'SIGSEGV' });
    const issues = [{ path: 'a', message: 'wrong' }];
    expect(travel(new InvalidArgumentsError('bad', { issues }))).toMatchObject({ issues });
  });

  it('keep thrown values that are no errors', () => {
    for (const value of ['text', 42, null, undefined, { a: [1] }, 7n]) expect(travel(value)).toEqual(value);
  });

  it('survive hostile errors', () => {
    const hostile = new Error('x');
    for (const key of ['stack', 'message', 'name', 'cause', 'extra']) {
      Object.defineProperty(hostile, key, { get: () => { throw new Error('getter'); }, enumerable: true });
    }
    expect(travel(hostile)).toBeInstanceOf(Error);
    const proxy = new Proxy(new Error('p'), { get: () => { throw new Error('trap'); }, getPrototypeOf: () => { throw new Error('trap'); } });
    expect(typeof travel(proxy)).toBe('string');
    expect(travel(Object.assign(new Error('holds a function'), { callback: () => 1 }))).toMatchObject({ message: 'holds a function' });
  });

  it('bound what one error makes us carry', () => {
    const endless = new Error('endless');
    endless.cause = endless;
    endless.message = 'x'.repeat(1_000_000);
    expect(JSON.stringify(encodeThrown(endless)).length).toBeLessThan(3_000_000);
    let depth = 0;
    for (let error = travel(endless) as Error | undefined; error !== undefined; error = error.cause as Error | undefined) depth++;
    expect(depth).toBeLessThan(20);
  });

  it('do not let data reach the prototype', () => {
    const error = new Error('x');
    Object.defineProperty(error, '__proto__', { value: { polluted: true }, enumerable: true });
    const arrived = travel(error) as Error;
    expect(Object.getPrototypeOf(arrived)).toBe(Error.prototype);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('thrownText', () => {
  class Refusal {
    readonly code = 7;
  }
  const withMessage = (message: unknown): Error => Object.defineProperty(new Error('x'), 'message', { value: message });
  it.each<[string, unknown]>([
    ['an error', new Error('m')],
    ['an error without a message', new TypeError()],
    ['an error whose message is no text', withMessage({ reason: 'x' })],
    ['an error with a long message', new Error('x'.repeat(200_000))],
    ['an error of another realm', runInNewContext('new TypeError("m")')],
    ['a Proxy of an error', new Proxy(new Error('m'), {})],
    ['a hostile error', Object.defineProperty(new Error('m'), 'message', { get: () => { throw new Error('getter'); } })],
    ['plain data', { a: 1 }],
    ['a class instance', new Refusal()],
    ['a string', 'text'],
    ['an empty string', ''],
    ['what cannot be cloned', () => 1],
    ['nothing', undefined],
  ])('is what core says of %s where it is thrown', (_, thrown) => {
    expect(thrownText(structuredClone(encodeThrown(thrown)))).toBe(thrownMessage(thrown));
  });
});
