import assert from 'node:assert/strict';
import { Executor, isExecError } from '@exec/core';
import type { ChecksOf } from '../subject.ts';
import { reportSteps, throwBuiltIn } from '../tools.ts';

/** That a strategy gives calls away only while it has not begun them. */
export const fallbackChecks: ChecksOf<'fallback'> = {
  'fallback:before-start-only': async (subject) => {
    const key = {};
    const held = new WeakMap([[key, 'in the host']]);
    // What a weak map holds cannot be listed, so nothing can carry this function elsewhere.
    const readHeld = (): unknown => held.get(key);
    const call = subject.call(readHeld);
    const outcome = await call.outcome();
    if (outcome.status === 'ok') assert.equal(outcome.value, 'in the host');
    else {
      assert.ok(isExecError(outcome.error) && outcome.error.code === 'NOT_TRANSPORTABLE', String(outcome.error));
      assert.deepEqual(call.moments, ['settled'], 'refused after the start');
    }

    await using executor = new Executor({ strategies: [subject.lent()], mode: subject.strategy.mode });
    const result = await executor.submit(readHeld, {}).result;
    assert.equal(result.output, 'in the host');
    assert.deepEqual(result.fellBack?.map(({ from }) => from) ?? [], outcome.status === 'ok' ? [] : [subject.strategy.mode]);
  },

  'fallback:not-after-start': async (subject) => {
    await using executor = new Executor({ strategies: [subject.lent()], mode: subject.strategy.mode });
    const failed = await executor.submit(throwBuiltIn, { name: 'TypeError' }).result;
    assert.ok(failed.status === 'error' && failed.error.code === 'TOOL_ERROR', failed.output);
    assert.deepEqual([failed.mode, failed.fellBack], [subject.strategy.mode, undefined]);
    const completed = await executor.submit(reportSteps, { steps: 1 }).result;
    assert.deepEqual([completed.output, completed.mode, completed.fellBack], ['all reported', subject.strategy.mode, undefined]);
  },
};
