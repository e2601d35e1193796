import { toolCall, warmUp } from './calls.ts';
import type { Scenario } from './scenario.ts';

const calls = Array.from({ length: 1000 }, (_, index) => toolCall(index, 'wait', { ms: 100 }));

export const waiting: Scenario = {
  name: 'waiting',
  title: '1 000 calls that wait 100 ms each',
  metrics: [
    { name: 'first', unit: 'ms', better: 'lower' },
    { name: 'known', unit: 'ms', better: 'lower' },
  ],
  targets: [
    { kind: 'thread', metric: 'known', against: 'nobody', bound: { atMost: 160 } },
    { kind: 'thread', metric: 'first', against: 'nobody', bound: { atMost: 300 } },
    { kind: 'process', metric: 'known', against: 'nobody', bound: { atMost: 160 } },
    { kind: 'process', metric: 'first', against: 'nobody', bound: { atMost: 300 } },
  ],
  // One call at a time in each of two workers takes 50 seconds: most peers, as they come.
  takes: ({ overlaps }) => overlaps === true,
  async measure(open) {
    const pool = open();
    await warmUp(pool);
    const time = async (): Promise<number> => {
      const start = performance.now();
      await pool.batch(calls);
      return performance.now() - start;
    };
    return { first: await time(), known: await time() };
  },
};
