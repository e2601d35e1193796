import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { isExecError } from '@exec/core';
import { becomes } from '../bounded-wait.ts';
import { toolNameOf } from '../recorded-call.ts';
import type { ChecksOf } from '../subject.ts';
import { counter, countToThree, echo, echoLater, identify, keepBusy, makeBytes, pause, rejectLater, reportSteps, throwBuiltIn } from '../tools.ts';
import { exactValues } from '../values.ts';

/** That calls run, begin once and settle with what is theirs. */
export const submitChecks: ChecksOf<'declare' | 'submit' | 'start'> = {
  'declare:capabilities': async ({ strategy: { mode, capabilities } }) => {
    assert.match(mode, /^\S+$/, 'mode is a word');
    assert.ok(['none', 'thread', 'process', 'host'].includes(capabilities.isolation), `isolation: ${capabilities.isolation}`);
    assert.equal(typeof capabilities.preemptive, 'boolean');
    assert.ok(['boolean', 'undefined'].includes(typeof capabilities.restricted), `restricted: ${String(capabilities.restricted)}`);
  },

  'submit:value': async (subject) => {
    assert.equal(await subject.call(echo, 5).value(), 5);
    assert.deepEqual(await subject.call(echoLater, { a: [1] }).value(), { a: [1] });
  },

  'submit:input': async (subject) => {
    const input = JSON.parse('{"text":"naïve 😀 \\u0000","list":[1,-0.5,null,true],"deep":{"__proto__":{"a":1},"":"empty key"}}') as unknown;
    const received = await subject.call(echo, input).value();
    assert.deepEqual(received, input);
    assert.equal(JSON.stringify(received), JSON.stringify(input), 'the keys keep their order');
  },

  'submit:rich-input': async (subject) => {
    for (const [name, make] of Object.entries(exactValues)) {
      const call = subject.call(echo, make());
      const outcome = await call.outcome();
      if (outcome.status === 'ok') assert.deepEqual(outcome.value, make(), name);
      else {
        assert.ok(isExecError(outcome.error) && outcome.error.code === 'NOT_TRANSPORTABLE', `${name}: ${String(outcome.error)}`);
        assert.equal(call.starts, 0, `${name}: refused after the start`);
      }
    }
  },

  'submit:large': async (subject) => {
    const text = 'ä'.repeat(5_000_000);
    assert.ok(isDeepStrictEqual(await subject.call(echo, { text }).value(), { text }), 'the text is the same');
    const bytes = makeBytes({ length: 10_000_000 });
    assert.ok(isDeepStrictEqual(await subject.call(makeBytes, { length: bytes.length }).value(), bytes), 'the bytes are the same');
  },

  'submit:context': async (subject) => {
    assert.deepEqual(await subject.call(identify, {}, 'call 7 of __proto__').value(), {
      toolCallId: 'call 7 of __proto__',
      toolName: toolNameOf(identify),
    });
  },

  'submit:receiver': async (subject) => {
    const call = subject.callOn(counter, { value: 2 });
    const outcome = await call.outcome();
    if (outcome.status === 'ok') assert.equal(outcome.value, 7);
    else {
      assert.ok(isExecError(outcome.error) && outcome.error.code === 'NOT_TRANSPORTABLE', String(outcome.error));
      assert.equal(call.starts, 0, 'refused after the start');
    }
  },

  'submit:throws': async (subject) => {
    assert.match(String(await subject.call(throwBuiltIn, { name: 'RangeError' }).error()), /out of range/);
  },

  'submit:async-throws': async (subject) => {
    assert.match(String(await subject.call(rejectLater).error()), /rejected after a while/);
  },

  'submit:async-generator': async (subject) => {
    const call = subject.call(countToThree);
    assert.equal(await call.value(), 3);
    const details = call.reports.map(({ detail }) => detail);
    assert.equal(details.at(-1), 3, 'the last yield is reported before the result');
    assert.deepEqual(details, [1, 2, 3].filter((count) => details.includes(count)), 'in order');
  },

  'submit:many': async (subject) => {
    const inputs = Array.from({ length: 300 }, (_, index) => ({ index }));
    const calls = inputs.map((input) => subject.call(input.index % 2 === 0 ? echo : echoLater, input, 'the same id'));
    assert.deepEqual(await Promise.all(calls.map((call) => call.value())), inputs);
    assert.deepEqual(calls.map(({ starts }) => starts), inputs.map(() => 1));
  },

  'start:once': async (subject) => {
    const calls = [subject.call(echo, 1), subject.call(echoLater, 2), subject.call(throwBuiltIn, { name: 'TypeError' }), subject.call(rejectLater)];
    await Promise.all(calls.map((call) => call.outcome()));
    assert.deepEqual(calls.map(({ starts }) => starts), [1, 1, 1, 1]);
  },

  'start:before-run': async (subject) => {
    const call = subject.call(reportSteps, { steps: 1 });
    await call.value();
    assert.deepEqual(call.moments, ['start', 'report', 'settled']);
  },

  'start:clock': async (subject) => {
    const call = subject.call(pause, { ms: 200 });
    await call.started();
    const ranMs = (): number => {
      const { atMs, clock } = call.start ?? {};
      if (atMs === undefined || clock === undefined) return Infinity; // the executor counts the time since the start
      const ran = clock.ranMs();
      const sinceMs = performance.now() - atMs;
      assert.ok(ran >= 0 && ran <= sinceMs + clockToleranceMs, `the clock tells ${ran} ms, ${sinceMs} ms after the start`);
      return ran;
    };
    assert.ok(await becomes(subject.limitMs, () => ranMs() >= 50 || call.isSettled) && !call.isSettled, 'the clock goes on while the tool runs');
    await call.value();
  },

  'start:move': async (subject) => {
    // Calls of a tool that was quick so far may wait behind one that is not: a strategy may move them.
    for (let round = 0; round < 3; round++) await subject.call(keepBusy, { ms: 0 }).value();
    const times = Array.from({ length: 60 }, (_, index) => (index === 20 ? 80 : 0));
    const calls = times.map((ms) => subject.call(keepBusy, { ms }));
    assert.deepEqual(await Promise.all(calls.map((call) => call.value())), times);
    for (const { moments } of calls) {
      assert.equal(moments[0], 'start', moments.join(', '));
      assert.equal(moments.at(-1), 'settled', moments.join(', '));
      assert.equal(moments.filter((moment) => moment === 'start').length, 1, moments.join(', '));
    }
  },
};

/** Clocks that are read in whole ms, and in two threads, differ by so much. */
const clockToleranceMs = 5;
