import { addCalls, toolCall, warmUp } from './calls.ts';
import type { Scenario } from './scenario.ts';

/** A call that has no answer by then has been lost. All of them take some milliseconds, a new worker less than 150. */
const patienceMs = 3000;

export const faults: Scenario = {
  name: 'faults',
  title: 'One call of 1 000 calls process.exit: how many of the other 999 get no result, or an error?',
  metrics: [{ name: 'innocent calls lost', unit: 'calls', better: 'lower' }],
  targets: [
    { kind: 'thread', metric: 'innocent calls lost', against: 'nobody', bound: { atMost: 0 } },
    { kind: 'process', metric: 'innocent calls lost', against: 'nobody', bound: { atMost: 0 } },
  ],
  once: true,
  // The bare transports notice no death.
  takes: ({ role, kind }) => role !== 'bare' && kind !== 'inline',
  async measure(open) {
    const pool = open();
    await warmUp(pool);
    const calls = addCalls(1000);
    calls[300] = toolCall(300, 'exit', { code: 1 });
    // What a pool rejects outside of any call would end this process.
    process.on('uncaughtException', () => undefined);
    let answered = 0;
    const settled = calls.map(async (call, index) => {
      try {
        if ((await pool.call(call)) === String(index + 1)) answered++;
      } catch {
        // Lost, which is what is counted.
      }
    });
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([Promise.all(settled), new Promise((resolve) => { timer = setTimeout(resolve, patienceMs); })]);
    clearTimeout(timer);
    return { 'innocent calls lost': 999 - answered };
  },
};
