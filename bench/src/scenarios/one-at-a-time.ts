import { median } from '../statistics.ts';
import { toolCall, warmUp } from './calls.ts';
import type { Scenario } from './scenario.ts';

/**
 * On one processor: with two, each time depends on whether the system happens to wake a sleeping processor, 20 or 70 µs,
 * and the medians of equal programs differ threefold from run to run.
 */
export const oneAtATime: Scenario = {
  name: 'one-at-a-time',
  title: 'Tiny calls, each awaited before the next, on one processor',
  metrics: [{ name: 'p50', unit: 'µs', better: 'lower' }],
  targets: [
    { kind: 'thread', metric: 'p50', against: 'best peer', bound: { atMost: 1.1 } },
    { kind: 'process', metric: 'p50', against: 'best peer', bound: { atMost: 1.1 } },
  ],
  takes: () => true,
  oneCore: true,
  async measure(open, { quick }) {
    const pool = open();
    await warmUp(pool);
    const call = toolCall(0, 'add', { a: 1, b: 2 });
    const times: number[] = [];
    for (let index = 0; index < (quick ? 3000 : 5000); index++) {
      const start = performance.now();
      await pool.call(call);
      times.push(performance.now() - start);
    }
    return { p50: median(times.slice(1000)) * 1000 };
  },
};
