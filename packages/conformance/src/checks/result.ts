import assert from 'node:assert/strict';
import { outputText } from '@exec/core';
import type { ChecksOf } from '../subject.ts';
import { echo, makeExactValue, makeLossyValue } from '../tools.ts';
import { exactValues, lossyValues } from '../values.ts';

/** That values come back as they were, or say what they lost. */
export const resultChecks: ChecksOf<'result'> = {
  'result:fidelity': async (subject) => {
    for (const [name, make] of Object.entries(exactValues)) {
      assert.deepEqual(await subject.call(makeExactValue, { name }).value(), make(), name);
    }
  },

  'result:text': async (subject) => {
    for (const [name, make] of Object.entries(exactValues)) {
      const outcome = await subject.call(makeExactValue, { name }).outcome();
      assert.ok(outcome.status === 'ok', name);
      assert.equal(outcome.text, outputText(make()), name);
      assert.equal(outcome.degraded, undefined, `${name} lost nothing`);
    }
  },

  'result:uncloneable': async (subject) => {
    for (const [name, make] of Object.entries(lossyValues)) {
      const outcome = await subject.call(makeLossyValue, { name }).outcome();
      assert.ok(outcome.status === 'ok', `${name}: ${outcome.status === 'error' ? String(outcome.error) : ''}`);
      assert.equal(outcome.text, outputText(make()), name);
      assert.doesNotMatch(outcome.text, /^(?:\{\}|undefined|\[object Object\])?$/, name);
    }
    assert.equal(await subject.call(echo, 'next').value(), 'next');
  },

  'result:degraded': async (subject) => {
    for (const name of Object.keys(lossyValues)) {
      const outcome = await subject.call(makeLossyValue, { name }).outcome();
      assert.ok(outcome.status === 'ok' && outcome.degraded !== undefined, `${name}: nothing says that it lost something`);
      assert.notEqual(outcome.degraded.reason, '', name);
    }
  },
};
