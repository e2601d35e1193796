import { Executor } from '@exec/core';
import type { ToolCall, ToolContext } from '@exec/core';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ResultStream } from './result-stream.ts';

const call = (id: string, name: string, input: unknown = {}): ToolCall => ({ id, name, arguments: JSON.stringify(input) });
const wait = async ({ ms }: { ms: number }): Promise<number> => { await delay(ms); return ms; };

describe('executor.stream', () => {
  it('yields each result as its call settles, failures too', async () => {
    const ids: string[] = [];
    const calls = [call('slow', 'wait', { ms: 60 }), call('fast', 'wait', { ms: 1 }), call('gone', 'gone'), call('middle', 'wait', { ms: 25 })];
    for await (const { id } of new Executor().stream({ wait }, calls)) ids.push(id);
    expect(ids).toEqual(['gone', 'fast', 'middle', 'slow']);
  });

  it('ends at once for no calls', async () => {
    for await (const result of new Executor().stream({}, [])) expect.unreachable(result.id);
  });

  it('begins the calls at once and keeps the results of a slow reader', async () => {
    let begun = 0;
    const stream = new Executor().stream({ count: () => ++begun }, [call('1', 'count'), call('2', 'count'), call('3', 'count')]);
    expect(begun).toBe(3);
    await nextTurn();
    const outputs: string[] = [];
    for await (const { output } of stream) {
      outputs.push(output);
      await nextTurn();
    }
    expect(outputs).toEqual(['1', '2', '3']);
  });

  it.each(['break', 'throw'])('cancels what has not settled when the loop is left by %s', async (way) => {
    const aborted: string[] = [];
    let begun = 0;
    const tools = {
      fast: () => 1,
      hang: (_: unknown, { abortSignal, toolCallId }: ToolContext) => {
        begun++;
        return new Promise(() => { abortSignal.addEventListener('abort', () => aborted.push(`${toolCallId}: ${abortSignal.reason.message}`)); });
      },
    };
    const settled: string[] = [];
    const executor = new Executor({ maxConcurrency: 2 });
    const read = async (): Promise<void> => {
      for await (const { id } of executor.stream(tools, [call('1', 'fast'), call('2', 'hang'), call('3', 'hang'), call('4', 'hang')], { onResult: (result) => settled.push(`${result.id} ${result.status}`) })) {
        expect(id).toBe('1');
        if (way === 'throw') throw new Error('reader');
        break;
      }
    };
    if (way === 'throw') await expect(read()).rejects.toThrow('reader');
    else await read();
    expect(aborted).toEqual(['2: cancelled: the stream of results was left', '3: cancelled: the stream of results was left']);
    expect(begun).toBe(2); // the fourth waited and never began
    expect(settled.sort()).toEqual(['1 ok', '2 error', '3 error', '4 error']);
    await executor.shutdown();
  });

  it('is left quietly after its end: nothing is cancelled', async () => {
    const stream = new Executor().stream({ one: () => 1 }, [call('1', 'one')]);
    expect(await stream.next()).toMatchObject({ done: false, value: { output: '1' } });
    expect(await stream.return?.()).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('serves concurrent readers each a result of its own', async () => {
    const stream = new Executor().stream({ wait }, [call('1', 'wait', { ms: 1 }), call('2', 'wait', { ms: 15 })]);
    const steps = await Promise.all([stream.next(), stream.next(), stream.next(), stream.next()]);
    expect(steps.map(({ done }) => done)).toEqual([false, false, true, true]);
    expect(steps.slice(0, 2).map(({ value }) => value.id)).toEqual(['1', '2']);
  });
});

describe('executor.stream of an iterable', () => {
  const endless = (onLeave: () => void): (() => Generator<ToolCall>) =>
    function* () {
      try {
        for (let n = 0; ; n++) yield call(String(n), 'one');
      } finally {
        onLeave();
      }
    };

  it('takes in no more calls than highWaterMark ahead of its reader, sync and async', async () => {
    let begun = 0;
    const tools = { one: () => ++begun };
    for (const mark of [1, 7, undefined]) {
      for (const asynchronous of [false, true]) {
        begun = 0;
        let left = 0;
        const source = endless(() => left++);
        const calls = asynchronous ? (async function* () { yield* source(); })() : source();
        const stream = new Executor().stream(tools, calls, mark === undefined ? {} : { highWaterMark: mark });
        for (let read = 0; read < 20; read++) {
          await delay(1);
          expect(begun).toBeLessThanOrEqual(read + (mark ?? 1024));
          expect(await stream.next()).toMatchObject({ done: false, value: { id: String(read), status: 'ok' } });
        }
        await delay(1);
        expect(begun).toBe(20 + (mark ?? 1024));
        await stream.return?.();
        await nextTurn();
        expect(left).toBe(1);
        expect(begun).toBe(20 + (mark ?? 1024));
      }
    }
  });

  it('runs a hundred thousand calls and forgets each with its result', async () => {
    async function* calls(): AsyncGenerator<ToolCall> {
      for (let n = 0; n < 100_000; n++) yield call(String(n), 'one');
    }
    let live = 0;
    let most = 0;
    let seen = 0;
    const executor = new Executor();
    executor.on('call-queued', () => { most = Math.max(most, ++live); });
    for await (const { status } of executor.stream({ one: () => 1 }, calls())) {
      live--;
      if (status === 'ok') seen++;
    }
    expect(seen).toBe(100_000);
    expect(most).toBeLessThanOrEqual(1024);
  });

  it('throws what the iterable threw after the results of what it gave', async () => {
    function* broken(): Generator<ToolCall> {
      yield call('1', 'wait', { ms: 20 });
      throw new Error('the queue is gone');
    }
    for (const calls of [broken(), (async function* () { yield* broken(); })()]) {
      const stream = new Executor().stream({ wait }, calls);
      expect(await stream.next()).toMatchObject({ value: { id: '1', status: 'ok' } });
      await expect(stream.next()).rejects.toThrow('the queue is gone');
      expect(await stream.next()).toEqual({ done: true, value: undefined });
    }
  });

  it('throws to the reader what comes of an iterator that gives no steps', async () => {
    const broken = { next: () => undefined };
    const brokenLater = { next: () => Promise.resolve(undefined) };
    for (const calls of [{ [Symbol.iterator]: () => broken }, { [Symbol.asyncIterator]: () => brokenLater }]) {
      const stream = new Executor().stream({}, calls as never); // as a program without types may write it
      await expect(stream.next()).rejects.toThrow(TypeError);
      expect(await stream.next()).toEqual({ done: true, value: undefined });
    }
  });

  it('takes no more when the signal aborts, though the iterable never goes on', async () => {
    const controller = new AbortController();
    let left = 0;
    const calls: AsyncIterable<ToolCall> = {
      [Symbol.asyncIterator]: () => {
        let given = 0;
        return {
          next: () => (given++ === 0 ? Promise.resolve({ done: false, value: call('1', 'wait', { ms: 10_000 }) }) : new Promise(() => undefined)),
          return: () => { left++; return new Promise(() => undefined); },
        };
      },
    };
    const stream = new Executor().stream({ wait }, calls, { signal: controller.signal });
    setTimeout(() => { controller.abort(); }, 10);
    expect(await stream.next()).toMatchObject({ value: { id: '1', error: { code: 'CANCELLED' } } });
    await expect(stream.next()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(left).toBe(1);
    const late = new Executor().stream({ wait }, calls, { signal: controller.signal });
    await expect(late.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('ends with EXECUTOR_CLOSED when the executor is shut down, after what was running', async () => {
    const executor = new Executor();
    const stream = executor.stream({ wait, one: () => 1 }, endless(() => undefined)(), { highWaterMark: 2 });
    const shutdown = executor.shutdown();
    expect(await stream.next()).toMatchObject({ value: { id: '0' } });
    expect(await stream.next()).toMatchObject({ value: { id: '1' } });
    await expect(stream.next()).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    await shutdown;
    await expect(executor.stream({ wait }, endless(() => undefined)()).next()).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
  });

  it('takes a list in parts where it is told to', async () => {
    let begun = 0;
    const stream = new Executor().stream({ one: () => ++begun }, Array.from({ length: 5 }, (_, n) => call(String(n), 'one')), { highWaterMark: 2 });
    expect(begun).toBe(2);
    const ids: string[] = [];
    for await (const { id } of stream) ids.push(id);
    expect(ids).toEqual(['0', '1', '2', '3', '4']);
  });

  it.each([[5, 'calls has to be a list or an iterable'], [{}, 'calls has to be a list or an iterable'], ['text', 'calls has to be a list or an iterable']])('refuses %o', (calls, message) => {
    expect(() => new Executor().stream({}, calls as never)).toThrow(message);
    expect(() => new Executor().stream({}, [], { highWaterMark: 0 })).toThrow('options.highWaterMark has to be a number of at least 1, got 0 (number)');
    expect(() => new Executor().submit(() => 1, {}, { highWaterMark: 5 } as never)).toThrow('options has no option "highWaterMark"');
  });
});

describe('ResultStream', () => {
  it('ends readers that wait when it is left, and drops what comes later', async () => {
    let left = 0;
    const stream = new ResultStream<number>({ onLeft: () => left++ });
    stream.expect();
    const waiting = stream.next();
    await stream.return();
    await stream.return();
    stream.push(1);
    expect([await waiting, await stream.next(), left]).toEqual([{ done: true, value: undefined }, { done: true, value: undefined }, 1]);
  });

  it('keeps the order of the items between readers that wait and items that wait', async () => {
    const stream = new ResultStream<number>({ onLeft: () => undefined });
    for (let count = 0; count < 4; count++) stream.expect();
    stream.seal();
    const early = [stream.next(), stream.next()];
    for (const item of [1, 2, 3, 4]) stream.push(item);
    const late = [stream.next(), stream.next(), stream.next()];
    expect((await Promise.all([...early, ...late])).map(({ value }) => value as unknown)).toEqual([1, 2, 3, 4, undefined]);
  });
});
