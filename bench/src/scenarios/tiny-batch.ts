import { median } from '../statistics.ts';
import { addCalls, checkSums, warmUp } from './calls.ts';
import type { Scenario } from './scenario.ts';

const count = 10_000;

export const tinyBatch: Scenario = {
  name: 'tiny-batch',
  title: 'A batch of 10 000 tiny calls',
  metrics: [
    { name: 'throughput', unit: 'calls/s', better: 'higher' },
    // At 100 the host's one thread is the limit, whatever the workers could do.
    { name: 'host busy', unit: '%', better: 'lower' },
  ],
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
    const busy: number[] = [];
    for (let batch = 0; batch < (quick ? 4 : 12); batch++) {
      const before = performance.eventLoopUtilization();
      const start = performance.now();
      const results = await pool.batch(calls);
      times.push(performance.now() - start);
      busy.push(performance.eventLoopUtilization(before).utilization * 100);
      checkSums(results);
    }
    // The first batches still compile and grow the heap.
    const from = quick ? 1 : 4;
    return { throughput: (count / median(times.slice(from))) * 1000, 'host busy': median(busy.slice(from)) };
  },
};
