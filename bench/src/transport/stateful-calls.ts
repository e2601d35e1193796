import { Executor } from '@exec/core';
import type { ExecutionStrategy } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import { usedHeap, withVariable } from './closures.ts';
import type { Measure, MeasureValues } from './measure.ts';

/** So many are submitted at once. */
const batch = 100;

/** Calls of a closure of which a variable changes before each call: each takes a state of its own along. */
class StatefulCalls implements AsyncDisposable {
  readonly #executor: Executor;
  readonly #closure = withVariable();

  constructor(strategy: ExecutionStrategy) {
    this.#executor = new Executor({ strategies: [strategy], fallback: false });
  }

  /** @returns milliseconds */
  async run(count: number): Promise<number> {
    const start = performance.now();
    for (let call = 0; call < count; call += batch) {
      const handles = Array.from({ length: batch }, () => {
        const expected = this.#closure.change();
        return { expected, handle: this.#executor.submit(this.#closure.read, {}) };
      });
      for (const { expected, handle } of handles) {
        const result = await handle.result;
        if (result.status !== 'ok' || result.value !== expected) throw new Error(`expected ${expected}, not ${result.output}`);
      }
    }
    return performance.now() - start;
  }

  /** MB in use in the one worker, after a collection of garbage. */
  async workerHeap(): Promise<number> {
    const result = await this.#executor.submit(usedHeap, {}).result;
    if (result.status !== 'ok') throw result.error;
    return Number(result.value) / 1e6;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#executor.shutdown();
  }
}

const strategies: Record<string, () => ExecutionStrategy> = {
  thread: () => new ThreadStrategy({ minWorkers: 1, maxWorkers: 1 }),
  process: () => new ProcessStrategy({ minWorkers: 1, maxWorkers: 1, execArgv: ['--expose-gc'] }),
};

/** How fast such calls are, and what they leave in the worker. */
export const statefulCalls: readonly Measure[] = Object.entries(strategies).flatMap(([mode, make]): Measure[] => [
  {
    name: `calls of a closure whose state changes, ${mode}`,
    unit: 'µs a call',
    async run({ quick }): Promise<MeasureValues> {
      await using calls = new StatefulCalls(make());
      await calls.run(1000);
      const count = quick ? 2000 : 10_000;
      return { ours: ((await calls.run(count)) * 1000) / count };
    },
  },
  {
    name: `heap of the worker after such calls, ${mode}`,
    unit: 'MB',
    comparedWith: 'after a tenth of them',
    atMost: 1.1,
    once: true,
    async run({ quick }): Promise<MeasureValues> {
      await using calls = new StatefulCalls(make());
      const count = quick ? 5000 : 50_000;
      await calls.run(count / 10);
      const other = await calls.workerHeap();
      await calls.run(count - count / 10);
      return { ours: await calls.workerHeap(), other };
    },
  },
]);
