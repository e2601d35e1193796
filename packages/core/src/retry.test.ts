import { Executor } from '@exec/core';
import type { ExecutionStrategy, Invocation, Tool, ToolContext } from '@exec/core';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mayPass, retryDelayMs } from './retry.ts';
import { ToolCancelledError, ToolTimeoutError } from './errors.ts';

/** A tool that throws so often and then returns the number of its runs. */
function flaky(failures: number, execution: Tool['execution'] = {}): Tool & { runs: number } {
  const tool = {
    runs: 0,
    execution: { idempotent: true, retry: { maxAttempts: 3, minDelayMs: 1 }, ...execution },
    execute: () => {
      if (++tool.runs <= failures) throw new Error(`failure ${tool.runs}`);
      return tool.runs;
    },
  };
  return tool;
}

/** Stops work only when it is told to let go, as a pool does after its grace period. */
class StoppingStrategy implements ExecutionStrategy {
  readonly mode = 'stopping';
  readonly capabilities = { isolation: 'thread', preemptive: true } as const;
  onAborted: () => void = () => undefined;

  submit(invocation: Invocation): Promise<unknown> {
    invocation.onStart('worker 1');
    return new Promise((resolve, reject) => {
      const context = { toolCallId: invocation.id } as ToolContext; // all that the tools here read
      Promise.resolve(invocation.execute(invocation.input, context)).then(resolve, reject);
      invocation.onAbort(() => {
        this.onAborted();
        setTimeout(() => { reject(new Error('stopped')); }, 20);
      });
    });
  }

  async close(): Promise<void> {
    // It holds nothing.
  }
}

describe('a call of an idempotent tool', () => {
  it('is made again until it succeeds, and its result lists the attempts', async () => {
    const tool = flaky(2);
    const executor = new Executor();
    const retried: unknown[] = [];
    executor.on('call-retried', ({ attempt, error }) => retried.push([attempt, error.message]));
    const result = await executor.submit(tool, {}).result;
    expect(result).toMatchObject({
      status: 'ok',
      value: 3,
      failedAttempts: [
        { mode: 'inline', error: { code: 'TOOL_ERROR', message: 'failure 1', toolCallId: 'submit_1' } },
        { mode: 'inline', error: { code: 'TOOL_ERROR', message: 'failure 2' } },
      ],
    });
    expect(retried).toEqual([[1, 'failure 1'], [2, 'failure 2']]);
  });

  it('fails with its last error when the attempts are used up', async () => {
    const tool = flaky(9);
    const result = await new Executor().submit(tool, {}).result;
    expect(tool.runs).toBe(3);
    expect(result).toMatchObject({ status: 'error', error: { message: 'failure 3' }, failedAttempts: [{}, {}] });
  });

  it('is made once without retry, and its result then has no list', async () => {
    const tool = flaky(1, { retry: undefined as never });
    const result = await new Executor().submit(tool, {}).result;
    expect(tool.runs).toBe(1);
    expect(result).not.toHaveProperty('failedAttempts');
  });

  it('asks `when`, which decides; one that throws, or answers with a promise, says no', async () => {
    const later = (() => Promise.resolve(true)) as unknown as () => boolean; // of a program without types
    for (const [when, runs] of [[({ message }: Error) => message !== 'failure 2', 2], [() => { throw new Error('broken'); }, 1], [later, 1]] as const) {
      const tool = flaky(9, { retry: { maxAttempts: 5, minDelayMs: 1, when } });
      await new Executor().submit(tool, {}).result;
      expect(tool.runs).toBe(runs);
    }
  });

  it('never after it was cancelled: while it runs, while it waits, and from the listener that hears of the retry', async () => {
    const hang = { runs: 0, execution: { idempotent: true, retry: { maxAttempts: 3, minDelayMs: 1 } }, execute: () => { hang.runs++; return new Promise(() => undefined); } };
    const running = new Executor().submit(hang, {});
    running.cancel();
    expect(await running.result).toMatchObject({ error: { code: 'CANCELLED' } });

    const waits = flaky(9, { retry: { maxAttempts: 3, minDelayMs: 10_000 } });
    const waiting = new Executor().submit(waits, {});
    await delay(5);
    expect(waiting.status).toBe('pending');
    expect(waiting.cancel('enough')).toBe(true);
    expect(await waiting.result).toMatchObject({ error: { code: 'CANCELLED', message: 'cancelled: enough' }, failedAttempts: [{}] });

    const told = flaky(9);
    const executor = new Executor();
    const handle = executor.submit(told, {});
    executor.on('call-retried', () => { handle.cancel(); });
    expect(await handle.result).toMatchObject({ error: { code: 'CANCELLED' } });
    await delay(20);
    expect([hang.runs, waits.runs, told.runs]).toEqual([1, 1, 1]);
  });

  it('never when `when` itself cancels it, whatever it answers', async () => {
    for (const strategies of [[], [new StoppingStrategy()]]) {
      for (const answer of [true, false]) {
        const abort = new AbortController();
        const tool = flaky(9, { retry: { maxAttempts: 3, minDelayMs: 1, when: () => { abort.abort(); return answer; } } });
        let settled = 0;
        const calls = ['flaky', 'slow'].map((name) => ({ id: name, name, arguments: '{}' }));
        const results = await new Executor({ strategies }).run({ flaky: tool, slow: () => delay(30) }, calls, {
          signal: abort.signal,
          onResult: () => settled++,
        });
        await delay(20);
        expect(results).toMatchObject([{ error: { code: 'CANCELLED' } }, { error: { code: 'CANCELLED' } }]);
        expect([tool.runs, settled]).toEqual([1, 2]);
      }
    }
  });

  it('never once its result is there, when its wait and its total time end in one turn of a late host', async () => {
    const tool = flaky(9, { totalTimeoutMs: 30, retry: { maxAttempts: 2, minDelayMs: 20, factor: 1 } });
    const calls = ['flaky', 'slow'].map((name) => ({ id: name, name, arguments: '{}' }));
    let settled = 0;
    setTimeout(() => { for (const end = performance.now() + 60; performance.now() < end; ); }, 2);
    const results = await new Executor().run({ flaky: tool, slow: () => delay(100, 'slow') }, calls, { onResult: () => settled++ });
    expect(results).toMatchObject([{ error: { code: 'TIMEOUT', phase: 'total' } }, { value: 'slow' }]);
    expect([tool.runs, settled]).toEqual([1, 2]);
  });

  it('is made again after its time ran out where the work was stopped first, and not where it may go on', async () => {
    const strategy = new StoppingStrategy();
    const slowOnce = (mode: string): Tool & { runs: number } => {
      const tool = { runs: 0, execution: { mode, timeoutMs: 10, idempotent: true, retry: { maxAttempts: 2, minDelayMs: 1 } }, execute: () => (++tool.runs === 1 ? delay(200, 'late') : 'quick') };
      return tool;
    };
    const stopped = slowOnce('stopping');
    expect(await new Executor({ strategies: [strategy] }).submit(stopped, {}).result).toMatchObject({
      value: 'quick',
      worker: 'worker 1',
      failedAttempts: [{ mode: 'stopping', worker: 'worker 1', error: { code: 'TIMEOUT', phase: 'run' } }],
    });
    const resolving: ExecutionStrategy = {
      mode: 'resolving',
      capabilities: { isolation: 'thread', preemptive: true },
      submit: async (invocation) => {
        invocation.onStart();
        const context = { toolCallId: invocation.id } as ToolContext; // all that the tools here read
        return Promise.race([invocation.execute(invocation.input, context), new Promise((resolve) => { invocation.onAbort(resolve); })]);
      },
      close: () => strategy.close(),
    };
    expect(await new Executor({ strategies: [resolving] }).submit(slowOnce('resolving'), {}).result).toMatchObject({ value: 'quick' });
    const inline = slowOnce('inline');
    expect(await new Executor().submit(inline, {}).result).toMatchObject({ error: { code: 'TIMEOUT' } });
    expect(inline.runs).toBe(1);
  });

  it('is not made again if it is cancelled while its work is stopped after a timeout', async () => {
    const tool = { runs: 0, execution: { timeoutMs: 10, idempotent: true, retry: { maxAttempts: 2, minDelayMs: 1 } }, execute: () => { tool.runs++; return new Promise(() => undefined); } };
    const strategy = new StoppingStrategy();
    const handle = new Executor({ strategies: [strategy] }).submit(tool, {});
    const cancelled = new Promise((resolve) => { strategy.onAborted = () => { resolve(handle.cancel()); }; });
    expect(await cancelled).toBe(false); // its result is the timeout's
    expect(await handle.result).toMatchObject({ error: { code: 'TIMEOUT' } });
    await delay(10);
    expect(tool.runs).toBe(1);
  });

  it('gives its place back while it waits, and the total deadline goes on', async () => {
    const order: string[] = [];
    const first = flaky(1, { retry: { maxAttempts: 2, minDelayMs: 40 } });
    const executor = new Executor({ maxConcurrency: 1 });
    const one = executor.submit(first, {});
    const two = executor.submit(() => order.push('two'), {});
    void one.result.then(() => order.push('one'));
    await Promise.all([one.result, two.result]);
    await delay(0);
    expect(order).toEqual(['two', 'one']);

    const tooLate = flaky(9, { totalTimeoutMs: 20, retry: { maxAttempts: 9, minDelayMs: 10_000 } });
    expect(await new Executor().submit(tooLate, {}).result).toMatchObject({ error: { code: 'TIMEOUT', phase: 'total' }, failedAttempts: [{}] });
  });

  it.each([
    [{ retry: { maxAttempts: 3 } }, 'execution.retry is for tools that may run twice'],
    [{ idempotent: 'yes' }, 'execution.idempotent has to be true or false, got "yes" (string)'],
    [{ idempotent: true, retry: {} }, 'execution.retry.maxAttempts has to be a number of at least 2, got null'],
    [{ idempotent: true, retry: { maxAttempts: 2, delay: 5 } }, 'execution.retry has no option "delay"'],
    [{ idempotent: true, retry: { maxAttempts: 2, factor: 0 } }, 'execution.retry.factor has to be a number of at least 1'],
    [{ idempotent: true, retry: { maxAttempts: 2, when: 5 } }, 'execution.retry.when has to be a function'],
  ])('says what is wrong with %o', async (execution, message) => {
    const result = await new Executor().submit({ execute: () => 1, execution: execution as never }, {}).result;
    expect(result).toMatchObject({ error: { code: 'INVALID_TOOL', message: expect.stringContaining(message) as string } });
  });
});

describe('the wait between attempts', () => {
  it('grows by its factor to its limit, and is shortened by half at most', () => {
    const retry = { maxAttempts: 9, minDelayMs: 100, maxDelayMs: 1000, factor: 3 };
    for (const [attempts, wholeMs] of [[1, 100], [2, 300], [3, 900], [4, 1000], [50, 1000]] as const) {
      const delays = Array.from({ length: 200 }, () => retryDelayMs(retry, attempts));
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(wholeMs / 2);
      expect(Math.max(...delays)).toBeLessThanOrEqual(wholeMs);
      expect(new Set(delays).size).toBeGreaterThan(10);
    }
  });

  it('is none where none is wanted, however many attempts there were', () => {
    for (const attempts of [1, 2, 5000]) expect(retryDelayMs({ maxAttempts: Infinity, minDelayMs: 0 }, attempts)).toBe(0);
  });

  it('is for failures that may pass', () => {
    expect(mayPass(new ToolTimeoutError('', { phase: 'run', timeoutMs: 1 }))).toBe(true);
    expect(mayPass(new ToolTimeoutError('', { phase: 'total', timeoutMs: 1 }))).toBe(false);
    expect(mayPass(new ToolCancelledError(''))).toBe(false);
  });
});

describe('maxQueue', () => {
  it('refuses calls beyond those that may wait, and takes calls again when some have begun', async () => {
    const executor = new Executor({ maxConcurrency: 1, maxQueue: 2 });
    const wait = (): Promise<string> => delay(20, 'done');
    const handles = Array.from({ length: 5 }, () => executor.submit(wait, {}));
    const results = await Promise.all(handles.map(({ result }) => result));
    expect(results.map((result) => (result.status === 'ok' ? 'ok' : result.error.code))).toEqual(['ok', 'ok', 'ok', 'QUEUE_FULL', 'QUEUE_FULL']);
    expect(results[3]).toMatchObject({ error: { retryable: true, maxQueue: 2, message: 'refused: as many calls wait as maxQueue allows (2). Make it again later, or raise maxQueue' } });
    expect(await executor.submit(wait, {}).result).toMatchObject({ status: 'ok' });
  });

  it('counts no call twice that never begins: refused, cancelled, unknown', async () => {
    const executor = new Executor({ maxQueue: 3, maxConcurrency: 1 });
    for (let round = 0; round < 10; round++) {
      const blocker = executor.submit(() => delay(5), {});
      const waiting = [executor.submit(() => 1, {}), executor.submit(() => 1, {})];
      waiting.forEach((handle) => handle.cancel());
      const [unknown] = await executor.run({}, [{ id: '1', name: 'none', arguments: '{}' }]);
      expect(unknown).toMatchObject({ error: { code: 'UNKNOWN_TOOL' } });
      await blocker.result;
    }
  });
});

it('says of a call that ran out of its whole time between two attempts that it was made', async () => {
  const execution = { idempotent: true, totalTimeoutMs: 60, retry: { maxAttempts: 3, minDelayMs: 5000 } };
  const [result] = await new Executor().run({ flaky: flaky(2, execution) }, [{ id: '1', name: 'flaky', arguments: '{}' }]);
  expect(result).toMatchObject({ status: 'error', error: { code: 'TIMEOUT' } });
  expect(result?.output).toContain('it had failed once and waited to be made again');
});
