import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Executor, isExecError } from '@exec/core';
import type { StrategyEvent, WorkerCrashedError } from '@exec/core';
import { becomes } from '../bounded-wait.ts';
import type { RecordedCall } from '../recorded-call.ts';
import type { ChecksOf } from '../subject.ts';
import { echo, echoLater, exitAfterReturn, exitOnDemand, exitWorker, killWorkerProcess, pause, rejectUnhandled, throwUncaught } from '../tools.ts';

/** That the death of a worker is told as what it is, costs one call, and leaves nothing behind. */
export const crashChecks: ChecksOf<'crash'> = {
  'crash:exit': async (subject) => {
    for (const code of [7, 0]) {
      const call = subject.call(exitWorker, { code });
      assert.equal((await crashOf(call)).exitCode, code);
      assert.equal(call.starts, 1);
    }
  },

  'crash:uncaught': async (subject) => {
    const { cause } = await crashOf(subject.call(throwUncaught));
    assert.ok(cause instanceof RangeError && cause.message === 'nobody catches this', `cause: ${String(cause)}`);
  },

  'crash:unhandled-rejection': async (subject) => {
    const { cause } = await crashOf(subject.call(rejectUnhandled));
    assert.ok(cause instanceof RangeError && cause.message === 'nobody handles this', `cause: ${String(cause)}`);
  },

  'crash:signal': async (subject) => {
    assert.equal((await crashOf(subject.call(killWorkerProcess))).signal, 'SIGKILL');
  },

  'crash:after-return': async (subject) => {
    assert.equal(await subject.call(exitAfterReturn).value(), 'returned');
    await delay(100); // a call that is begun before the exit may be lost, and says so
    for (const value of [1, 2, 3]) assert.equal(await subject.call(echo, value).value(), value);
  },

  'crash:heals': async (subject) => {
    for (let round = 0; round < 3; round++) {
      await crashOf(subject.call(exitWorker, { code: 1 }));
      assert.equal(await subject.call(echo, round).value(), round);
    }
  },

  'crash:neighbours': async (subject) => {
    const values = Array.from({ length: 20 }, (_, index) => index);
    const before = values.map((value) => subject.call(echoLater, value));
    const crash = subject.call(exitWorker, { code: 1 });
    const after = values.map((value) => subject.call(echo, value));
    assert.deepEqual(await Promise.all([...before, ...after].map((call) => call.value())), [...values, ...values]);
    await crashOf(crash);
  },

  'crash:overlapping': async (subject) => {
    for (let round = 0; round < 3; round++) {
      await subject.call(pause, { ms: 1 }).value();
      await subject.call(exitOnDemand, {}).value();
    }
    const others = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => subject.call(pause, { ms: 100, value }));
    await Promise.all(others.map((call) => call.started()));
    await crashOf(subject.call(exitOnDemand, { code: 1 }));
    for (const [index, outcome] of (await Promise.all(others.map((call) => call.outcome()))).entries()) {
      if (outcome.status === 'ok') assert.equal(outcome.value, index + 1);
      else assert.ok(isExecError(outcome.error) && outcome.error.code === 'WORKER_CRASHED', String(outcome.error));
    }
    assert.deepEqual(others.map(({ starts }) => starts), others.map(() => 1), 'none is begun again');
    assert.equal(await subject.call(echo, 'next').value(), 'next');
  },

  'crash:at-most-once': async (subject) => {
    const folder = mkdtempSync(join(tmpdir(), 'exec-conformance-'));
    const runFile = join(folder, 'runs');
    try {
      // The strategy must not begin it again, nor give the executor a reason to.
      await using executor = new Executor({ strategies: [subject.lent()], mode: subject.strategy.mode, fallback: [subject.strategy.mode] });
      const result = await executor.submit(exitWorker, { code: 1, runFile }).result;
      assert.ok(result.status === 'error' && result.error.code === 'WORKER_CRASHED', result.output);
      assert.equal(await subject.call(echo, 'next').value(), 'next');
      assert.equal(readFileSync(runFile, 'utf8'), 'run\n');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },

  'crash:event': async (subject) => {
    if (subject.strategy.subscribe === undefined) return;
    const events: StrategyEvent[] = [];
    const unsubscribe = subject.strategy.subscribe((event) => events.push(event));
    await crashOf(subject.call(exitWorker, { code: 1 }));
    assert.ok(await becomes(subject.limitMs, () => events.some(({ type }) => type === 'worker-crashed')), 'worker-crashed is told');
    const crashes = events.filter((event) => event.type === 'worker-crashed');
    assert.deepEqual(crashes.map(({ lostCalls }) => lostCalls), [1]);
    unsubscribe();
    await crashOf(subject.call(exitWorker, { code: 1 }));
    assert.equal(events.filter(({ type }) => type === 'worker-crashed').length, 1, 'after the end of the subscription nothing is told');
  },
};

async function crashOf(call: RecordedCall): Promise<WorkerCrashedError> {
  const error = await call.error();
  assert.ok(isExecError(error) && error.code === 'WORKER_CRASHED', `expected WORKER_CRASHED, got ${String(error)}`);
  assert.equal(error.retryable, true, 'a crash is retryable');
  // The code says which class it is, of whatever copy of core.
  return error as WorkerCrashedError;
}
