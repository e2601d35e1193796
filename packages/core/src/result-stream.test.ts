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

describe('ResultStream', () => {
  it('ends readers that wait when it is left, and drops what comes later', async () => {
    let left = 0;
    const stream = new ResultStream<number>(3, () => left++);
    const waiting = stream.next();
    await stream.return();
    await stream.return();
    stream.push(1);
    expect([await waiting, await stream.next(), left]).toEqual([{ done: true, value: undefined }, { done: true, value: undefined }, 1]);
  });

  it('keeps the order of the items between readers that wait and items that wait', async () => {
    const stream = new ResultStream<number>(4, () => undefined);
    const early = [stream.next(), stream.next()];
    for (const item of [1, 2, 3, 4]) stream.push(item);
    const late = [stream.next(), stream.next(), stream.next()];
    expect((await Promise.all([...early, ...late])).map(({ value }) => value as unknown)).toEqual([1, 2, 3, 4, undefined]);
  });
});
