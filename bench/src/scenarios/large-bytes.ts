import { median } from '../statistics.ts';
import { warmUp } from './calls.ts';
import type { Scenario } from './scenario.ts';

const length = 10 * 1024 * 1024;

export const largeBytes: Scenario = {
  name: 'large-bytes',
  title: 'A Uint8Array of 10 MB there and back, one call at a time',
  metrics: [{ name: 'rate', unit: 'MB/s', better: 'higher' }],
  targets: [
    { kind: 'thread', metric: 'rate', against: 'best peer', bound: { atLeast: 1 } },
    { kind: 'process', metric: 'rate', against: 'best peer', bound: { atLeast: 1 } },
  ],
  // JSON makes an object with ten million keys of it, in a quarter of a minute.
  takes: ({ losesBytes, kind }) => losesBytes !== true && kind !== 'inline',
  async measure(open, { quick }) {
    const pool = open();
    await warmUp(pool, 2);
    const bytes = new Uint8Array(length).fill(7);
    const times: number[] = [];
    for (let index = 0; index < (quick ? 5 : 12); index++) {
      const start = performance.now();
      const result = await pool.value('echoBytes', { bytes });
      times.push(performance.now() - start);
      if (!(result instanceof Uint8Array) || result.length !== length || result[length - 1] !== 7) throw new Error('something else than the bytes came back');
    }
    return { rate: (2 * length) / 1e6 / (median(times.slice(2)) / 1000) };
  },
};
