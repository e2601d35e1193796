import { median } from '../statistics.ts';
import { addCalls, checkSums, warmUp } from './calls.ts';
import type { Scenario } from './scenario.ts';

export const warmHundred: Scenario = {
  name: 'warm-hundred',
  title: 'Batches of 100 tiny calls, one after another, on a pool that is warm',
  metrics: [{ name: 'batch', unit: 'ms', better: 'lower' }],
  targets: [
    { kind: 'thread', metric: 'batch', against: 'best peer', bound: { atMost: 1 / 5 } },
    { kind: 'process', metric: 'batch', against: 'best peer', bound: { atMost: 1 / 5 } },
  ],
  takes: () => true,
  async measure(open, { quick }) {
    const pool = open();
    await warmUp(pool);
    const calls = addCalls(100);
    const times: number[] = [];
    for (let batch = 0; batch < (quick ? 100 : 150); batch++) {
      const start = performance.now();
      const results = await pool.batch(calls);
      times.push(performance.now() - start);
      checkSums(results);
    }
    return { batch: median(times) };
  },
};
