import { Executor } from '@exec/core';
import type { ExecutionHandle, ExecutionStrategy, ToolFunction } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import type { ThreadStrategyOptions } from '@exec/thread';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

interface Counter {
  read: ToolFunction;
  add: ToolFunction;
  /** Called at home only. */
  bump: () => void;
}

/** By Node's own loader, as a program has its tools. */
const { makers } = createRequire(import.meta.url)('./closures.cjs') as {
  makers: {
    configured: (prefix: string) => ToolFunction;
    counter: () => Counter;
    bound: (name: string) => ToolFunction;
    waiting: (answer: string) => ToolFunction;
    unfit: () => ToolFunction;
    numbered: (number: number) => ToolFunction;
    failing: (word: string) => ToolFunction;
  };
};

const valueOf = async ({ result }: ExecutionHandle): Promise<unknown> => {
  const settled = await result;
  if (settled.status === 'error') throw settled.error;
  return settled.value;
};

describe.each<[string, (maxWorkers: number, rules?: Pick<ThreadStrategyOptions, 'deny' | 'redact'>) => ExecutionStrategy]>([
  ['thread', (maxWorkers, rules) => new ThreadStrategy({ maxWorkers, ...rules })],
  ['process', (maxWorkers, rules) => new ProcessStrategy({ maxWorkers, ...rules })],
])('closures in the mode %s', (mode, makeStrategy) => {
  const open = (maxWorkers = 1, fallback = false): Executor => new Executor({ strategies: [makeStrategy(maxWorkers)], fallback });

  it('take along configuration, helpers and imports', async () => {
    await using executor = open();
    const tool = makers.configured('EUR ');
    const here = await executor.submit(tool, { n: 1.005 }, { mode: 'inline' }).result;
    const there = await executor.submit(tool, { n: 1.005 }).result;
    expect(there).toMatchObject({ status: 'ok', mode, output: here.output });
  });

  it('leave what is denied or redacted here', async () => {
    const tool = makers.configured('EUR ');
    await using denying = new Executor({ strategies: [makeStrategy(1, { deny: ['prefix'] })], fallback: false });
    const refused = await denying.submit(tool, { n: 1 }).result;
    expect(refused).toMatchObject({ status: 'error', error: { code: 'NOT_TRANSPORTABLE', path: [expect.any(String), 'prefix', 'a denied value'] } });
    await using redacting = new Executor({ strategies: [makeStrategy(1, { redact: ['digits'] })], fallback: false });
    for (let call = 0; call < 2; call += 1) expect((await redacting.submit(tool, { n: 1 }).result).output).toMatch(/^<EUR 1 b /);
  });

  it('run in the state in which each call was submitted, and keep what they change to themselves', async () => {
    await using executor = open(2);
    const { read, add, bump } = makers.counter();
    const handles: ExecutionHandle[] = [];
    for (let call = 0; call < 50; call += 1) {
      handles.push(executor.submit(call % 2 === 0 ? read : add, { by: 100 }));
      bump(); // seen by the calls after it, not by this one
    }
    expect(await Promise.all(handles.map(valueOf))).toEqual(handles.map((_, call) => (call % 2 === 0 ? call : call + 100)));
    expect(await valueOf(executor.submit(read, {}))).toBe(50);
  });

  it('share a variable with the closures that they bring along, not with those of other calls', async () => {
    await using executor = open();
    const { read, add } = makers.counter();
    const both = ((input, context): unknown => [add(input, context), read(input, context)]) as ToolFunction;
    expect(await valueOf(executor.submit(both, { by: 2 }))).toEqual([2, 2]);
    expect(await valueOf(executor.submit(read, {}))).toBe(0);
  });

  it('may be bound methods, of classes with #private fields too', async () => {
    await using executor = open();
    expect(await valueOf(executor.submit(makers.bound('store'), { key: 'a' }))).toBe('store: 1');
  });

  it('wait, report progress and hear of an abort', async () => {
    await using executor = open();
    const tool = makers.waiting('done');
    const reports: unknown[] = [];
    const running = executor.submit(tool, { ms: 1 }, { onProgress: ({ message }) => { reports.push(message); } });
    expect(await valueOf(running)).toBe('done');
    expect(reports).toEqual(['done 1', 'done 2', 'done 3']);
    const cancelled = executor.submit(tool, { ms: 60 });
    cancelled.onProgress(() => { cancelled.cancel(); });
    expect(await cancelled.result).toMatchObject({ status: 'error', error: { code: 'CANCELLED' } });
  });

  it('throw as at home', async () => {
    await using executor = open();
    const result = await executor.submit(makers.failing('failure'), {}).result;
    expect(result).toMatchObject({ status: 'error', mode, error: { code: 'TOOL_ERROR', cause: { name: 'RangeError', message: 'failure 1' } } });
    expect(result.status === 'error' ? (result.error.cause as Error).stack : '').toMatch(/closures\.cjs:\d+:\d+/); // as: a RangeError, as just checked
  });

  it('that cannot travel fall back, with the reason, or are refused', async () => {
    const expected = /open → \.request.* a Promise.* \(.*closures\.cjs:\d+:\d+\)/;
    await using strict = open();
    expect(await strict.submit(makers.unfit(), {}).result).toMatchObject({ status: 'error', error: { code: 'NOT_TRANSPORTABLE', message: expect.stringMatching(expected) as string } });
    await using lenient = open(1, true);
    const result = await lenient.submit(makers.unfit(), {}).result;
    expect(result).toMatchObject({ status: 'ok', mode: 'inline', value: 1, fellBack: [{ from: mode, to: 'inline', reason: { code: 'NOT_TRANSPORTABLE' } }] });
  });

  it('may be a thousand', async () => {
    await using executor = open(2);
    const handles = Array.from({ length: 1000 }, (_, number) => executor.submit(makers.numbered(number), { n: 1 }));
    expect(await Promise.all(handles.map(valueOf))).toEqual(handles.map((_, number) => number + 1));
  });
});
