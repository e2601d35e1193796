import assert from 'node:assert/strict';
import { becomes, within } from '../bounded-wait.ts';
import type { ChecksOf } from '../subject.ts';
import { echo, echoLater, spin, waitForever } from '../tools.ts';

/** That a strategy ends, and keeps nothing alive that it does not need. */
export const closeChecks: ChecksOf<'close' | 'handle'> = {
  'close:unused': async (subject) => {
    await subject.close();
  },

  'close:idempotent': async (subject) => {
    await subject.call(echo).value();
    await subject.close();
    await within(subject.limitMs, 'the second close resolves', subject.strategy.close());
  },

  'close:in-flight': async (subject) => {
    const endless = [subject.call(spin, {}), subject.call(waitForever)];
    const queue = Array.from({ length: 100 }, (_, index) => subject.call(echoLater, index));
    await endless[0]?.started();
    await subject.close();
    const startsAtClose = queue.map(({ starts }) => starts);
    for (const call of endless) assert.equal((await call.outcome()).status, 'error');
    for (const [index, call] of queue.entries()) {
      const outcome = await call.outcome();
      if (outcome.status === 'ok') assert.equal(outcome.value, index);
    }
    assert.deepEqual(queue.map(({ starts }) => starts), startsAtClose, 'none begins after close');
  },

  'handle:none-when-idle': async (subject) => {
    await comesBackTo(activeResources(), subject.limitMs, async () => {
      await Promise.all([subject.call(echo).value(), subject.call(echoLater).value()]);
    });
  },

  'handle:none-after-close': async (subject) => {
    await comesBackTo(activeResources(), subject.limitMs, async () => {
      await Promise.all([subject.call(echo).value(), subject.call(echoLater).value()]);
      await subject.close();
    });
  },
};

/** What keeps this process alive at the moment, by kind. */
function activeResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

async function comesBackTo(before: Map<string, number>, limitMs: number, act: () => Promise<void>): Promise<void> {
  await act();
  const surplus = (): string[] => [...activeResources()].flatMap(([kind, count]) => (count > (before.get(kind) ?? 0) ? [kind] : []));
  // What is being closed may need a turn of the event loop.
  await becomes(limitMs, () => surplus().length === 0);
  assert.deepEqual(surplus(), [], 'kinds of handles of which there are more than before');
}
