import assert from 'node:assert/strict';
import type { ChecksOf } from '../subject.ts';
import { holdUntilAborted } from '../tools.ts';

/** That tools which only wait do not wait for each other. */
export const overlapChecks: ChecksOf<'overlap'> = {
  'overlap:async': async (subject) => {
    // A strategy may give a worker to a tool alone until it has completed cleanly.
    for (let round = 0; round < 3; round++) await subject.call(holdUntilAborted, { hold: false }).value();
    const calls = Array.from({ length: 64 }, () => subject.call(holdUntilAborted, { hold: true }));
    try {
      // None of them ends before its abort, so all have to be in flight at the same time.
      await Promise.all(calls.map((call) => call.started()));
      assert.equal(calls.filter(({ isSettled }) => isSettled).length, 0);
    } finally {
      for (const call of calls) call.abort();
    }
    await Promise.all(calls.map((call) => call.outcome()));
  },
};
