import { Executor } from '@exec/core';
import type { ExecutionStrategy, Tool, ToolFunction } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

/** By Node's own loader: what the test runner transforms cannot be found again by a worker. */
const tools = createRequire(import.meta.url)('./tools.cjs') as {
  add: ToolFunction;
  self: Tool;
  memoryOf: ToolFunction;
  reuse: ToolFunction;
  variable: ToolFunction;
  spin: ToolFunction;
  poison: ToolFunction;
  blockAfterwards: ToolFunction;
  blockLater: ToolFunction;
  oddThings: Record<string, () => unknown>;
};

interface PoolOptions {
  maxWorkers: number;
  graceMs?: number;
}

/** What the pool of workers promises, whatever kind its workers are; the strategies' own tests have what is theirs. */
describe.each<[string, (options: PoolOptions) => ExecutionStrategy]>([
  ['thread', (options) => new ThreadStrategy(options)],
  ['process', (options) => new ProcessStrategy(options)],
])('the mode %s', (mode, makeStrategy) => {
  it('gives a tool that is an object its own "this", sent along if no module exports it, or leaves it to the host', async () => {
    const local = {
      n: 7,
      execute(): unknown {
        return (this as { n: number }).n; // as: called as a method
      },
    };
    const unfit = { ...local, pending: Promise.resolve() };
    await using executor = new Executor({ strategies: [makeStrategy({ maxWorkers: 1 })] });
    const calls = ['self', 'local', 'unfit', 'self', 'local', 'unfit'].map((name, index) => ({ id: String(index), name, arguments: '{}' }));
    const results = await executor.run({ self: tools.self, local, unfit }, calls);
    const expected = [`${mode} 5`, `${mode} 7`, 'inline 7'];
    expect(results.map((result) => `${result.mode} ${result.output}`)).toEqual([...expected, ...expected]);
    expect(results[2]?.fellBack).toMatchObject([{ from: mode, to: 'inline', reason: { code: 'NOT_TRANSPORTABLE' } }]);
  });

  it('gives odd things the text that they have inline', async () => {
    const odd = tools.oddThings;
    const calls = Object.keys(odd).map((name) => ({ id: name, name, arguments: '{}' }));
    await using executor = new Executor({ strategies: [makeStrategy({ maxWorkers: 1 })], fallback: false });
    const [there, inline] = [await executor.run(odd, calls), await executor.run(odd, calls, { mode: 'inline' })];
    expect(there.map(({ status, output }) => [status, output])).toEqual(inline.map(({ status, output }) => [status, output]));
    expect(there.at(-1)).toMatchObject({ status: 'ok', degraded: { path: 'cause[0]' } });
  });

  it.each([3, 70_000])('gives %i bytes memory of their own, there and here, and leaves the input as it is', async (length) => {
    await using executor = new Executor({ strategies: [makeStrategy({ maxWorkers: 1 })], fallback: false });
    const bytes = new Uint8Array(length + 8).subarray(8).fill(1);
    for (let call = 0; call < 3; call++) {
      const result = await executor.submit(tools.memoryOf, { bytes }).result;
      if (result.status === 'error') throw result.error;
      const value = result.value as { around: number[]; sum: number; bytes: Uint8Array };
      expect(value).toMatchObject({ around: [length, 0], sum: length });
      expect([value.bytes.length, value.bytes.buffer.byteLength]).toEqual([length - 1, length - 1]);
      expect(bytes.length).toBe(length);
    }
  });

  it('gives each call the bytes that it returned, though the tool goes on with their memory', async () => {
    await using executor = new Executor({ strategies: [makeStrategy({ maxWorkers: 1 })], fallback: false });
    const calls = Array.from({ length: 60 }, (_, index) => ({ id: String(index), name: 'reuse', arguments: JSON.stringify({ value: index }) }));
    for (let batch = 0; batch < 3; batch++) {
      const results = await executor.run({ reuse: tools.reuse }, calls);
      for (const [index, result] of results.entries()) {
        if (result.status === 'error') throw result.error;
        expect((result.value as Uint8Array).every((byte) => byte === index)).toBe(true);
      }
    }
  });

  it.each(['JSON.parse', 'JSON.stringify', 'Map.prototype.get', 'Array.prototype[Symbol.iterator]', 'Object.prototype.toJSON', 'Function.prototype.call'])(
    'runs later tools as if nothing had happened after one that replaced %s',
    async (what) => {
      // With a fallback, which a tool must not be able to force upon others.
      await using executor = new Executor({ strategies: [makeStrategy({ maxWorkers: 1 })] });
      const crashes: string[] = [];
      executor.on('worker-crashed', ({ error }) => crashes.push(error.message));
      await expect(executor.submit(tools.add, { a: 1, b: 1 }).result).resolves.toMatchObject({ value: 2 });
      await executor.submit(tools.poison, { what }).result;
      const known = await executor.submit(tools.add, { a: 1, b: 2 }).result;
      expect(known).toMatchObject({ mode, value: 3, output: '3' });
      const unknown = await executor.submit(tools.variable, { name: 'EXEC_TEST_NONE' }).result;
      expect(unknown).toMatchObject({ mode, value: null, output: 'null' });
      // A worker that is not fit any more is ended in good order: one that dies of it would take calls along.
      expect(crashes.filter((message) => message.includes('ended while it was in use'))).toEqual([]);
    },
  );

  it('runs no call out of its time because others were submitted with it', async () => {
    await using executor = new Executor({ strategies: [makeStrategy({ maxWorkers: 2 })], fallback: false });
    // More than the host can submit within that time: it is late itself, and no call is to pay for that.
    const calls = Array.from({ length: 60_000 }, (_, n) => ({ id: String(n), name: 'add', arguments: `{"a":${n},"b":1}` }));
    for (const count of [1, 10_000]) await executor.run(tools, calls.slice(0, count));
    const results = await executor.run(tools, calls, { timeoutMs: 250 });
    expect(results.filter(({ status }) => status !== 'ok').map(({ output }) => output)).toEqual([]);
  });

  it('counts no time of calls that wait while another one holds their worker, and begins none that is cancelled there', async () => {
    await using executor = new Executor({ strategies: [makeStrategy({ maxWorkers: 1 })], fallback: false });
    const stopped: unknown[] = [];
    for (const name of ['worker-stopped', 'worker-crashed'] as const) executor.on(name, (event) => stopped.push(event));
    for (let call = 1; call <= 3; call++) await expect(executor.submit(tools.spin, { ms: 0 }).result).resolves.toMatchObject({ value: call });
    const long = executor.submit(tools.spin, { ms: 150 });
    const hasty = [1, 2, 3].map(() => executor.submit(tools.spin, { ms: 0 }, { timeoutMs: 40 }));
    await delay(60);
    hasty[1]?.cancel();
    await expect(long.result).resolves.toMatchObject({ value: 4 });
    await expect(Promise.all(hasty.map(({ result }) => result))).resolves.toMatchObject([{ value: 5 }, { error: { code: 'CANCELLED' } }, { value: 6 }]);
    await expect(executor.submit(tools.spin, { ms: 0 }).result).resolves.toMatchObject({ value: 7 });
    expect(stopped).toEqual([]);
  });

  it.each(['queueMicrotask', 'nextTick', 'setImmediate'])('lets no call pay for one that blocked its worker afterwards, by %s', async (by) => {
    await using executor = new Executor({ strategies: [makeStrategy({ maxWorkers: 1, graceMs: 100 })], fallback: false });
      const blocking = executor.submit(tools.blockAfterwards, { by });
      const innocent = executor.submit(tools.add, { a: 1, b: 2 }, { totalTimeoutMs: 5000 });
      await expect(blocking.result).resolves.toMatchObject({ value: 1 });
      await expect(innocent.result).resolves.toMatchObject({ value: 3 });
  });

  it('is well again after one call has run out of its time in a worker that a proven tool blocked later', async () => {
    await using executor = new Executor({ strategies: [makeStrategy({ maxWorkers: 1, graceMs: 50 })], timeoutMs: 2000, fallback: false });
    for (const tool of [tools.blockLater, tools.blockLater, tools.add, tools.add]) {
      await expect(executor.submit(tool, { a: 1, b: 2 }).result).resolves.toMatchObject({ status: 'ok' });
    }
    await executor.submit(tools.blockLater, { block: true }).result;
    await delay(20);
    await expect(executor.submit(tools.add, { a: 1, b: 2 }, { timeoutMs: 100 }).result).resolves.toMatchObject({ error: { code: 'TIMEOUT' } });
    await expect(executor.submit(tools.add, { a: 1, b: 2 }).result).resolves.toMatchObject({ value: 3 });
  });
});
