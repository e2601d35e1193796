import { addCalls, toolCall, warmUp } from './calls.ts';
import type { Scenario } from './scenario.ts';

export const headOfLine: Scenario = {
  name: 'head-of-line',
  title: 'One call that computes for 240 ms, submitted before 1 000 tiny ones: when is the last tiny one done?',
  metrics: [{ name: 'last tiny call', unit: 'ms', better: 'lower' }],
  targets: [
    { kind: 'thread', metric: 'last tiny call', against: 'nobody', bound: { atMost: 30 } },
    { kind: 'process', metric: 'last tiny call', against: 'nobody', bound: { atMost: 30 } },
  ],
  takes: ({ role, kind }) => role !== 'bare' && kind !== 'inline',
  async measure(open) {
    const pool = open();
    await warmUp(pool);
    const start = performance.now();
    const slow = pool.call(toolCall(0, 'hold', { ms: 240 }));
    await Promise.all(addCalls(1000).map((call) => pool.call(call)));
    const lastTinyMs = performance.now() - start;
    await slow;
    return { 'last tiny call': lastTinyMs };
  },
};
