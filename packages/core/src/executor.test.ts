import { Executor, InvalidOptionError, InvalidToolError, UnknownToolError } from '@exec/core';
import type { ToolCall, ToolCallResult, ToolContext, ToolSource } from '@exec/core';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import { describe, expect, it } from 'vitest';

const call = (id: string, name: string, input: unknown = {}): ToolCall => ({ id, name, arguments: JSON.stringify(input) });
const add = ({ a, b }: { a: number; b: number }): number => a + b;

describe('run', () => {
  it('gives the results in the order of the calls, whatever order they settle in', async () => {
    const settled: string[] = [];
    const wait = async ({ ms }: { ms: number }): Promise<number> => {
      await delay(ms);
      return ms;
    };
    const results = await new Executor().run({ wait }, [call('slow', 'wait', { ms: 40 }), call('fast', 'wait', { ms: 1 })], {
      onResult: ({ id }) => settled.push(id),
    });
    expect(results.map(({ id, output }) => [id, output])).toEqual([['slow', '40'], ['fast', '1']]);
    expect(settled).toEqual(['fast', 'slow']);
  });

  it('describes each call: mode, times that add up, value and text', async () => {
    const [result] = await new Executor().run({ add }, [call('1', 'add', { a: 5, b: 3 })]);
    expect(result).toMatchObject({ id: '1', name: 'add', mode: 'inline', status: 'ok', value: 8, output: '8' });
    expect(result?.durationMs).toBeCloseTo((result?.queuedMs ?? 0) + (result?.runMs ?? 0), 6);
    expect(result).not.toHaveProperty('fellBack');
    expect(result).not.toHaveProperty('worker');
  });

  it('resolves at once for no calls', async () => {
    expect(await new Executor().run({}, [])).toEqual([]);
  });

  it('runs 10 000 calls, each once, in order', async () => {
    const seen = new Set<number>();
    const note = async ({ n }: { n: number }): Promise<number> => {
      expect(seen.has(n)).toBe(false);
      seen.add(n);
      if (n % 3 === 0) await nextTurn();
      return n;
    };
    const calls = Array.from({ length: 10_000 }, (_, n) => call(`call_${n}`, 'note', { n }));
    const results = await new Executor({ timeoutMs: 20_000, maxConcurrency: 100 }).run({ note }, calls);
    expect(results.map(({ output }) => Number(output))).toEqual(calls.map((_, n) => n));
    expect(seen.size).toBe(10_000);
  });

  it('keeps one call’s failure from the others', async () => {
    const tools = {
      add,
      throws: () => { throw new TypeError('no such row'); },
      rejects: async () => { throw new RangeError('later'); },
    };
    const results = await new Executor().run(tools, [call('1', 'throws'), call('2', 'add', { a: 1, b: 1 }), call('3', 'rejects'), call('4', 'nothing')]);
    expect(results.map(({ output }) => output)).toEqual([
      'Error executing throws: no such row',
      '2',
      'Error executing rejects: later',
      'Error executing nothing: there is no tool named "nothing". The tools are: add, throws, rejects.',
    ]);
    const [first] = results;
    expect(first?.status === 'error' && first.error).toMatchObject({ code: 'TOOL_ERROR', toolName: 'throws', toolCallId: '1' });
    expect(first?.status === 'error' && first.error.cause).toBeInstanceOf(TypeError);
  });

  it('loses nothing of calls that a model made badly', async () => {
    const calls = [
      { id: '__proto__', name: 'add', arguments: '{"a":1,"b":1}' },
      { id: '', name: 'add', arguments: '{"a":1,"b":2}' },
      { name: 'add', arguments: '{"a":1,"b":3}' },
      { id: 7, name: 'add', arguments: '{"a":1,"b":4}' },
      { id: { toString: 1 }, name: 'add', arguments: '{"a":1,"b":5}' },
      { id: 'nameless', arguments: '{}' },
      { id: 'no arguments', name: 'add' },
      null,
      undefined,
    ] as unknown as ToolCall[];
    const results = await new Executor().run({ add }, calls);
    expect(results.map(({ id }) => id)).toEqual(['__proto__', '', '', '7', '{"toString":1}', 'nameless', 'no arguments', '', '']);
    expect(results.slice(0, 5).map(({ output }) => output)).toEqual(['2', '3', '4', '5', '6']);
    expect(results.slice(5).map((result) => result.status === 'error' && result.error.code)).toEqual([
      'UNKNOWN_TOOL', 'INVALID_ARGUMENTS', 'UNKNOWN_TOOL', 'UNKNOWN_TOOL',
    ]);
  });

  it('keeps a call whose fields throw from costing the others, or its own id', async () => {
    const trap = (): never => { throw new Error('do not read me'); };
    const calls = [
      call('1', 'add', { a: 1, b: 1 }),
      Object.defineProperty({ id: '2', name: 'add' }, 'arguments', { get: trap }),
      Object.defineProperty({ id: '3', arguments: '{}' }, 'name', { get: trap }),
      Object.defineProperty({ name: 'add', arguments: '{"a":1,"b":2}' }, 'id', { get: trap }),
      new Proxy({}, { get: trap }),
      5, 'text', true,
    ] as unknown as ToolCall[];
    const results = await new Executor().run({ add }, calls);
    expect(results.map(({ id }) => id)).toEqual(['1', '2', '3', '', '', '', '', '']);
    expect(results.map((result) => (result.status === 'ok' ? result.output : result.error.code))).toEqual([
      '2', 'INVALID_ARGUMENTS', 'UNKNOWN_TOOL', '3', 'UNKNOWN_TOOL', 'UNKNOWN_TOOL', 'UNKNOWN_TOOL', 'UNKNOWN_TOOL',
    ]);
  });

  it('settles the holes of a sparse array of calls too', async () => {
    const calls = new Array<ToolCall>(3);
    calls[1] = call('1', 'add', { a: 1, b: 1 });
    const results = await new Executor().run({ add }, calls);
    expect(results.map(({ status }) => status)).toEqual(['error', 'ok', 'error']);
  });

  it('works off the calls that there were, though a tool appends to their list', async () => {
    const ways: Record<string, (executor: Executor, tools: ToolSource, calls: ToolCall[]) => Promise<ToolCallResult[]>> = {
      run: (executor, tools, calls) => executor.run(tools, calls),
      stream: async (executor, tools, calls) => {
        const results: ToolCallResult[] = [];
        for await (const result of executor.stream(tools, calls)) results.push(result);
        return results;
      },
    };
    for (const [way, work] of Object.entries(ways)) {
      const calls = [call('1', 'more'), call('2', 'more')];
      let begun = 0;
      const more = (): void => { if (++begun < 9) calls.push(call('more', 'more')); };
      const results = await work(new Executor(), { more }, calls);
      expect([way, begun, results.map(({ id }) => id)]).toEqual([way, 2, ['1', '2']]);
    }
  });

  it('rejects for wrong options, as stream and submit throw', async () => {
    const executor = new Executor();
    await expect(executor.run({ add }, [], { timeoutMs: -1 })).rejects.toThrow('options.timeoutMs has to be a number of at least 1, got -1 (number)');
    await expect(executor.executeToolCalls({ add }, [], { mode: 'tread' })).rejects.toBeInstanceOf(InvalidOptionError);
    expect(() => executor.stream({ add }, [], { maxOutputBytes: NaN })).toThrow('got NaN (number)');
    expect(() => executor.submit(add, { a: 1, b: 2 }, { fallback: 'no' as never })).toThrow('got "no" (string)');
  });
});

describe('executeToolCalls', () => {
  it('maps ids to texts', async () => {
    const texts = await new Executor().executeToolCalls({ add }, [call('call_1', 'add', { a: 5, b: 3 }), call('call_2', 'gone')]);
    expect(texts).toEqual({
      call_1: '8',
      call_2: 'Error executing gone: there is no tool named "gone". The tools are: add.',
    });
  });

  it('gives repeated and odd ids keys of their own', async () => {
    const ids = ['a', 'a', 'a#2', 'a', '', '', '__proto__', '__proto__', 'constructor'];
    const texts = await new Executor().executeToolCalls({ add }, ids.map((id, n) => call(id, 'add', { a: n, b: 0 })));
    expect(Object.entries(texts)).toHaveLength(ids.length);
    expect(new Map(Object.entries(texts))).toEqual(
      new Map([
        ['a', '0'], ['a#2', '2'], ['a#3', '1'], ['a#4', '3'], ['', '4'], ['#2', '5'],
        ['__proto__', '6'], ['__proto__#2', '7'], ['constructor', '8'],
      ]),
    );
    expect(Object.getPrototypeOf(texts)).toBe(Object.prototype);
  });
});

describe('a tool source', () => {
  const tool = { execute: add };
  const sources: Record<string, ToolSource> = {
    function: (name) => (name === 'add' ? tool : undefined),
    'async function': async (name) => {
      await nextTurn();
      return name === 'add' ? add : null;
    },
    record: { add: tool },
    'record without prototype': Object.assign(Object.create(null) as Record<string, typeof tool>, { add: tool }),
    Map: new Map([['add', add]]),
  };

  it.each(Object.entries(sources))('may be a %s', async (_, source) => {
    const results = await new Executor().run(source, [call('1', 'add', { a: 1, b: 2 }), call('2', 'sub')]);
    expect(results.map(({ output }) => output)[0]).toBe('3');
    expect(results[1]?.status === 'error' && results[1].error.code).toBe('UNKNOWN_TOOL');
  });

  it.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', ''])('does not find %j in a record or Map that does not hold it', async (name) => {
    for (const source of [{ add }, new Map([['add', add]])]) {
      const [result] = await new Executor().run(source, [call('1', name)]);
      expect(result?.status === 'error' && result.error.code).toBe('UNKNOWN_TOOL');
    }
  });

  it('finds tools of such names where they are its own', async () => {
    const record = Object.defineProperty({ toString: () => 'mine' }, '__proto__', { value: () => 'own', enumerable: true });
    const results = await new Executor().run(record as ToolSource, [call('1', 'toString'), call('2', '__proto__')]);
    expect(results.map(({ output }) => output)).toEqual(['mine', 'own']);
  });

  it('names near tools for an unknown one, at most three', async () => {
    const names = ['get_weather', 'get_whether', 'get_weathers', 'get_weather_2', 'send_mail'];
    const source = Object.fromEntries(names.map((name) => [name, add]));
    const [result] = await new Executor().run(source, [call('1', 'getWeather')]);
    expect(result?.status === 'error' && result.error).toMatchObject({ code: 'UNKNOWN_TOOL', suggestions: ['get_weather', 'get_weathers', 'get_whether'] });
    expect(result?.output).toContain('Did you mean "get_weather" or');
  });

  it('shortens an absurdly long name', async () => {
    const [result] = await new Executor().run({ add }, [call('1', 'x'.repeat(1_000_000))]);
    expect(result?.status === 'error' && result.error.message.length).toBeLessThan(300);
  });

  it('names an unknown tool even where the keys of a Map are no texts', async () => {
    const source = new Map<string, () => number>([[Symbol('s') as never, () => 2]]);
    const [result] = await new Executor().run(source, [{ id: '1', name: 'ad', arguments: '{}' }]);
    expect(result).toMatchObject({ status: 'error', error: { code: 'UNKNOWN_TOOL' } });
  });

  it.each([
    ['throws', () => { throw new Error('registry down'); }, 'the tool could not be prepared: registry down'],
    ['rejects', async () => { throw new Error('registry down'); }, 'the tool could not be prepared: registry down'],
    ['finds what is no tool', () => ({ run: add }) as never, 'the tool "add" has no execute function (got object)'],
    ['finds a text', () => 'add' as never, 'has no execute function (got string)'],
  ])('that %s fails its call as INVALID_TOOL', async (_, source, message) => {
    const [result] = await new Executor().run(source as ToolSource, [call('1', 'add')]);
    expect(result?.status === 'error' && result.error.code).toBe('INVALID_TOOL');
    expect(result?.output).toContain(message);
  });

  it.each([
    ['throws', (error: Error) => () => { throw error; }],
    ['rejects with', (error: Error) => () => Promise.reject(error)],
  ])('that %s one error for many calls leaves each call an error of its own', async (_, sourceOf) => {
    class OfflineError extends InvalidToolError { readonly since = 'noon'; }
    for (const shared of [new OfflineError('registry down', { cause: 'wire' }), Object.freeze(new OfflineError('registry down', { cause: 'wire' }))]) {
      const results = await new Executor().run(sourceOf(shared), [call('1', 'a'), call('2', 'b')]);
      const errors = results.map((result) => (result.status === 'error' ? result.error : undefined));
      expect(errors).toMatchObject([
        { toolCallId: '1', toolName: 'a', code: 'INVALID_TOOL', message: 'registry down', cause: 'wire', since: 'noon', stack: shared.stack },
        { toolCallId: '2', toolName: 'b', code: 'INVALID_TOOL', message: 'registry down', cause: 'wire', since: 'noon', stack: shared.stack },
      ]);
      for (const error of errors) expect([error instanceof OfflineError, isNativeError(error), Object.keys(error ?? {})]).toEqual([true, true, Object.keys(shared)]);
    }
  });

  it('that answers with an odd thenable, twice and then a throw, begins its call once', async () => {
    let runs = 0;
    const tool = (): number => ++runs;
    const odd = { then: (resolve: (found: unknown) => void) => { resolve(tool); resolve(tool); throw new Error('after the answer'); } };
    const results = await new Executor().run((() => odd) as never, [call('1', 'any')]);
    await nextTurn();
    expect([results[0]?.output, runs]).toEqual(['1', 1]);
  });
});

describe('a tool', () => {
  it('gets its context: ids, a live signal, progress', async () => {
    const describeContext = (_: unknown, { toolCallId, toolName, abortSignal, messages, context }: ToolContext): unknown => ({
      toolCallId, toolName, aborted: abortSignal.aborted, messages, context,
    });
    const [result] = await new Executor().run({ look: describeContext }, [call('call_9', 'look')]);
    expect(result?.status === 'ok' && result.value).toEqual({ toolCallId: 'call_9', toolName: 'look', aborted: false, messages: [], context: {} });
  });

  it('may report what throws when it is read: that report is dropped', async () => {
    const reports: unknown[] = [];
    const hostile = (_: unknown, { reportProgress }: ToolContext): string => {
      reportProgress({ fraction: 0.5 });
      reportProgress({ get message(): string { throw new Error('do not read me'); } });
      reportProgress(undefined as never);
      reportProgress({ message: 'after it' });
      return 'done';
    };
    const [result] = await new Executor().run({ hostile }, [call('1', 'hostile')], {
      onProgress: ({ id: _, name: __, mode: ___, ...report }) => reports.push(report),
    });
    expect([result?.output, reports]).toEqual(['done', [{ fraction: 0.5 }, { message: 'after it' }]]);
  });

  it('is called as the method of its object', async () => {
    class Counter {
      readonly #start = 40;
      execute({ n }: { n: number }): number {
        return this.#start + n;
      }
    }
    const [result] = await new Executor().run({ count: new Counter() }, [call('1', 'count', { n: 2 })]);
    expect(result?.output).toBe('42');
  });

  it('may have the shape of the AI SDK’s: description as a function, optional fields, a lazy schema', async () => {
    const weather = {
      description: () => 'the weather',
      inputSchema: () => ({ jsonSchema: { type: 'object' as const } , validate: (value: unknown) => ({ success: true as const, value }) }),
      outputSchema: undefined,
      toModelOutput: undefined,
      execute: async ({ city }: { city: string }, { messages }: { messages: unknown[] }) => `${city}: sunny (${messages.length})`,
    };
    const [result] = await new Executor().run({ weather }, [call('1', 'weather', { city: 'Graz' })]);
    expect(result?.output).toBe('Graz: sunny (0)');
  });

  it('may be an async generator: what it yields is progress, the last is the result', async () => {
    const details: unknown[] = [];
    async function* steps({ n }: { n: number }): AsyncGenerator<string> {
      for (let step = 1; step <= n; step++) {
        await nextTurn();
        yield `step ${step}`;
      }
    }
    const [result] = await new Executor().run({ steps }, [call('1', 'steps', { n: 3 })], { onProgress: ({ detail }) => details.push(detail) });
    expect(details).toEqual(['step 1', 'step 2', 'step 3']);
    expect(result?.status === 'ok' && result.value).toBe('step 3');
  });

  it('as an async generator may return its result, throw, and is ended by an abort', async () => {
    let cleanedUp = false;
    const abort = new AbortController();
    const tools = {
      returns: async function* () { yield 1; return 'returned'; },
      throws: async function* () { yield 1; throw new Error('midway'); },
      endless: async function* () {
        try {
          for (;;) { await nextTurn(); yield 'more'; abort.abort(); }
        } finally {
          cleanedUp = true;
        }
      },
    };
    const results = await new Executor().run(tools, Object.keys(tools).map((name) => call(name, name)), { signal: abort.signal });
    expect(results.map(({ output }) => output)).toEqual([
      'returned',
      'Error executing throws: midway',
      'Error executing endless: cancelled: This operation was aborted',
    ]);
    for (let turn = 0; turn < 100 && !cleanedUp; turn++) await nextTurn();
    expect(cleanedUp).toBe(true);
  });

  it.each([
    ['a frozen error', () => Object.freeze(new InvalidOptionError('frozen')), 'frozen'],
    ['null', () => null, 'the tool threw null'],
    ['an empty string', () => '', 'the tool threw an empty string'],
    ['an object without prototype', () => Object.create(null) as unknown, 'the tool threw {}'],
    ['an error without message', () => new RangeError(), 'RangeError'],
    ['a Proxy whose traps throw', () => new Proxy({}, { get() { throw new Error('trap'); }, getPrototypeOf() { throw new Error('trap'); } }), 'the tool threw'],
    ['an error whose message throws', () => Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('trap'); } }), 'the tool threw'],
  ])('may throw %s', async (_, make, message) => {
    const tools = { throws: () => { throw make(); }, rejects: () => Promise.reject(make()), fine: () => 'fine' };
    const results = await new Executor().run(tools, [call('1', 'throws'), call('2', 'rejects'), call('3', 'fine')]);
    expect(results[0]?.output).toContain(message);
    expect(results[1]?.output).toContain(message);
    expect(results[2]?.output).toBe('fine');
  });

  it('may return a Proxy with traps that throw', async () => {
    const hostile = new Proxy({}, {
      getPrototypeOf() { throw new Error('trap'); },
      getOwnPropertyDescriptor() { throw new Error('trap'); },
      ownKeys() { throw new Error('trap'); },
    });
    const [result] = await new Executor().run({ hostile: () => hostile }, [call('1', 'hostile')]);
    expect(result?.status).toBe('ok');
    expect(result?.output).not.toBe('');
  });
});

describe('settings of a tool', () => {
  it.each([
    [{ timeoutMs: '5' }, 'execution.timeoutMs has to be a number of at least 1, got "5" (string)'],
    [{ maxConcurrency: 0 }, 'execution.maxConcurrency has to be a number of at least 1, got 0 (number)'],
    [{ fallback: 'inline' }, 'execution.fallback has to be true, false or a list of modes, got "inline" (string)'],
  ])('that are wrong (%j) fail its calls as INVALID_TOOL', async (execution, message) => {
    const [result] = await new Executor().run({ add: { execute: add, execution: execution as never } }, [call('1', 'add')]);
    expect(result?.status === 'error' && result.error.code).toBe('INVALID_TOOL');
    expect(result?.output).toContain(message);
  });
});

describe('new Executor', () => {
  it.each([
    [{ timeoutMs: 0 }, 'options.timeoutMs has to be a number of at least 1, got 0 (number)'],
    [{ maxConcurrency: '4' }, 'options.maxConcurrency has to be a number of at least 1, got "4" (string)'],
    [{ maxArgumentBytes: null }, 'options.maxArgumentBytes has to be a number of at least 1, got null (null)'],
    [{ shutdownTimeoutMs: NaN }, 'options.shutdownTimeoutMs'],
    [{ mode: 'thread' }, "options.mode has to be one of this executor's modes (inline), got \"thread\" (string)"],
    [{ strategies: [{}] }, 'options.strategies has to hold ExecutionStrategy objects, got {} (object)'],
    [{ fallback: [1] }, 'options.fallback has to be true, false or a list of modes, got [1] (object)'],
  ])('refuses %j with a sentence', (options, message) => {
    expect(() => new Executor(options as never)).toThrow(message);
    expect(() => new Executor(options as never)).toThrow(InvalidOptionError);
  });

  it('quotes no more than the beginning of a long value', () => {
    expect(() => new Executor({ mode: 'x'.repeat(10_000) })).toThrow(/got "x{199}… \(string\)\. Give its strategy/);
  });
});

it('names the tool of each batch where a source throws one error for calls whose ids repeat', async () => {
  const error = new UnknownToolError('no such tool');
  const executor = new Executor();
  for (const name of ['first', 'second']) {
    const results = await executor.run(() => { throw error; }, [{ id: 'call_1', name, arguments: '{}' }]);
    expect(results).toMatchObject([{ name, error: { code: 'UNKNOWN_TOOL', toolName: name, toolCallId: 'call_1' } }]);
  }
});

describe('a tool that uses an executor of its own', () => {
  it('and throws its error is told as a failure of the tool, with that error as the cause', async () => {
    const inner = new Executor();
    const relay = async () => {
      const [result] = await inner.run({}, [{ id: 'inner', name: 'missing', arguments: '{}' }]);
      if (result?.status === 'error') throw result.error;
    };
    const [result] = await new Executor().run({ relay }, [{ id: 'outer', name: 'relay', arguments: '{}' }]);
    expect(result).toMatchObject({ error: { code: 'TOOL_ERROR', toolCallId: 'outer', cause: { code: 'UNKNOWN_TOOL', toolCallId: 'inner' } } });
  });
});
