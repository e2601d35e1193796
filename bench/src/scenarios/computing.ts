import { fibonacci } from '../tools/tool-functions.ts';
import { toolCall, warmUp } from './calls.ts';
import type { Scenario } from './scenario.ts';

const input = { n: 27 };

export const computing: Scenario = {
  name: 'computing',
  title: '200 calls that compute for about 6 ms each: speed-up over the host alone',
  metrics: [{ name: 'speed-up', unit: '×', better: 'higher' }],
  targets: [
    { kind: 'thread', metric: 'speed-up', against: 'nobody', bound: { atLeast: 1.9 } },
    { kind: 'process', metric: 'speed-up', against: 'nobody', bound: { atLeast: 1.9 } },
  ],
  // Settings that send many calls to a worker at once cannot help here, and spoil the balance. The bare transports, which send each
  // worker its half in one message, show what the machine allows.
  takes: ({ kind, tuned }) => kind !== 'inline' && tuned !== true,
  async measure(open, { quick }) {
    const count = quick ? 60 : 200;
    const pool = open();
    await warmUp(pool);
    const calls = Array.from({ length: count }, (_, index) => toolCall(index, 'fibonacci', input));
    // Both sides compile the function before.
    await pool.batch(calls.slice(0, 8));
    for (let index = 0; index < 4; index++) fibonacci(input);
    const alone = (): number => {
      const start = performance.now();
      for (let index = 0; index < count / 2; index++) fibonacci(input);
      return performance.now() - start;
    };
    // Half of it before and half after: a machine that is shared changes its speed meanwhile.
    const aloneBeforeMs = alone();
    const start = performance.now();
    await pool.batch(calls);
    const poolMs = performance.now() - start;
    return { 'speed-up': (aloneBeforeMs + alone()) / poolMs };
  },
};
