import { Executor, InvocationContext, runTool } from '@exec/core';
import type { CallProgress, ExecutionStrategy, ToolContext } from '@exec/core';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

const add = ({ a, b }: { a: number; b: number }): number => a + b;

/** Begins each call when the test says so. */
class HeldStrategy implements ExecutionStrategy {
  readonly mode = 'held';
  readonly capabilities = { isolation: 'none', preemptive: false } as const;
  begin: () => void = () => undefined;
  readonly #begun = new Promise<void>((resolve) => { this.begin = resolve; });
  async submit(invocation: Parameters<ExecutionStrategy['submit']>[0]): Promise<unknown> {
    await this.#begun;
    if (invocation.signal.aborted) throw invocation.signal.reason;
    invocation.onStart();
    return runTool(invocation.execute, invocation.input, new InvocationContext(invocation), invocation.receiver);
  }
  async close(): Promise<void> {
    // nothing is held
  }
}

describe('submit', () => {
  it('runs one call with a value as input, and names it by the tool', async () => {
    const handle = new Executor().submit(add, { a: 5, b: 3 });
    const result = await handle.result;
    expect(result).toMatchObject({ id: handle.id, name: 'add', status: 'ok', value: 8, output: '8' });
    expect((await new Executor().submit({ name: 'sum', execute: add }, { a: 1, b: 1 }).result).name).toBe('sum');
    expect((await new Executor().submit(() => 1, {}).result).name).toBe('anonymous');
  });

  it('hands the input over as it is: no JSON in between', async () => {
    const input = { when: new Date(), run: () => 1 };
    const result = await new Executor().submit((given: typeof input) => given, input).result;
    expect(result.status === 'ok' && result.value).toBe(input);
  });

  it('gives each call an id of its own, which the tool sees', async () => {
    const executor = new Executor();
    const handles = [1, 2, 3].map(() => executor.submit((_: unknown, { toolCallId }: ToolContext) => toolCallId, {}));
    expect(new Set(handles.map(({ id }) => id)).size).toBe(3);
    expect(await Promise.all(handles.map(async ({ result }) => (await result).output))).toEqual(handles.map(({ id }) => id));
  });

  it('never rejects: failures are results', async () => {
    const handle = new Executor().submit(async () => { throw new Error('x'); }, {});
    expect(await handle.result).toMatchObject({ status: 'error', error: { code: 'TOOL_ERROR', toolCallId: handle.id } });
  });
});

describe('the status of a handle', () => {
  it('goes from pending to running to completed', async () => {
    const strategy = new HeldStrategy();
    let finish = (): void => undefined;
    const handle = new Executor({ strategies: [strategy] }).submit(() => new Promise<void>((resolve) => { finish = resolve; }), {});
    expect(handle.status).toBe('pending');
    await nextTurn();
    expect(handle.status).toBe('pending');
    strategy.begin();
    await nextTurn();
    expect(handle.status).toBe('running');
    finish();
    await handle.result;
    expect(handle.status).toBe('completed');
  });

  it('is failed after an error or a timeout, cancelled after a cancel', async () => {
    const executor = new Executor({ timeoutMs: 5 });
    const fails = executor.submit(() => { throw new Error('x'); }, {});
    const hangs = executor.submit(() => new Promise(() => undefined), {});
    const cancelled = executor.submit(() => new Promise(() => undefined), {});
    cancelled.cancel();
    await Promise.all([fails.result, hangs.result, cancelled.result]);
    expect([fails.status, hangs.status, cancelled.status]).toEqual(['failed', 'failed', 'cancelled']);
  });
});

describe('cancel', () => {
  it('aborts the tool’s signal with the reason, once', async () => {
    const reasons: unknown[] = [];
    const handle = new Executor().submit((_: unknown, { abortSignal }: ToolContext) => new Promise(() => {
      abortSignal.addEventListener('abort', () => reasons.push(abortSignal.reason));
    }), {});
    const because = new Error('user pressed stop');
    expect(handle.cancel(because)).toBe(true);
    expect(handle.cancel('again')).toBe(false);
    const result = await handle.result;
    expect(result).toMatchObject({ status: 'error', error: { code: 'CANCELLED', message: 'cancelled: user pressed stop', cause: because } });
    for (const [reason, message] of [[{ code: 5 }, 'cancelled: {"code":5}'], ['', 'cancelled']] as const) {
      const other = new Executor().submit(() => new Promise(() => undefined), {});
      other.cancel(reason);
      expect(await other.result).toMatchObject({ error: { message } });
    }
    expect(reasons).toEqual([result.status === 'error' && result.error]);
  });

  it('before the start keeps the call from beginning', async () => {
    const strategy = new HeldStrategy();
    let begun = 0;
    const handle = new Executor({ strategies: [strategy] }).submit(() => ++begun, {});
    expect(handle.cancel()).toBe(true);
    expect(handle.status).toBe('cancelled');
    strategy.begin();
    expect(await handle.result).toMatchObject({ status: 'error', error: { code: 'CANCELLED', message: 'cancelled' }, runMs: 0 });
    await nextTurn();
    expect(begun).toBe(0);
  });

  it('after the end does nothing', async () => {
    const handle = new Executor().submit(add, { a: 1, b: 1 });
    await handle.result;
    expect(handle.cancel()).toBe(false);
    expect(handle.status).toBe('completed');
  });
});

describe('onProgress', () => {
  it('hears reports from its subscription to its end; options.onProgress hears all', async () => {
    const strategy = new HeldStrategy();
    const all: unknown[] = [];
    const heard: CallProgress[] = [];
    let stop = (): void => undefined;
    const handle = new Executor({ strategies: [strategy] }).submit((_: unknown, { reportProgress }: ToolContext) => {
      for (const fraction of [0.1, 0.2, 0.3]) {
        reportProgress({ fraction });
        if (fraction === 0.2) stop();
      }
    }, {}, { onProgress: ({ fraction }) => all.push(fraction) });
    stop = handle.onProgress((progress) => heard.push(progress));
    strategy.begin();
    await handle.result;
    expect(all).toEqual([0.1, 0.2, 0.3]);
    expect(heard).toEqual([0.1, 0.2].map((fraction) => ({ fraction, id: handle.id, name: 'anonymous', mode: 'held' })));
  });

  it('hears reports though options.onProgress throws', async () => {
    const strategy = new HeldStrategy();
    const handle = new Executor({ strategies: [strategy] }).submit(
      (_: unknown, { reportProgress }: ToolContext) => { reportProgress({ message: 'half' }); },
      {},
      { onProgress: () => { throw new Error('broken'); } },
    );
    const heard: unknown[] = [];
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    handle.onProgress(({ message }) => heard.push(message));
    strategy.begin();
    expect((await handle.result).status).toBe('ok');
    expect(heard).toEqual(['half']);
    expect((await warned).message).toContain('broken');
  });
});
