import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Executor } from '@exec/core';
import type { ChecksOf } from '../subject.ts';
import { echo, reportAfterReturn, reportFlood, reportSteps, reportUnprintable } from '../tools.ts';

/** That progress comes through, in order and in time. A strategy may leave reports out of a flood, but not the last one. */
export const progressChecks: ChecksOf<'progress'> = {
  'progress:order': async (subject) => {
    const call = subject.call(reportSteps, { steps: 50 });
    assert.equal(await call.value(), 'all reported');
    const fractions = call.reports.map(({ fraction }) => fraction ?? Number.NaN);
    assert.deepEqual(fractions, fractions.toSorted((a, b) => a - b), 'in order');
    assert.equal(new Set(fractions).size, fractions.length, 'each at most once');
    assert.equal(fractions.at(-1), 1, 'the last report arrives');
    assert.equal(call.moments.at(-1), 'settled', 'before the result');
  },

  'progress:data': async (subject) => {
    const call = subject.call(reportSteps, { steps: 1 });
    await call.value();
    assert.deepEqual(call.reports, [{ fraction: 1, message: 'step 1', detail: { step: 1, of: [1] } }]);
  },

  'progress:flood': async (subject) => {
    const reports = 10_000;
    const call = subject.call(reportFlood, { reports });
    assert.equal(await call.value(), 'all reported');
    const details = call.reports.map(({ detail }) => Number(detail));
    assert.equal(details.at(-1), reports, 'the last report arrives');
    assert.ok(details.every((detail, index) => index === 0 || detail > Number(details[index - 1])), 'in order');
    assert.equal(call.moments.at(-1), 'settled', 'before the result');
  },

  'progress:unprintable': async (subject) => {
    assert.equal(await subject.call(reportUnprintable).value(), 'still here');
    assert.equal(await subject.call(echo, 'next').value(), 'next');
  },

  'progress:none-after-result': async (subject) => {
    await using executor = new Executor({ strategies: [subject.lent()], mode: subject.strategy.mode, fallback: false });
    const messages: unknown[] = [];
    const handle = executor.submit(reportAfterReturn, {}, { onProgress: ({ message }) => messages.push(message) });
    const result = await handle.result;
    assert.equal(result.output, 'returned');
    await delay(60); // the tool goes on reporting for 100 ms
    assert.deepEqual(messages, ['in time']);
  },
};
