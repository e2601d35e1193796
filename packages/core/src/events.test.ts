import { Executor } from '@exec/core';
import type { CallTrace, ExecutionStrategy, ExecutorEventName, StrategyEvent, ToolCall, ToolContext } from '@exec/core';
import { AsyncLocalStorage } from 'node:async_hooks';
import { channel, tracingChannel } from 'node:diagnostics_channel';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';

const call = (id: string, name: string): ToolCall => ({ id, name, arguments: '{}' });
const callEvents = ['call-queued', 'call-started', 'call-progress', 'call-fell-back', 'output-truncated', 'call-settled'] as const;

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
});

/** Collects process warnings of the executor until the test ends. */
function collectWarnings(): Error[] {
  const warnings: Error[] = [];
  const listener = (warning: Error): void => { if (warning.name === 'ExecListenerWarning') warnings.push(warning); };
  process.on('warning', listener);
  cleanUp.push(() => process.off('warning', listener));
  return warnings;
}

describe('executor.on', () => {
  it('tells of each call in the order of its life', async () => {
    const executor = new Executor({ maxOutputBytes: 60 });
    const seen: string[] = [];
    for (const name of callEvents) executor.on(name, (event: { id: string }) => seen.push(`${event.id} ${name}`));
    await executor.run({
      work: async (_: unknown, { reportProgress }: ToolContext) => {
        reportProgress({ fraction: 0.5 });
        await nextTurn();
        return 'x'.repeat(100);
      },
    }, [call('a', 'work'), call('b', 'unknown')]);
    const of = (id: string): string[] => seen.filter((entry) => entry.startsWith(`${id} `)).map((entry) => entry.slice(2));
    expect(of('a')).toEqual(['call-queued', 'call-started', 'call-progress', 'output-truncated', 'call-settled']);
    expect(of('b')).toEqual(['call-queued', 'output-truncated', 'call-settled']);
  });

  it('gives the result that the batch gives, and the same progress as onProgress', async () => {
    const executor = new Executor();
    const settled: unknown[] = [];
    const progress: unknown[] = [];
    const onProgress: unknown[] = [];
    executor.on('call-settled', (result) => settled.push(result));
    executor.on('call-progress', (report) => progress.push(report));
    const results = await executor.run(
      { work: (_: unknown, { reportProgress }: ToolContext) => { reportProgress({ fraction: 1, message: 'done', detail: [1] }); } },
      [call('1', 'work')],
      { onProgress: (report) => onProgress.push(report) },
    );
    expect(settled).toEqual(results);
    expect(progress).toEqual([{ id: '1', name: 'work', mode: 'inline', fraction: 1, message: 'done', detail: [1] }]);
    expect(onProgress).toEqual(progress);
  });

  it('is ended by the function that it returns, once for each subscription', async () => {
    const executor = new Executor();
    let heard = 0;
    const listener = (): void => { heard++; };
    const [first, second] = [executor.on('call-settled', listener), executor.on('call-settled', listener)];
    const run = async (): Promise<number> => {
      heard = 0;
      await executor.run({ one: () => 1 }, [call('1', 'one')]);
      return heard;
    };
    expect(await run()).toBe(2);
    first();
    first();
    expect(await run()).toBe(1);
    second();
    expect(await run()).toBe(0);
  });

  it('bears a listener that subscribes itself again', async () => {
    const executor = new Executor();
    executor.on('call-settled', () => undefined); // keeps the list of listeners alive between its end and its return
    let heard = 0;
    const listen = (): void => {
      if (heard > 100) throw new Error('called without end');
      const stop = executor.on('call-settled', () => {
        heard++;
        stop();
        listen();
      });
    };
    listen();
    await executor.run({ one: () => 1 }, [call('1', 'one'), call('2', 'one')]);
    expect(heard).toBe(2);
  });

  it('makes a warning of what a listener throws, and nothing else', async () => {
    const warnings = collectWarnings();
    const executor = new Executor();
    const thrown: unknown[] = [new Error('broken listener'), 'a text', Object.create(null)];
    for (const value of thrown) executor.on('call-settled', () => { throw value; });
    let last = false;
    executor.on('call-settled', () => { last = true; });
    const throwing = () => (): never => { throw new Error('broken callback'); };
    const results = await executor.run(
      { one: (_: unknown, { reportProgress }: ToolContext) => { reportProgress({}); return 1; } },
      [call('1', 'one'), call('2', 'one')],
      { onResult: throwing(), onProgress: throwing() },
    );
    expect(results.map(({ output }) => output)).toEqual(['1', '1']);
    expect(last).toBe(true);
    await nextTurn();
    expect(warnings).toHaveLength(5); // one for each listener, though there were two calls
    expect(warnings.some(({ message }) => message.startsWith('the listener for "call-settled" threw: Error: broken listener'))).toBe(true);
    expect(warnings.some(({ message }) => message.startsWith('onProgress threw: Error: broken callback'))).toBe(true);
  });

  it('makes a warning too of what an async listener rejects with, once for each listener', async () => {
    const warnings = collectWarnings();
    const executor = new Executor();
    // Typed as one that returns nothing: the types refuse no async listener, only the linter does.
    const rejecting = (who: string) => (): never => Promise.reject(new Error(`broken ${who}`)) as never;
    executor.on('call-settled', rejecting('listener'));
    executor.on('call-started', () => ({ get then(): never { throw new Error('broken thenable'); } }));
    const tools = { one: (_: unknown, { reportProgress }: ToolContext) => { reportProgress({}); return 1; } };
    const results = await executor.run(tools, [call('1', 'one'), call('2', 'one')], { onResult: rejecting('onResult'), onProgress: rejecting('onProgress') });
    const late = executor.submit(async (_: unknown, context: ToolContext) => { await nextTurn(); tools.one(_, context); }, {});
    late.onProgress(rejecting('late listener'));
    expect([...results, await late.result].map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    await nextTurn();
    expect(warnings.map(({ message }) => message.split('\n')[0]).sort()).toEqual([
      'a listener of the handle threw: Error: broken late listener',
      'onProgress threw: Error: broken onProgress',
      'onResult threw: Error: broken onResult',
      'the listener for "call-settled" threw: Error: broken listener',
      'the listener for "call-started" threw: Error: broken thenable',
    ]);
  });

  it('passes on what strategies tell of their workers, until the executor ends', async () => {
    let tell: ((event: StrategyEvent) => void) | undefined;
    const strategy: ExecutionStrategy = {
      mode: 'farm',
      capabilities: { isolation: 'process', preemptive: true },
      submit: async () => 1,
      close: async () => undefined,
      subscribe: (listener) => { tell = listener; return () => { tell = undefined; }; },
    };
    const executor = new Executor({ strategies: [strategy] });
    const seen: unknown[] = [];
    for (const name of ['worker-started', 'worker-stopped', 'worker-crashed', 'worker-replaced'] as const) executor.on(name, (event) => seen.push(event));
    const error = new Error('SIGSEGV');
    const events: StrategyEvent[] = [
      { type: 'worker-started', worker: 'w1' },
      { type: 'worker-crashed', worker: 'w1', error, lostCalls: 2 },
      { type: 'worker-replaced', worker: 'w1', replacement: 'w2' },
      { type: 'worker-stopped', worker: 'w2', reason: 'idle' },
    ];
    const onChannel: unknown[] = [];
    const subscriber = (event: unknown): void => { onChannel.push(event); };
    channel('exec:worker-crashed').subscribe(subscriber);
    cleanUp.push(() => channel('exec:worker-crashed').unsubscribe(subscriber));
    for (const event of events) tell?.(event);
    expect(seen).toEqual(events.map((event) => ({ ...event, mode: 'farm' })));
    expect(onChannel).toEqual([{ ...events[1], mode: 'farm' }]);
    await executor.shutdown();
    expect(tell).toBeUndefined();
  });
});

describe('diagnostics_channel', () => {
  it('carries fallbacks and cut outputs', async () => {
    const seen: Record<string, unknown> = {};
    for (const name of ['exec:call-fell-back', 'exec:output-truncated']) {
      const subscriber = (event: unknown): void => { seen[name] = event; };
      channel(name).subscribe(subscriber);
      cleanUp.push(() => channel(name).unsubscribe(subscriber));
    }
    await new Executor({ maxOutputBytes: 10 }).run({ tool: { execute: () => 'x'.repeat(11), execution: { mode: 'gpu' } } }, [call('1', 'tool')]);
    expect(seen['exec:call-fell-back']).toMatchObject({ id: '1', name: 'tool', from: 'gpu', to: 'inline', reason: { code: 'STRATEGY_UNAVAILABLE' } });
    expect(seen['exec:output-truncated']).toEqual({ id: '1', name: 'tool', mode: 'inline', bytes: 11, maxOutputBytes: 10 });
  });

  it('needs no listener to be quiet about the events of a call’s life', () => {
    const quiet: ExecutorEventName[] = ['call-queued', 'call-started', 'call-progress', 'call-settled'];
    expect(quiet.filter((name) => channel(`exec:${name}`).hasSubscribers)).toEqual([]);
  });
});

describe('the tracing channel exec:call', () => {
  const traced = tracingChannel<CallTrace>('exec:call');

  function record(): string[] {
    const seen: string[] = [];
    const subscribers = Object.fromEntries(
      (['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const).map((part) => [
        part,
        (trace: CallTrace) => seen.push(`${trace.id} ${part} ${trace.result?.output ?? '-'} ${trace.error?.code ?? '-'}`),
      ]),
    ) as unknown as Parameters<typeof traced.subscribe>[0];
    traced.subscribe(subscribers);
    cleanUp.push(() => { traced.unsubscribe(subscribers); });
    return seen;
  }

  it('has start and end around the dispatch, asyncStart and asyncEnd around the result', async () => {
    const seen = record();
    await new Executor().run({ one: () => 1 }, [call('a', 'one')]);
    expect(seen).toEqual(['a start - -', 'a end - -', 'a asyncStart 1 -', 'a asyncEnd 1 -']);
  });

  it('has error for a failure, also for one that is found at once', async () => {
    const seen = record();
    await new Executor().run({ throws: async () => { await nextTurn(); throw new Error('x'); } }, [call('a', 'throws')]);
    const output = 'Error executing throws: x';
    expect(seen.splice(0)).toEqual(['a start - -', 'a end - -', `a error ${output} TOOL_ERROR`, `a asyncStart ${output} TOOL_ERROR`, `a asyncEnd ${output} TOOL_ERROR`]);
    await new Executor().run({}, [call('b', 'gone')]);
    expect(seen.map((entry) => entry.split(' ').slice(0, 2).join(' '))).toEqual(['b start', 'b end', 'b error', 'b asyncStart', 'b asyncEnd']);
  });

  it('binds stores: the tool and all that it awaits see the subscriber’s span, each its own', async () => {
    const spans = new AsyncLocalStorage<string>();
    // Node's types give a store the type of the messages; what `transform` makes of them is what it holds.
    const store = spans as unknown as AsyncLocalStorage<CallTrace>;
    traced.start.bindStore(store, (trace) => `span of ${trace.id}` as never);
    cleanUp.push(() => traced.start.unbindStore(store));
    const tool = async (): Promise<string[]> => {
      const before = spans.getStore() ?? 'none';
      await nextTurn();
      return [before, spans.getStore() ?? 'none'];
    };
    const results = await new Executor().run({ tool }, [call('a', 'tool'), call('b', 'tool')]);
    expect(results.map((result) => result.status === 'ok' && result.value)).toEqual([
      ['span of a', 'span of a'],
      ['span of b', 'span of b'],
    ]);
    expect(spans.getStore()).toBeUndefined();
  });

  it('changes nothing for the results', async () => {
    const calls = [call('a', 'one'), call('b', 'gone'), call('a', 'one')];
    const outputs = async (): Promise<string[]> => (await new Executor().run({ one: () => 1 }, calls)).map(({ output }) => output);
    const untraced = await outputs();
    record();
    expect(await outputs()).toEqual(untraced);
  });
});
