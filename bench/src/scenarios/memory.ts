import { setTimeout as sleep } from 'node:timers/promises';
import { residentBytes } from '../process-tree.ts';
import { addCalls, checkSums } from './calls.ts';
import type { Scenario } from './scenario.ts';

export const memory: Scenario = {
  name: 'memory',
  title: 'Memory that two idle workers add (proportional set size of the host and its children)',
  metrics: [{ name: 'added', unit: 'MB', better: 'lower' }],
  targets: [
    { kind: 'thread', metric: 'added', against: 'bare Worker', bound: { atMost: 1.2 } },
    { kind: 'process', metric: 'added', against: 'bare fork, JSON', bound: { atMost: 1.2 } },
  ],
  // Only Linux tells what shared pages cost each process.
  takes: ({ kind, tuned }) => process.platform === 'linux' && kind !== 'inline' && tuned !== true,
  async measure(open) {
    const before = residentBytes(process.pid);
    const pool = open();
    // Several calls at once, so that both workers had one.
    for (let batch = 0; batch < 5; batch++) checkSums(await pool.batch(addCalls(20)));
    await sleep(300);
    return { added: (residentBytes(process.pid) - before) / 1e6 };
  },
};
