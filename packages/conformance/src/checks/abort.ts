import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { becomes } from '../bounded-wait.ts';
import type { ChecksOf } from '../subject.ts';
import { echo, echoLater, holdUntilAborted, pause, reportSteps, spin, waitForever } from '../tools.ts';

/** That an abort keeps from beginning what has not begun, and ends what has. */
export const abortChecks: ChecksOf<'abort'> = {
  'abort:before-start': async (subject) => {
    const call = subject.call(reportSteps, { steps: 1 });
    // A strategy that begins within submit has no time in which a call waits.
    const hadStarted = call.starts > 0;
    call.abort();
    const outcome = await call.outcome();
    if (!hadStarted) {
      assert.equal(outcome.status, 'error', 'submit rejects');
      await delay(50);
      assert.deepEqual(call.moments, ['abort', 'settled'], 'it neither starts nor reports');
    }

    const queue = Array.from({ length: 300 }, (_, index) => subject.call(echoLater, index));
    await queue[0]?.started();
    const waiting = queue.filter(({ starts }) => starts === 0);
    for (const one of waiting) one.abort();
    await Promise.all(queue.map((one) => one.outcome()));
    assert.deepEqual(waiting.filter(({ starts }) => starts > 0).length, 0, 'calls that began after their abort');
    assert.equal(await subject.call(echo, 'next').value(), 'next');
  },

  'abort:running-async': async (subject) => {
    const call = subject.call(holdUntilAborted, { hold: true });
    await call.started();
    call.abort('the user went away');
    await call.outcome();
    assert.deepEqual(call.reports.map(({ message }) => message), ['the user went away']);
  },

  'abort:late': async (subject) => {
    const call = subject.call(echo, 'first');
    assert.equal(await call.value(), 'first');
    call.abort();
    await delay(20);
    assert.deepEqual(call.moments, ['start', 'settled', 'abort']);
    assert.equal(await subject.call(echo, 'next').value(), 'next');
  },

  'abort:running-cpu': async (subject) => {
    const folder = mkdtempSync(join(tmpdir(), 'exec-conformance-'));
    const beatFile = join(folder, 'beat');
    const isHere = subject.strategy.capabilities.isolation !== 'host';
    try {
      const call = subject.call(spin, isHere ? { beatFile } : {});
      await call.started();
      if (isHere) assert.ok(await becomes(subject.limitMs, () => beatOf(beatFile) !== undefined), 'the tool runs');
      call.abort();
      await call.outcome();
      const lastBeat = beatOf(beatFile);
      await delay(100);
      assert.equal(beatOf(beatFile), lastBeat, 'the work goes on after submit has settled');
      assert.equal(await subject.call(echo, 'next').value(), 'next');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },

  'abort:ignored': async (subject) => {
    const call = subject.call(waitForever);
    await call.started();
    call.abort();
    assert.equal((await call.outcome()).status, 'error');
    assert.equal(await subject.call(echo, 'next').value(), 'next');
  },

  'abort:neighbours': async (subject) => {
    const endless = subject.call(spin, {});
    const before = [1, 2, 3].map((value) => subject.call(echoLater, value));
    await endless.started();
    const after = [4, 5, 6].map((value) => subject.call(echoLater, value));
    endless.abort();
    assert.deepEqual(await Promise.all([...before, ...after].map((call) => call.value())), [1, 2, 3, 4, 5, 6]);
    await endless.outcome();
  },

  'abort:overlapping': async (subject) => {
    for (let round = 0; round < 3; round++) await subject.call(pause, { ms: 1 }).value();
    const deaf = subject.call(pause, { ms: 60_000 });
    const others = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => subject.call(pause, { ms: 500, value }));
    await Promise.all([deaf, ...others].map((call) => call.started()));
    deaf.abort();
    assert.equal((await deaf.outcome()).status, 'error');
    assert.deepEqual(await Promise.all(others.map((call) => call.value())), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(await subject.call(echo, 'next').value(), 'next');
  },
};

/** The tool may be writing it at this moment: an empty file counts as none. */
function beatOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8') || undefined;
  } catch {
    return undefined; // not written yet
  }
}
