import { Executor, InvocationContext, StrategyUnavailableError, runInPlace, runTool } from '@exec/core';
import type { ExecutionStrategy, ExecutorOptions, Invocation, ToolCall, ToolCallResult, ToolContext } from '@exec/core';
import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

const call = (id: string, name: string, input: unknown = {}): ToolCall => ({ id, name, arguments: JSON.stringify(input) });
const errorOf = (result: ToolCallResult | undefined): unknown => (result?.status === 'error' ? result.error : undefined);

/** Runs in place, as inline does, under another mode; preemptive: settles after an abort only once it was let go. */
class InPlaceStrategy implements ExecutionStrategy {
  readonly capabilities;
  readonly mode: string;
  closed = 0;
  constructor(mode: string, preemptive = false) {
    this.mode = mode;
    this.capabilities = { isolation: 'none', preemptive } as const;
  }
  async submit(invocation: Invocation): Promise<unknown> {
    return runInPlace(invocation, `${this.mode} 1`);
  }
  async close(): Promise<void> {
    this.closed++;
  }
}

/** A gate that a test opens, and a tool that waits at it; how often the tool began. */
function gatedTool(): { tool: () => Promise<string>; open: () => void; begun: () => number } {
  let open = (): void => undefined;
  let begun = 0;
  const gate = new Promise<void>((resolve) => { open = resolve; });
  const tool = async (): Promise<string> => {
    begun++;
    await gate;
    return 'through';
  };
  return { tool, open: () => { open(); }, begun: () => begun };
}

const untilAborted = (_: unknown, { abortSignal }: ToolContext): Promise<never> =>
  new Promise((_resolve, reject) => {
    abortSignal.addEventListener('abort', () => { reject(abortSignal.reason); });
  });

describe('the mode of a call', () => {
  const strategies = (): ExecutionStrategy[] => [new InPlaceStrategy('one'), new InPlaceStrategy('two')];
  const tools = { plain: () => 1, wantsTwo: { execute: () => 2, execution: { mode: 'two' } } };
  const modesOf = (results: ToolCallResult[]): string[] => results.map(({ mode }) => mode);
  const calls = [call('1', 'plain'), call('2', 'wantsTwo')];

  it('is the tool’s, else the batch’s, else the executor’s, else that of the first strategy', async () => {
    const executor = new Executor({ strategies: strategies() });
    expect(executor.executionMode).toBe('one');
    expect(executor.executionModes).toEqual(['one', 'two', 'inline']);
    expect(modesOf(await executor.run(tools, calls))).toEqual(['one', 'two']);
    expect(modesOf(await executor.run(tools, calls, { mode: 'inline' }))).toEqual(['inline', 'two']);
    executor.setExecutionMode('two');
    expect(executor.executionMode).toBe('two');
    expect(modesOf(await executor.run(tools, calls))).toEqual(['two', 'two']);
    expect(modesOf(await new Executor({ strategies: strategies(), mode: 'inline' }).run(tools, calls))).toEqual(['inline', 'two']);
  });

  it('is inline without strategies, and comes with the worker where there is one', async () => {
    expect(new Executor().executionMode).toBe('inline');
    const [result] = await new Executor({ strategies: strategies() }).run(tools, calls);
    expect(result?.worker).toBe('one 1');
  });

  it('that is not there throws, and names those that are', () => {
    const executor = new Executor({ strategies: strategies() });
    expect(() => { executor.setExecutionMode('three'); }).toThrow(/one of this executor's modes \(one, two, inline\), got "three" \(string\)/);
    expect(() => executor.submit(() => 1, {}, { mode: '__proto__' })).toThrow(/one, two, inline/);
    expect(executor.executionMode).toBe('one');
  });

  it('changes only for calls that are submitted later', async () => {
    const executor = new Executor({ strategies: strategies(), maxConcurrency: 1 });
    const running = executor.run(tools, [call('1', 'plain'), call('2', 'plain')]);
    executor.setExecutionMode('two');
    expect(modesOf(await running)).toEqual(['one', 'one']);
  });

  it('of two strategies may not be the same', () => {
    expect(() => new Executor({ strategies: [new InPlaceStrategy('one'), new InPlaceStrategy('one')] })).toThrow('two strategies of the mode "one"');
  });

  it('inline may be a strategy of one’s own', async () => {
    const [result] = await new Executor({ strategies: [new InPlaceStrategy('inline')] }).run({ plain: () => 1 }, [call('1', 'plain')]);
    expect(result?.worker).toBe('inline 1');
  });
});

describe('timeouts', () => {
  it('timeoutMs ends the run and aborts the signal with the error', async () => {
    let reason: unknown;
    const [result] = await new Executor({ timeoutMs: 10 }).run({
      hang: (_: unknown, context: ToolContext) => new Promise(() => {
        context.abortSignal.addEventListener('abort', () => { reason = context.abortSignal.reason; });
      }),
    }, [call('1', 'hang')]);
    expect(errorOf(result)).toMatchObject({ code: 'TIMEOUT', phase: 'run', timeoutMs: 10, retryable: true, toolCallId: '1' });
    expect(result?.output).toBe('Error executing hang: timed out: it ran longer than 10 ms; it was asked to stop, but the mode "inline" cannot stop code that does not listen');
    expect(reason).toBe(errorOf(result));
  });

  it('timeoutMs does not tick while a call waits in its worker, for as long as the strategy says so', async () => {
    class AheadStrategy implements ExecutionStrategy {
      readonly mode = 'ahead';
      readonly capabilities = { isolation: 'none', preemptive: false } as const;
      async submit(invocation: Invocation): Promise<unknown> {
        const waitMs = (invocation.input as { waitMs: number }).waitMs;
        const sentAtMs = performance.now();
        invocation.onStart('worker', { ranMs: () => Math.max(0, performance.now() - sentAtMs - Math.min(waitMs, 1000)) });
        await delay(Math.min(waitMs, 3000));
        return runTool(invocation.execute, invocation.input, new InvocationContext(invocation));
      }
      async close(): Promise<void> {
        // It holds nothing.
      }
    }
    const executor = new Executor({ strategies: [new AheadStrategy()], timeoutMs: 40 });
    const tools = { quick: () => 'done', hang: () => new Promise(() => undefined) };
    const [waits, runs, blocked] = await executor.run(tools, [
      call('1', 'quick', { waitMs: 300 }),
      call('2', 'hang', { waitMs: 300 }),
      call('3', 'hang', { waitMs: 1e9 }),
    ]);
    expect(waits).toMatchObject({ value: 'done' });
    expect(errorOf(runs)).toMatchObject({ code: 'TIMEOUT', phase: 'run', timeoutMs: 40 });
    expect(runs!.durationMs).toBeGreaterThanOrEqual(300);
    expect(runs!.durationMs).toBeLessThan(900);
    expect(errorOf(blocked)).toMatchObject({ code: 'TIMEOUT', phase: 'run' });
    expect(blocked!.durationMs).toBeGreaterThanOrEqual(1000);
    expect(blocked!.durationMs).toBeLessThan(2500);
  });

  it('timeoutMs does not tick in the queue', async () => {
    const wait = async (): Promise<string> => { await delay(40); return 'done'; };
    const results = await new Executor({ timeoutMs: 400, maxConcurrency: 1 }).run({ wait }, Array.from({ length: 15 }, (_, n) => call(String(n), 'wait')));
    expect(results.map(({ status }) => status)).toEqual(new Array(15).fill('ok'));
    expect(results.at(-1)?.queuedMs).toBeGreaterThan(400);
  });

  it('queueTimeoutMs ends a call that waits, and one whose tool is still looked up; neither begins', async () => {
    const { tool, open, begun } = gatedTool();
    const executor = new Executor({ maxConcurrency: 1, queueTimeoutMs: 20 });
    const running = executor.run({ tool }, [call('1', 'tool'), call('2', 'tool')], { onResult: ({ id }) => { if (id === '2') open(); } });
    const [first, second] = await running;
    expect(first?.status).toBe('ok');
    expect(errorOf(second)).toMatchObject({ code: 'TIMEOUT', phase: 'queue', timeoutMs: 20 });
    expect(second?.runMs).toBe(0);
    expect(begun()).toBe(1);
    const [lookup] = await executor.run(() => new Promise(() => undefined), [call('3', 'tool')]);
    expect(errorOf(lookup)).toMatchObject({ code: 'TIMEOUT', phase: 'queue' });
    expect(lookup?.output).toContain('was not begun');
  });

  it('totalTimeoutMs covers waiting and run together', async () => {
    const { tool, open, begun } = gatedTool();
    const executor = new Executor({ maxConcurrency: 1, totalTimeoutMs: 20 });
    const [running, waiting] = await executor.run({ tool }, [call('1', 'tool'), call('2', 'tool')]);
    open();
    expect(errorOf(running)).toMatchObject({ code: 'TIMEOUT', phase: 'total' });
    expect(running?.output).toContain('waiting included; it was asked to stop');
    expect(errorOf(waiting)).toMatchObject({ code: 'TIMEOUT', phase: 'total' });
    expect(begun()).toBeGreaterThanOrEqual(1);
  });

  it('are the tool’s before the batch’s before the executor’s', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const tools = { plain: never, own: { execute: never, execution: { timeoutMs: 5 } }, total: { execute: never, execution: { totalTimeoutMs: 6, timeoutMs: 60_000 } } };
    const executor = new Executor({ timeoutMs: 9 });
    const limits = async (options = {}): Promise<unknown[]> =>
      (await executor.run(tools, Object.keys(tools).map((name) => call(name, name)), options)).map((result) => (errorOf(result) as { timeoutMs: number }).timeoutMs);
    expect(await limits()).toEqual([9, 5, 6]);
    expect(await limits({ timeoutMs: 7, totalTimeoutMs: 60_000 })).toEqual([7, 5, 6]);
  });

  it('of a tool counts its total from the submission, lookup included', async () => {
    const slowLookup = async (): Promise<unknown> => {
      await delay(300);
      return { execute: () => new Promise(() => undefined), execution: { totalTimeoutMs: 250 } };
    };
    const [result] = await new Executor().run(slowLookup as never, [call('1', 'any')]);
    expect(errorOf(result)).toMatchObject({ code: 'TIMEOUT', phase: 'total', timeoutMs: 250 });
    expect(result?.runMs).toBeLessThan(200); // 250 if the clock had begun after the lookup
  });

  it('let a finished call be, whatever it says later', async () => {
    const results: string[] = [];
    const late = async (_: unknown, { reportProgress }: ToolContext): Promise<string> => {
      await delay(15);
      reportProgress({ message: 'too late' });
      return 'late';
    };
    await new Executor({ timeoutMs: 2 }).run({ late }, [call('1', 'late')], {
      onResult: ({ status }) => results.push(status),
      onProgress: () => results.push('progress'),
    });
    await delay(30);
    expect(results).toEqual(['error']);
  });

  it('wait for a preemptive strategy to stop the work, and tell how it did', async () => {
    const stopped = new StrategyUnavailableError('worker 3 was ended');
    const strategy: ExecutionStrategy = {
      mode: 'strict',
      capabilities: { isolation: 'thread', preemptive: true },
      submit: (invocation) => {
        invocation.onStart();
        return new Promise((_, reject) => {
          invocation.onAbort(() => setTimeout(() => { reject(stopped); }, 30));
        });
      },
      close: async () => undefined,
    };
    const [result] = await new Executor({ strategies: [strategy], timeoutMs: 5 }).run({ hang: () => 1 }, [call('1', 'hang')]);
    expect(errorOf(result)).toMatchObject({ code: 'TIMEOUT', cause: stopped });
    expect(result?.output).toContain('its work was stopped');
    expect(result?.runMs).toBeGreaterThan(25);
    expect(result).not.toHaveProperty('fellBack');
  });
});

describe('a batch’s signal', () => {
  it('that was aborted before begins nothing', async () => {
    const { tool, begun } = gatedTool();
    const signal = AbortSignal.abort(new Error('user left'));
    const results = await new Executor().run({ tool }, [call('1', 'tool'), call('2', 'tool')], { signal });
    expect(results.map(({ output }) => output)).toEqual(new Array(2).fill('Error executing tool: cancelled: user left'));
    expect(errorOf(results[0])).toMatchObject({ code: 'CANCELLED', cause: signal.reason, retryable: false, toolCallId: '1' });
    expect(errorOf(results[1])).toMatchObject({ toolCallId: '2' });
    expect(begun()).toBe(0);
  });

  it('that is aborted later stops running calls and begins no waiting one', async () => {
    const abort = new AbortController();
    const { tool, begun } = gatedTool();
    const results = await new Executor({ maxConcurrency: 2 }).run(
      { tool, stop: () => { abort.abort('enough'); return 'never seen'; } },
      [call('1', 'tool'), call('2', 'stop'), call('3', 'tool'), call('4', 'tool')],
      { signal: abort.signal },
    );
    expect(results.map(({ output }) => output.replace(/executing \w+/, 'executing'))).toEqual(new Array(4).fill('Error executing: cancelled: enough'));
    expect(begun()).toBe(1);
  });

  it('leaves other batches alone', async () => {
    const executor = new Executor({ maxConcurrency: 1 });
    const abort = new AbortController();
    const first = executor.run({ untilAborted }, [call('1', 'untilAborted')], { signal: abort.signal });
    const second = executor.run({ fine: () => 'fine' }, [call('2', 'fine')]);
    abort.abort();
    expect(errorOf((await first)[0])).toMatchObject({ code: 'CANCELLED' });
    expect((await second)[0]?.output).toBe('fine');
  });

  it('aborted by a tool source, a schema or a listener keeps the call from beginning', async () => {
    for (const place of ['source', 'schema', 'listener'] as const) {
      const abort = new AbortController();
      let begun = 0;
      const validate = (value: unknown): { value: unknown } => {
        if (place === 'schema') abort.abort();
        return { value };
      };
      const tool = {
        inputSchema: { '~standard': { version: 1 as const, vendor: 'test', validate } },
        execute: () => ++begun,
      };
      const executor = new Executor({ totalTimeoutMs: 60_000 });
      executor.on('call-queued', () => { if (place === 'listener') abort.abort(); });
      let settled = 0;
      const [result] = await executor.run(() => { if (place === 'source') abort.abort(); return tool; }, [call('1', 'tool')], {
        signal: abort.signal,
        onResult: () => settled++,
      });
      await nextTurn();
      expect([place, result?.status, begun, settled]).toEqual([place, 'error', 0, 1]);
    }
  });

  it('aborted by a tool source that then throws settles the call once', async () => {
    const abort = new AbortController();
    const source = (name: string): (() => Promise<string>) => {
      if (name === 'slow') return () => delay(20, 'slow');
      abort.abort();
      throw new Error('broken source');
    };
    let settled = 0;
    const results = await new Executor().run(source, [call('1', 'slow'), call('2', 'broken'), call('3', 'slow')], { signal: abort.signal, onResult: () => settled++ });
    expect(results).toMatchObject([{ error: { code: 'CANCELLED' } }, { error: { code: 'CANCELLED' } }, { error: { code: 'CANCELLED' } }]);
    expect(settled).toBe(3);
  });

  it('has one listener while a batch runs, and none afterwards', async () => {
    const { signal } = new AbortController();
    const { tool, open } = gatedTool();
    const running = new Executor().run({ tool }, Array.from({ length: 50 }, (_, n) => call(String(n), 'tool')), { signal });
    await nextTurn();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    open();
    await running;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    await new Executor().run({}, [call('1', 'unknown')], { signal });
    await new Executor().submit(() => 1, {}, { signal }).result;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('limits', () => {
  /** Runs calls that note how many of them overlap, by group. */
  async function overlap(executor: Executor, toolOf: (track: (group: string) => () => Promise<void>) => Record<string, unknown>, calls: ToolCall[]): Promise<{ most: Record<string, number>; results: ToolCallResult[] }> {
    const now: Record<string, number> = {};
    const most: Record<string, number> = {};
    const track = (group: string) => async (): Promise<void> => {
      now[group] = (now[group] ?? 0) + 1;
      now['all'] = (now['all'] ?? 0) + 1;
      for (const name of [group, 'all']) most[name] = Math.max(most[name] ?? 0, now[name] ?? 0);
      await nextTurn();
      await nextTurn();
      now[group]--;
      now['all']--;
    };
    const results = await executor.run(toolOf(track) as never, calls);
    return { most, results };
  }
  const mixed = (names: string[], count: number): ToolCall[] => Array.from({ length: count }, (_, n) => call(String(n), names[n % names.length] ?? ''));

  it('maxConcurrency holds for the executor', async () => {
    const { most, results } = await overlap(new Executor({ maxConcurrency: 3 }), (track) => ({ a: track('a'), b: track('b') }), mixed(['a', 'b'], 40));
    expect(most['all']).toBe(3);
    expect(results.every(({ status }) => status === 'ok')).toBe(true);
  });

  it('maxConcurrency of a tool holds for its name, and the rest runs on', async () => {
    const { most } = await overlap(
      new Executor(),
      (track) => ({ limited: { execute: track('limited'), execution: { maxConcurrency: 2 } }, free: track('free') }),
      mixed(['limited', 'free'], 40),
    );
    expect(most).toMatchObject({ limited: 2, free: 20 });
  });

  it('exclusive resources are held by one call at a time, across tools and batches, and the rest runs on', async () => {
    const executor = new Executor({ maxConcurrency: 8 });
    const tools = (track: (group: string) => () => Promise<void>): Record<string, unknown> => ({
      read: { execute: track('db'), execution: { exclusive: 'db' } },
      write: { execute: track('db'), execution: { exclusive: ['db', 'disk'] } },
      free: track('free'),
    });
    const [one, two] = await Promise.all([
      overlap(executor, tools, mixed(['read', 'write', 'free'], 60)),
      overlap(executor, tools, mixed(['write', 'read'], 20)),
    ]);
    expect(one.most['db']).toBe(1);
    expect(two.most['db']).toBe(1);
    expect(one.most['free']).toBeGreaterThan(1);
    expect([...one.results, ...two.results].every(({ status }) => status === 'ok')).toBe(true);
  });

  it('exclusive calls run in the order of the calls', async () => {
    const order: string[] = [];
    const tool = { execute: async (_: unknown, { toolCallId }: ToolContext) => { order.push(toolCallId); await nextTurn(); }, execution: { exclusive: 'db' } };
    const ids = Array.from({ length: 20 }, (_, n) => String(n));
    await new Executor().run({ tool }, ids.map((id) => call(id, 'tool')));
    expect(order).toEqual(ids);
  });

  it('give back the place of calls that fail, are cancelled or time out', async () => {
    const executor = new Executor({ maxConcurrency: 1, timeoutMs: 5 });
    const tools = { hang: () => new Promise(() => undefined), throws: () => { throw new Error('x'); }, fine: () => 'fine' };
    const results = await executor.run(tools, ['hang', 'throws', 'unknown', 'hang', 'fine'].map((name) => call(name, name)));
    expect(results.at(-1)?.output).toBe('fine');
  });

  it('give a place back only after the result of its call was told', async () => {
    const executor = new Executor({ maxConcurrency: 1 });
    const order: string[] = [];
    executor.on('call-started', ({ id }) => order.push(`${id} starts`));
    executor.on('call-settled', ({ id }) => order.push(`${id} settled`));
    const beganAtMs = performance.now();
    let toldAfterMs = Infinity;
    const [first, second] = await executor.run({ fine: () => 'fine' }, [call('1', 'fine'), call('2', 'fine')], {
      onResult: ({ id }) => {
        order.push(`${id} told`);
        if (id !== '1') return;
        toldAfterMs = performance.now() - beganAtMs;
        while (performance.now() - beganAtMs < toldAfterMs + 30); // a slow listener
      },
    });
    expect(order).toEqual(['1 starts', '1 settled', '1 told', '2 starts', '2 settled', '2 told']);
    expect(first?.durationMs).toBeLessThanOrEqual(toldAfterMs); // the listener's time is not the first call's
    expect(second?.queuedMs).toBeGreaterThanOrEqual(30); // it is the second one's wait, and not its run
  });

  it('begin nothing more once onResult has aborted the batch', async () => {
    const abort = new AbortController();
    let begun = 0;
    const told: string[] = [];
    const calls = ['1', '2', '3', '4'].map((id) => call(id, 'count'));
    const results = await new Executor({ maxConcurrency: 1 }).run({ count: () => ++begun }, calls, {
      signal: abort.signal,
      onResult: ({ id }) => {
        told.push(id);
        abort.abort();
      },
    });
    expect(results.map(({ status }) => status)).toEqual(['ok', 'error', 'error', 'error']);
    expect([begun, told]).toEqual([1, ['1', '2', '3', '4']]);
  });

  it('let 20 000 waiting calls fail at once without overflowing the stack', async () => {
    const refusing: ExecutionStrategy = {
      mode: 'refusing',
      capabilities: { isolation: 'none', preemptive: false },
      submit: () => { throw new Error('refused'); },
      close: async () => undefined,
    };
    const executor = new Executor({ strategies: [refusing], maxConcurrency: 1 });
    const { tool, open } = gatedTool();
    const first = executor.submit(tool, {}, { mode: 'inline' });
    const rest = executor.run({ any: () => 1 }, Array.from({ length: 20_000 }, (_, n) => call(String(n), 'any')));
    open();
    await first.result;
    expect((await rest).every(({ output }) => output === 'Error executing any: refused')).toBe(true);
  });
});

describe('a strategy that keeps its contract badly', () => {
  const strategyOf = (submit: (invocation: Invocation) => unknown): ExecutorOptions => ({
    strategies: [{ mode: 'odd', capabilities: { isolation: 'none', preemptive: false }, submit: submit as never, close: async () => undefined }],
  });

  it('may return a bare value, throw, or forget onStart', async () => {
    const outputs: string[] = [];
    for (const submit of [() => 'bare', () => { throw new Error('thrown'); }, async () => 'not started']) {
      const [result] = await new Executor(strategyOf(submit)).run({ any: () => 1 }, [call('1', 'any')]);
      outputs.push(result?.output ?? '');
    }
    expect(outputs).toEqual(['bare', 'Error executing any: thrown', 'not started']);
  });

  it('may throw in its abort listener: the other calls are cancelled all the same', async () => {
    const abort = new AbortController();
    const executor = new Executor(strategyOf((invocation) => {
      invocation.onStart();
      invocation.onAbort(() => { throw new Error('listener'); });
      return new Promise(() => undefined);
    }));
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    const running = executor.run({ any: () => 1 }, [call('1', 'any'), call('2', 'any')], { signal: abort.signal });
    abort.abort();
    expect((await running).map(({ status }) => status)).toEqual(['error', 'error']);
    expect((await warned).message).toContain('listener');
  });

  it('counts onStart once', async () => {
    const started: string[] = [];
    const executor = new Executor(strategyOf(async (invocation) => { invocation.onStart('w1'); invocation.onStart('w2'); return 1; }));
    executor.on('call-started', ({ worker }) => started.push(worker ?? ''));
    expect((await executor.run({ any: () => 1 }, [call('1', 'any')]))[0]?.worker).toBe('w1');
    expect(started).toEqual(['w1']);
  });

  it('names the worker that a call was moved to, and counts its time from there', async () => {
    const executor = new Executor(strategyOf(async (invocation) => {
      invocation.onStart('w1');
      await delay(50);
      invocation.onMove?.('w2');
      return 1;
    }));
    const [result] = await executor.run({ any: () => 1 }, [call('1', 'any')]);
    expect(result?.worker).toBe('w2');
    expect(result?.runMs).toBeLessThan(40);
  });
});

describe('settings of a tool', () => {
  it.each([['timeoutMs', 1000], ['totalTimeoutMs', 1000], ['maxOutputBytes', 100], ['maxConcurrency', 1], ['exclusive', 'disk'], ['fallback', false], ['mode', 'one']])(
    'are read once: a getter of %s that throws the next time costs nothing',
    async (name, value) => {
      let reads = 0;
      const execution = Object.defineProperty({}, name, { enumerable: true, get: () => { if (reads++ > 0) throw new Error('read twice'); return value as unknown; } });
      const executor = new Executor({ strategies: [new InPlaceStrategy('one')], shutdownTimeoutMs: 50 });
      const [result] = await executor.run({ any: { execute: () => 'done', execution } }, [call('1', 'any')]);
      expect(result?.output).toBe('done');
      await executor.shutdown();
    },
  );
});

describe('shutdown', () => {
  it('waits for calls in flight, closes the strategies once, and gives the same promise again', async () => {
    const strategy = new InPlaceStrategy('one');
    const executor = new Executor({ strategies: [strategy] });
    const { tool, open } = gatedTool();
    const running = executor.run({ tool }, [call('1', 'tool')]);
    const shutdown = executor.shutdown();
    expect(executor.shutdown()).toBe(shutdown);
    await nextTurn();
    expect(strategy.closed).toBe(0);
    open();
    await shutdown;
    expect((await running)[0]?.output).toBe('through');
    expect(strategy.closed).toBe(1);
  });

  it('refuses what comes later', async () => {
    const executor = new Executor();
    await executor.shutdown();
    const { tool, begun } = gatedTool();
    const results = await executor.run({ tool }, [call('1', 'tool')]);
    expect(errorOf(results[0])).toMatchObject({ code: 'EXECUTOR_CLOSED', toolCallId: '1' });
    expect(errorOf(await executor.submit(tool, {}).result)).toMatchObject({ code: 'EXECUTOR_CLOSED' });
    const streamed: unknown[] = [];
    for await (const result of executor.stream({ tool }, [call('1', 'tool')])) streamed.push(errorOf(result));
    expect(streamed).toMatchObject([{ code: 'EXECUTOR_CLOSED' }]);
    expect(begun()).toBe(0);
  });

  it('cancels what is left after shutdownTimeoutMs; what waits never begins', async () => {
    const executor = new Executor({ shutdownTimeoutMs: 10, maxConcurrency: 1 });
    let begun = 0;
    const count = (): void => { begun++; };
    const first = executor.run({ untilAborted }, [call('1', 'untilAborted')]);
    const second = executor.run({ count }, [call('2', 'count')]);
    await executor.shutdown();
    expect((await first)[0]?.output).toBe('Error executing untilAborted: cancelled: the executor was shut down');
    expect(errorOf((await second)[0])).toMatchObject({ code: 'CANCELLED' });
    expect(begun).toBe(0);
  });

  it('tells which strategies could not be closed, after it closed the others', async () => {
    const bad = (mode: string, close: () => Promise<void>): ExecutionStrategy => ({
      mode,
      capabilities: { isolation: 'none', preemptive: false },
      submit: async () => 1,
      close,
    });
    const strategies = [
      bad('rejects', () => Promise.reject(new Error('stuck'))),
      bad('throws', () => { throw new Error('broken'); }),
    ];
    const good = new InPlaceStrategy('good');
    const shutdown = new Executor({ strategies: [...strategies, good] }).shutdown();
    await expect(shutdown).rejects.toMatchObject({ errors: [new Error('stuck'), new Error('broken')] });
    expect(good.closed).toBe(1);
  });

  it('is what `await using` calls', async () => {
    const strategy = new InPlaceStrategy('one');
    const executor = new Executor({ strategies: [strategy] });
    await executor[Symbol.asyncDispose]();
    expect(strategy.closed).toBe(1);
  });
});
