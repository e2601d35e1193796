import { toolCall } from './calls.ts';
import type { Scenario } from './scenario.ts';

export const coldStart: Scenario = {
  name: 'cold-start',
  title: 'From a pool that does not exist to the first result',
  metrics: [{ name: 'first result', unit: 'ms', better: 'lower' }],
  targets: [
    { kind: 'thread', metric: 'first result', against: 'bare Worker', bound: { atMost: 1.3 } },
    { kind: 'process', metric: 'first result', against: 'bare fork, JSON', bound: { atMost: 1.3 } },
  ],
  takes: ({ kind, tuned }) => kind !== 'inline' && tuned !== true,
  async measure(open) {
    const start = performance.now();
    await open().call(toolCall(0, 'add', { a: 1, b: 2 }));
    return { 'first result': performance.now() - start };
  },
};
