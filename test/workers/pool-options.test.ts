import { Executor } from '@exec/core';
import type { ExecutorEvents, ToolFunction } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

/** By Node's own loader: what the test runner transforms cannot be found again by a worker. */
const tools = createRequire(import.meta.url)('./tools.cjs') as Record<'add' | 'variable', ToolFunction>;

/** What threads and processes have in common of their options. */
describe.each([
  ['thread', ThreadStrategy],
  ['process', ProcessStrategy],
] as const)('the mode %s', (mode, Strategy) => {
  it('has another word for a second pool of its kind, which then runs what asks for it, and is next in the order of fallback', async () => {
    await using executor = new Executor({
      strategies: [new Strategy({ mode: 'apart', maxWorkers: 1, env: { EXEC_TEST_POOL: 'apart' } }), new Strategy({ maxWorkers: 1, env: { EXEC_TEST_POOL: 'usual' } })],
    });
    expect(executor.executionModes).toEqual(['apart', mode, 'inline']);
    const input = { name: 'EXEC_TEST_POOL' };
    await expect(executor.submit(tools.variable, input).result).resolves.toMatchObject({ mode: 'apart', value: 'apart' });
    await expect(executor.submit(tools.variable, input, { mode }).result).resolves.toMatchObject({ mode, value: 'usual' });
    const pending = Promise.resolve();
    const unfit = () => typeof pending;
    const { fellBack } = await executor.submit(unfit, {}).result;
    expect(fellBack).toMatchObject([{ from: 'apart', to: mode }, { from: mode, to: 'inline' }]);
  });

  it('replaces a worker after maxCallsPerWorker calls, and loses none of them', async () => {
    await using executor = new Executor({ strategies: [new Strategy({ maxWorkers: 1, maxCallsPerWorker: 4 })], fallback: false });
    const stopped: ExecutorEvents['worker-stopped'][] = [];
    executor.on('worker-stopped', (event) => stopped.push(event));
    const calls = Array.from({ length: 12 }, (_, n) => ({ id: String(n), name: 'add', arguments: `{"a":${n},"b":1}` }));
    const results = await executor.run(tools, calls);
    expect(results.map(({ output }) => output)).toEqual(calls.map((_, n) => String(n + 1)));
    const workers = results.map(({ worker }) => worker);
    expect([...new Set(workers)].map((worker) => workers.filter((other) => other === worker).length)).toEqual([4, 4, 4]);
    expect(stopped.slice(0, 2).map(({ reason }) => reason)).toEqual(['retired', 'retired']);
  });

  it('tells of its workers and calls, and when it is ready for calls', async () => {
    const strategy = new Strategy({ minWorkers: 2, maxWorkers: 2 });
    await strategy.ready();
    expect(strategy.stats()).toEqual({ workers: { starting: 0, idle: 2, busy: 0, crashed: 0, replaced: 0 }, calls: { queued: 0, running: 0, settled: 0 } });
    await using executor = new Executor({ strategies: [strategy] });
    await executor.submit(tools.add, { a: 1, b: 2 }).result;
    expect(strategy.stats().calls).toEqual({ queued: 0, running: 0, settled: 1 });
  });

  it.each(['env', 'graceMs'])('refuses options of which %s cannot be read, and what are no options', (name) => {
    const options = Object.defineProperty({}, name, { get: () => { throw new Error('boom'); }, enumerable: true });
    expect(() => new Strategy(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', cause: expect.objectContaining({ message: 'boom' }) as unknown }));
    expect(() => new Strategy(null as never)).toThrow(/Strategy has to be an object, got null/);
  });

  it.each([
    ['execArgv', { execArgv: ['--import', 'file:///nowhere/to-be-found.mjs'] }, /Strategy\.execArgv: \["--import","file:\/\/\/nowhere\/to-be-found\.mjs"\]/],
    ['resourceLimits', { resourceLimits: { maxOldGenerationSizeMb: 4 } }, /Strategy\.resourceLimits.*"maxOldGenerationSizeMb":4/],
    ['startTimeoutMs', { startTimeoutMs: 1 }, /startTimeoutMs/],
  ])('names %s if its workers cannot be started for it', async (_, options, message) => {
    const strategy = new Strategy(options);
    await expect(strategy.ready()).rejects.toMatchObject({ code: 'STRATEGY_UNAVAILABLE', message: expect.stringMatching(message) as string });
    await strategy.close();
  });
});
