import { toolCall, warmUp } from './calls.ts';
import type { Scenario } from './scenario.ts';

const periodMs = 20;

export const heartbeat: Scenario = {
  name: 'heartbeat',
  title: 'A timer of 20 ms in the host while calls compute on all workers',
  metrics: [{ name: 'beats kept', unit: '%', better: 'higher' }],
  targets: [
    { kind: 'thread', metric: 'beats kept', against: 'nobody', bound: { atLeast: 90 } },
    { kind: 'process', metric: 'beats kept', against: 'nobody', bound: { atLeast: 90 } },
  ],
  takes: ({ role, tuned, kind }) => tuned !== true && (role === 'bare') === (kind === 'inline'),
  async measure(open, { quick }) {
    const pool = open();
    await warmUp(pool);
    const calls = Array.from({ length: quick ? 40 : 60 }, (_, index) => toolCall(index, 'hold', { ms: 25 }));
    const start = performance.now();
    const beats = new Set<number>();
    const timer = setInterval(() => beats.add(Math.floor((performance.now() - start) / periodMs)), periodMs / 4);
    await pool.batch(calls);
    clearInterval(timer);
    // A period is kept if the event loop came round in it.
    const periods = Math.floor((performance.now() - start) / periodMs);
    const kept = [...beats].filter((beat) => beat < periods).length;
    return { 'beats kept': (kept / periods) * 100 };
  },
};
