import { median } from '../statistics.ts';
import { toolCall, warmUp } from './calls.ts';
import type { Scenario } from './scenario.ts';

const length = 1_000_000;

export const largeStrings: Scenario = {
  name: 'large-strings',
  title: 'Strings of 1 MB there and back, one call at a time',
  metrics: [{ name: 'rate', unit: 'MB/s', better: 'higher' }],
  targets: [
    { kind: 'thread', metric: 'rate', against: 'best peer', bound: { atLeast: 1 } },
    { kind: 'process', metric: 'rate', against: 'best peer', bound: { atLeast: 1 } },
    { kind: 'process', metric: 'rate', against: 'bare fork, JSON', bound: { atLeast: 2 } },
  ],
  takes: ({ kind }) => kind !== 'inline',
  async measure(open, { quick }) {
    const pool = open();
    await warmUp(pool);
    // Not longer than the default limit of an executor's arguments, the JSON around it included.
    const text = 'tool call '.repeat(length / 10);
    const call = toolCall(0, 'echo', { text });
    const times: number[] = [];
    for (let index = 0; index < (quick ? 15 : 25); index++) {
      const start = performance.now();
      const result = await pool.call(call);
      times.push(performance.now() - start);
      // Ours is the text itself, a peer's its JSON.
      if (result.length !== length && result.length !== length + 2) throw new Error(`${result.length} characters came back`);
    }
    return { rate: (2 * length) / 1e6 / (median(times.slice(3)) / 1000) };
  },
};
