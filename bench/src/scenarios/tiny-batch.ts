import { median } from '../statistics.ts';
import { addCalls, checkSums, warmUp } from './calls.ts';
import type { Scenario } from './scenario.ts';

const count = 10_000;

export const tinyBatch: Scenario = {
  name: 'tiny-batch',
  title: 'A batch of 10 000 tiny calls',
  metrics: [{ name: 'throughput', unit: 'calls/s', better: 'higher' }],
  targets: [
    { kind: 'thread', metric: 'throughput', against: 'best peer', bound: { atLeast: 5 } },
    { kind: 'process', metric: 'throughput', against: 'best peer', bound: { atLeast: 5 } },
  ],
  takes: () => true,
  async measure(open, { quick }) {
    const pool = open();
    await warmUp(pool);
    const calls = addCalls(count);
    const times: number[] = [];
    for (let batch = 0; batch < (quick ? 3 : 5); batch++) {
      const start = performance.now();
      const results = await pool.batch(calls);
      times.push(performance.now() - start);
      checkSums(results);
    }
    // The first batch still compiles and grows the heap.
    return { throughput: (count / median(times.slice(1))) * 1000 };
  },
};
