import { Executor, NotTransportableError, StrategyUnavailableError, WorkerCrashedError, runInPlace } from '@exec/core';
import type { ExecutionStrategy, ExecutorEvents, Invocation, StrategyCapabilities, ToolCall } from '@exec/core';
import { describe, expect, it, vi } from 'vitest';

const call = (id: string, name: string): ToolCall => ({ id, name, arguments: '{}' });

/** A strategy whose way of failing a test chooses; what it was asked is written down. */
class ScriptedStrategy implements ExecutionStrategy {
  readonly mode: string;
  readonly capabilities: StrategyCapabilities;
  readonly #behave: (invocation: Invocation) => unknown;
  submitted = 0;
  constructor(mode: string, isolation: StrategyCapabilities['isolation'], behave: (invocation: Invocation) => unknown, preemptive = false) {
    this.mode = mode;
    this.capabilities = { isolation, preemptive };
    this.#behave = behave;
  }
  async submit(invocation: Invocation): Promise<unknown> {
    this.submitted++;
    return this.#behave(invocation);
  }
  async close(): Promise<void> {
    // nothing is held
  }
}

const runs = (invocation: Invocation): unknown => runInPlace(invocation);
const cannotTravel = (): never => { throw new NotTransportableError('it closes over a socket', { path: ['socket'] }); };
const cannotStart = (): never => { throw new StrategyUnavailableError('no worker could be started'); };
const crashes = (invocation: Invocation): never => {
  invocation.onStart('process 1');
  throw new WorkerCrashedError('the worker was killed', { signal: 'SIGKILL' });
};

describe('a call that did not begin', () => {
  it('falls back in the order of the strategies, then inline; the result and an event say so', async () => {
    const order: string[] = [];
    const noted = (mode: string, behave: () => never) => (): never => { order.push(mode); return behave(); };
    const events: ExecutorEvents['call-fell-back'][] = [];
    const executor = new Executor({
      strategies: [
        new ScriptedStrategy('second', 'thread', noted('second', cannotStart)),
        new ScriptedStrategy('wanted', 'process', noted('wanted', cannotTravel)),
        new ScriptedStrategy('third', 'none', noted('third', cannotTravel)),
      ],
      mode: 'wanted',
    });
    executor.on('call-fell-back', (event) => events.push(event));
    const [result] = await executor.run({ tool: () => 'ran' }, [call('1', 'tool')]);
    expect(order).toEqual(['wanted', 'second', 'third']);
    expect(result).toMatchObject({
      status: 'ok', output: 'ran', mode: 'inline',
      fellBack: [
        { from: 'wanted', to: 'second', reason: { code: 'NOT_TRANSPORTABLE', path: ['socket'], toolName: 'tool', toolCallId: '1' } },
        { from: 'second', to: 'third', reason: { code: 'STRATEGY_UNAVAILABLE' } },
        { from: 'third', to: 'inline', reason: { code: 'NOT_TRANSPORTABLE' } },
      ],
    });
    expect(events).toEqual(result?.fellBack?.map((step) => ({ id: '1', name: 'tool', ...step })));
  });

  it('fails with the reason where no strategy is left', async () => {
    const executor = new Executor({ strategies: [new ScriptedStrategy('inline', 'none', cannotStart)] });
    const [result] = await executor.run({ tool: () => 1 }, [call('1', 'tool')]);
    expect(result).toMatchObject({ status: 'error', error: { code: 'STRATEGY_UNAVAILABLE', retryable: true }, mode: 'inline' });
    expect(result).not.toHaveProperty('fellBack');
  });

  it('falls back too where its tool wants a mode that is not there', async () => {
    const tool = { execute: () => 'ran', execution: { mode: 'gpu' } };
    const [result] = await new Executor().run({ tool }, [call('1', 'tool')]);
    expect(result).toMatchObject({ output: 'ran', mode: 'inline', fellBack: [{ from: 'gpu', to: 'inline' }] });
    const [refused] = await new Executor({ fallback: false }).run({ tool }, [call('1', 'tool')]);
    expect(refused?.output).toContain('wants the mode "gpu" and this executor has no such strategy (it has: inline)');
  });
});

describe('the rule of fallback', () => {
  const executorWith = (fallback?: boolean | string[]): Executor =>
    new Executor({
      strategies: [
        new ScriptedStrategy('wanted', 'thread', cannotTravel),
        new ScriptedStrategy('one', 'thread', runs),
        new ScriptedStrategy('two', 'thread', runs),
      ],
      ...(fallback === undefined ? undefined : { fallback }),
    });
  const modeOf = async (executor: Executor, execution?: { fallback: boolean | string[] }, batch = {}): Promise<string> => {
    const tool = execution === undefined ? () => 1 : { execute: () => 1, execution };
    const [result] = await executor.run({ tool }, [call('1', 'tool')], batch);
    return `${result?.mode} ${result?.status}`;
  };

  it('is true unless set; false is none; a list is these modes in this order', async () => {
    expect(await modeOf(executorWith())).toBe('one ok');
    expect(await modeOf(executorWith(false))).toBe('wanted error');
    expect(await modeOf(executorWith(['two', 'one']))).toBe('two ok');
    expect(() => executorWith(['gone', 'inline'])).toThrow(/each mode of options\.fallback has to be one of this executor's modes .*got "gone" \(string\)/);
    // A tool does not know the executor, so it may name modes that this one does not have.
    expect(await modeOf(executorWith(), { fallback: ['gone', 'inline'] })).toBe('inline ok');
    expect(await modeOf(executorWith([]))).toBe('wanted error');
  });

  it('is the tool’s before the batch’s before the executor’s', async () => {
    expect(await modeOf(executorWith(false), undefined, { fallback: ['two'] })).toBe('two ok');
    expect(await modeOf(executorWith(true), { fallback: false }, { fallback: true })).toBe('wanted error');
    expect(await modeOf(executorWith(false), { fallback: ['inline'] })).toBe('inline ok');
  });
});

describe('a call that may have begun', () => {
  it.each([
    ['NotTransportableError', () => new NotTransportableError('its result cannot travel')],
    ['StrategyUnavailableError', () => new StrategyUnavailableError('gone')],
    ['WorkerCrashedError', () => new WorkerCrashedError('killed')],
    ['an error of the tool', () => new Error('oops')],
  ])('is never begun again after a %s', async (_, makeError) => {
    const second = new ScriptedStrategy('second', 'process', runs);
    let begun = 0;
    const first = new ScriptedStrategy('first', 'process', (invocation) => { invocation.onStart(); begun++; throw makeError(); });
    const [result] = await new Executor({ strategies: [first, second] }).run({ tool: () => 1 }, [call('1', 'tool')]);
    expect([result?.status, result?.mode, begun, second.submitted]).toEqual(['error', 'first', 1, 0]);
  });

  it('nor is one that failed before its start for another reason', async () => {
    const second = new ScriptedStrategy('second', 'process', runs);
    const [result] = await new Executor({ strategies: [new ScriptedStrategy('first', 'process', () => { throw new WorkerCrashedError('killed'); }), second] }).run(
      { tool: () => 1 },
      [call('1', 'tool')],
    );
    expect(result).toMatchObject({ status: 'error', error: { code: 'WORKER_CRASHED' } });
    expect(second.submitted).toBe(0);
  });

  it('nor one that was cancelled meanwhile', async () => {
    const abort = new AbortController();
    const second = new ScriptedStrategy('second', 'process', runs);
    const first = new ScriptedStrategy('first', 'process', async () => {
      await Promise.resolve();
      abort.abort();
      return cannotStart();
    });
    const [result] = await new Executor({ strategies: [first, second] }).run({ tool: () => 1 }, [call('1', 'tool')], { signal: abort.signal });
    expect(result).toMatchObject({ status: 'error', error: { code: 'CANCELLED' } });
    expect(second.submitted).toBe(0);
  });
});

describe('a strategy that has given a call back', () => {
  it.each([true, false])('has no more say in it and hears no more of it (preemptive: %s)', async (preemptive) => {
    let given: Invocation | undefined;
    const heard: string[] = [];
    const first = new ScriptedStrategy('first', 'thread', (invocation) => {
      given = invocation;
      invocation.onAbort(() => heard.push('abort'));
      invocation.signal.addEventListener('abort', () => heard.push('signal'));
      return cannotStart();
    }, preemptive);
    const meddle = (): void => {
      given?.onStart('first 1');
      given?.onProgress({ message: 'from the first' });
    };
    const second = new ScriptedStrategy('second', 'thread', async (invocation) => {
      meddle(); // before the start
      invocation.onStart('second 1');
      meddle(); // and after it
      invocation.onProgress({ message: 'from the second' });
      await new Promise<void>((resolve) => { invocation.onAbort(() => { resolve(); }); });
    }, preemptive);
    const executor = new Executor({ strategies: [first, second], timeoutMs: 5 });
    executor.on('call-fell-back', meddle);
    const started: unknown[] = [];
    executor.on('call-started', ({ worker, mode }) => started.push([worker, mode]));
    const messages: unknown[] = [];
    const [result] = await executor.run({ tool: () => 1 }, [call('1', 'tool')], { onProgress: ({ message }) => messages.push(message) });
    expect(result).toMatchObject({ mode: 'second', worker: 'second 1', error: { code: 'TIMEOUT' } });
    expect([started, messages, heard]).toEqual([[['second 1', 'second']], ['from the second'], []]);
  });
});

describe('a listener of call-fell-back', () => {
  it.each([true, false])('may cancel the call: it never begins and settles once (preemptive: %s)', async (preemptive) => {
    const abort = new AbortController();
    const second = new ScriptedStrategy('second', 'thread', runs, preemptive);
    const executor = new Executor({ strategies: [new ScriptedStrategy('first', 'thread', cannotStart, preemptive), second] });
    executor.on('call-fell-back', () => { abort.abort(); });
    const settled: unknown[] = [];
    executor.on('call-settled', ({ id }) => settled.push(id));
    let begun = 0;
    const results = await executor.run({ tool: () => ++begun }, [call('1', 'tool')], { signal: abort.signal });
    await new Promise((resolve) => setImmediate(resolve));
    expect(results).toMatchObject([{ status: 'error', error: { code: 'CANCELLED' }, fellBack: [{ from: 'first', to: 'second' }] }]);
    expect([begun, second.submitted, settled]).toEqual([0, 0, ['1']]);
  });
});

describe('a tool that killed or hung its worker', () => {
  /** The first call does the harm; from then on the strategy cannot start a worker. */
  const harmfulFirst = (harm: (invocation: Invocation) => unknown): ((invocation: Invocation) => unknown) => {
    let first = true;
    return (invocation) => {
      if (!first) return cannotStart();
      first = false;
      return harm(invocation);
    };
  };
  const hangs = (invocation: Invocation): Promise<never> => { invocation.onStart(); return new Promise(() => undefined); };

  it.each([['crashed', crashes], ['hung', hangs]])('(%s) never falls back to a strategy that isolates less', async (_, harm) => {
    const thread = new ScriptedStrategy('thread', 'thread', runs);
    const executor = new Executor({ strategies: [new ScriptedStrategy('process', 'process', harmfulFirst(harm)), thread], timeoutMs: 5 });
    let ran = 0;
    const tools = { tool: () => ++ran, other: () => 'other' };
    const [first] = await executor.run(tools, [call('1', 'tool')]);
    expect(first?.status).toBe('error');
    const [again, other] = await executor.run(tools, [call('2', 'tool'), call('3', 'other')]);
    expect(again).toMatchObject({ status: 'error', error: { code: 'STRATEGY_UNAVAILABLE' }, mode: 'process' });
    expect(other).toMatchObject({ status: 'ok', mode: 'thread' });
    expect(ran).toBe(0);
    // An explicit list cannot lead it closer to the host either, nor can a new function under the same name.
    const [listed] = await executor.run({ tool: () => ++ran }, [call('4', 'tool')], { fallback: ['thread', 'inline'] });
    expect(listed?.status).toBe('error');
    // nor the same function under another name
    const [renamed] = await executor.run({ alias: tools.tool }, [call('5', 'alias')]);
    expect(renamed?.status).toBe('error');
    expect([ran, thread.submitted]).toEqual([0, 1]);
  });

  it('may fall back to one that isolates as much or more', async () => {
    const host = new ScriptedStrategy('container', 'host', runs);
    const executor = new Executor({ strategies: [new ScriptedStrategy('process', 'process', harmfulFirst(crashes)), new ScriptedStrategy('thread', 'thread', runs), host] });
    const tools = { tool: () => 'ran' };
    await executor.run(tools, [call('1', 'tool')]);
    const [again] = await executor.run(tools, [call('2', 'tool')]);
    expect(again).toMatchObject({ status: 'ok', mode: 'container', fellBack: [{ from: 'process', to: 'container' }] });
  });
});

describe('a call that falls from an isolating mode into the host', () => {
  const refuse = () => { throw new NotTransportableError('it uses "db".'); };

  it('is warned of once for each tool, unless somebody listens', async () => {
    const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    try {
      const executor = new Executor({ strategies: [new ScriptedStrategy('first', 'process', refuse)] });
      await executor.run({ a: () => 1, b: () => 2 }, [call('1', 'a'), call('2', 'a'), call('3', 'b')]);
      expect(warnings.mock.calls.map(([text]) => String(text).slice(0, 43))).toEqual([
        'the tool "a" runs in the mode "inline", ins',
        'the tool "b" runs in the mode "inline", ins',
      ]);
      executor.on('call-fell-back', () => undefined);
      await executor.run({ c: () => 1 }, [call('4', 'c')]);
      const isolated = new Executor({ strategies: [new ScriptedStrategy('first', 'process', refuse), new ScriptedStrategy('second', 'process', runs)] });
      await isolated.run({ a: () => 1 }, [call('5', 'a')]);
      expect(warnings).toHaveBeenCalledTimes(2);
    } finally {
      warnings.mockRestore();
    }
  });

  it('is warned of with every mode that could not begin it, before it runs: it may block the host', async () => {
    const order: string[] = [];
    const listener = ({ name, message }: Error): void => { if (name === 'ExecFallbackWarning') order.push(message); };
    process.on('warning', listener);
    try {
      const executor = new Executor({ strategies: [new ScriptedStrategy('first', 'process', refuse), new ScriptedStrategy('second', 'thread', cannotStart)] });
      await executor.run({ blocks: () => { order.push('ran'); } }, [call('1', 'blocks')]);
      expect(order).toEqual([
        'the tool "blocks" runs in the mode "inline", inside the host, where no timeout stops code that blocks: not in "first", since it uses "db"; not in "second", since no worker could be started. Give fallback: false to have such calls refused, or listen for "call-fell-back".',
        'ran',
      ]);
    } finally {
      process.off('warning', listener);
    }
  });

  it('does not run if it was cancelled after the warning', async () => {
    const abort = new AbortController();
    let ran = false;
    const listener = ({ name }: Error): void => { if (name === 'ExecFallbackWarning') abort.abort(); };
    process.on('warning', listener);
    try {
      const executor = new Executor({ strategies: [new ScriptedStrategy('first', 'process', refuse)] });
      const [result] = await executor.run({ cancelled: () => { ran = true; } }, [call('1', 'cancelled')], { signal: abort.signal });
      expect([result?.status === 'error' && result.error.code, ran]).toEqual(['CANCELLED', false]);
    } finally {
      process.off('warning', listener);
    }
  });
});
