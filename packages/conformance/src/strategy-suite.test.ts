import { setTimeout as delay } from 'node:timers/promises';
import { strategySuite, requirements } from '@exec/conformance';
import type { KnownDeviation, RequirementId } from '@exec/conformance';
import { CarriedValue, InlineStrategy, InvocationContext, NotTransportableError, runInPlace, runTool } from '@exec/core';
import type { ExecutionStrategy, Invocation, RunClock, ToolContext } from '@exec/core';
import { describe, expect, it } from 'vitest';

/** The suite's tests, to be run by hand. */
function testsOf(makeStrategy: () => ExecutionStrategy, knownDeviations: KnownDeviation[] = []): Map<string, { title: string; run: () => Promise<void> }> {
  const tests = new Map<string, { title: string; run: () => Promise<void> }>();
  const runner = {
    describe: (_title: string, define: () => void) => { define(); },
    it: (title: string, run: () => Promise<void>) => tests.set(/^[a-z]+:[a-z-]+/.exec(title)?.[0] ?? '', { title, run }),
  };
  strategySuite(runner, makeStrategy, { knownDeviations, limitMs: 300 });
  return tests;
}

const run = ({ execute, input, receiver }: Invocation, context: ToolContext): unknown => runTool(execute, input, context, receiver);

/** An inline strategy with one part replaced. */
function inlineBut(part: (inline: InlineStrategy) => Partial<ExecutionStrategy>): () => ExecutionStrategy {
  return () => {
    const inline = new InlineStrategy();
    const { mode, capabilities } = inline;
    return { mode, capabilities, submit: (invocation) => inline.submit(invocation), close: () => inline.close(), ...part(inline) };
  };
}

/** An inline strategy that does something else with a call. */
const submitting = (submit: ExecutionStrategy['submit']): (() => ExecutionStrategy) => inlineBut(() => ({ submit }));

async function inline(invocation: Invocation, context: Partial<ToolContext> = {}): Promise<unknown> {
  invocation.onStart();
  const ownContext = new InvocationContext(invocation);
  for (const [key, value] of Object.entries(context)) Object.defineProperty(ownContext, key, { value });
  return run(invocation, ownContext);
}

/** Claims every capability and runs nothing. */
const lying = (): ExecutionStrategy => ({
  mode: 'lying',
  capabilities: { isolation: 'process', preemptive: true },
  submit: async (invocation) => {
    invocation.onStart();
    return invocation.input;
  },
  close: () => Promise.resolve(),
  subscribe: () => () => undefined,
});

const faults: { fault: string; makeStrategy: () => ExecutionStrategy; breaks: RequirementId[] }[] = [
  { fault: 'has no mode', makeStrategy: inlineBut(() => ({ mode: '' })), breaks: ['declare:capabilities'] },
  {
    fault: 'says in a word how it is restricted',
    makeStrategy: inlineBut(() => ({ capabilities: { isolation: 'none', preemptive: false, restricted: 'no network' as never } })),
    breaks: ['declare:capabilities'],
  },
  {
    fault: 'carries JSON only',
    makeStrategy: submitting(async (invocation) => JSON.parse(JSON.stringify(await inline({ ...bound(invocation), input: JSON.parse(JSON.stringify(invocation.input) ?? 'null') })) ?? 'null')),
    breaks: ['submit:rich-input', 'result:fidelity', 'result:uncloneable'],
  },
  {
    fault: 'assigns own keys of the input',
    makeStrategy: submitting((invocation) => inline({ ...bound(invocation), input: assigned(invocation.input) })),
    breaks: ['submit:input'],
  },
  {
    fault: 'gives up on large inputs',
    makeStrategy: submitting(async (invocation) => (JSON.stringify(invocation.input).length > 1_000_000 ? 'too large' : inline(invocation))),
    breaks: ['submit:large'],
  },
  { fault: 'resolves with a text', makeStrategy: submitting(async (invocation) => String(await inline(invocation))), breaks: ['submit:value', 'result:text', 'submit:async-generator'] },
  { fault: 'mixes calls up by their id', makeStrategy: inlineBut(mixingIds), breaks: ['submit:many'] },
  { fault: 'has ids of its own', makeStrategy: submitting((invocation) => inline(invocation, { toolCallId: '1' })), breaks: ['submit:context'] },
  { fault: 'names a tool by its function', makeStrategy: submitting((invocation) => inline(invocation, { toolName: invocation.execute.name })), breaks: ['submit:context'] },
  { fault: 'gives a tool no this', makeStrategy: submitting(async (invocation) => {
    invocation.onStart();
    return runTool(invocation.execute, invocation.input, new InvocationContext(invocation));
  }), breaks: ['submit:receiver'] },
  { fault: 'never rejects', makeStrategy: submitting((invocation) => inline(invocation).catch(() => undefined)), breaks: ['submit:throws', 'submit:async-throws', 'error:hostile'] },
  {
    fault: 'starts twice',
    makeStrategy: submitting((invocation) => {
      invocation.onStart();
      return inline(invocation);
    }),
    breaks: ['start:once'],
  },
  {
    fault: 'tells of the start afterwards',
    makeStrategy: submitting(async (invocation) => {
      const value = await run(invocation, new InvocationContext(invocation));
      invocation.onStart();
      return value;
    }),
    breaks: ['start:before-run'],
  },
  { fault: 'has a clock that stands', makeStrategy: submitting((invocation) => inline(startingWith(invocation, { ranMs: () => 0 }))), breaks: ['start:clock'] },
  { fault: 'has a clock that counts from the start of the program', makeStrategy: submitting((invocation) => inline(startingWith(invocation, { ranMs: () => performance.now() }))), breaks: ['start:clock'] },
  {
    fault: 'moves what has not begun',
    makeStrategy: submitting((invocation) => {
      invocation.onMove?.('another worker');
      return inline(invocation);
    }),
    breaks: ['start:move'],
  },
  { fault: 'runs one call at a time', makeStrategy: inlineBut(oneAtATime), breaks: ['overlap:async'] },
  {
    fault: 'delays some reports',
    makeStrategy: submitting((invocation) => inline(invocation, { reportProgress: (report) => void setTimeout(() => { invocation.onProgress(report); }, (report.fraction ?? 0) < 0.5 ? 10 : 0) })),
    breaks: ['progress:order', 'progress:flood'],
  },
  { fault: 'drops the detail', makeStrategy: submitting((invocation) => inline(invocation, { reportProgress: ({ message = '' }) => { invocation.onProgress({ message }); } })), breaks: ['progress:data'] },
  { fault: 'clones reports without care', makeStrategy: submitting((invocation) => inline(invocation, { reportProgress: (report) => { invocation.onProgress(structuredClone(report)); } })), breaks: ['progress:unprintable'] },
  {
    fault: 'lets a returned tool report on',
    makeStrategy: submitting(async (invocation) => {
      const value = await inline(invocation);
      await delay(30);
      return value;
    }),
    breaks: ['progress:none-after-result'],
  },
  {
    fault: 'begins what was aborted',
    makeStrategy: submitting(async (invocation) => {
      await delay(1);
      return inline(invocation);
    }),
    breaks: ['abort:before-start'],
  },
  { fault: 'keeps the abort to itself', makeStrategy: submitting((invocation) => inline(invocation, { abortSignal: new AbortController().signal })), breaks: ['abort:running-async'] },
  { fault: 'dies of a late abort', makeStrategy: inlineBut(dyingOfAborts), breaks: ['abort:late'] },
  { fault: 'gives up all calls with one', makeStrategy: () => ({ ...lying(), ...dyingOfAborts() }), breaks: ['abort:neighbours', 'abort:overlapping'] },
  {
    fault: 'claims what it does not do',
    makeStrategy: lying,
    breaks: [
      'abort:running-cpu', 'abort:ignored', 'close:in-flight', 'result:degraded', 'crash:exit', 'crash:uncaught', 'crash:unhandled-rejection', 'crash:signal',
      'crash:after-return', 'crash:heals', 'crash:neighbours', 'crash:overlapping', 'crash:at-most-once', 'crash:event',
    ],
  },
  {
    fault: 'rejects with the message alone',
    makeStrategy: submitting((invocation) => inline(invocation).catch((error: unknown) => { throw new Error(String(error)); })),
    breaks: ['error:fidelity', 'error:class', 'error:aggregate', 'error:non-error'],
  },
  { fault: 'takes an error of the tool for its own', makeStrategy: submitting((invocation) => inline(invocation)), breaks: ['error:exec-error'] },
  {
    fault: 'refuses after the start',
    makeStrategy: submitting(async (invocation) => {
      invocation.onStart();
      if (invocation.execute.name === 'readHeld') throw new NotTransportableError('too late');
      return run(invocation, new InvocationContext(invocation));
    }),
    breaks: ['fallback:before-start-only'],
  },
  {
    fault: 'gives failed calls away',
    makeStrategy: submitting(async (invocation) => {
      try {
        return await run(invocation, new InvocationContext(invocation));
      } catch (error) {
        throw new NotTransportableError('failed', { cause: error });
      }
    }),
    breaks: ['fallback:not-after-start'],
  },
  { fault: 'cannot close what was not opened', makeStrategy: inlineBut(closingOnce('never')), breaks: ['close:unused'] },
  { fault: 'closes once', makeStrategy: inlineBut(closingOnce('once')), breaks: ['close:idempotent'] },
  { fault: 'keeps a timer', makeStrategy: inlineBut(keepingTimer), breaks: ['handle:none-when-idle', 'handle:none-after-close'] },
];

describe('the suite', () => {
  describe.each(faults)('finds a strategy that $fault', ({ makeStrategy, breaks }) => {
    it.each(breaks)('by %s', async (id) => {
      const test = testsOf(sparingSample(makeStrategy)).get(id);
      await expect(test?.run()).rejects.toThrow();
    });
  });

  it('has a faulty strategy for each of its requirements', () => {
    expect(new Set(faults.flatMap(({ breaks }) => breaks))).toEqual(new Set(Object.keys(requirements)));
  });

  it('asks of a strategy what its capabilities promise', () => {
    const ofInline = [...testsOf(() => new InlineStrategy()).keys()];
    expect(ofInline).toContain('abort:running-async');
    expect(ofInline).not.toContain('abort:running-cpu');
    expect(ofInline.filter((id) => id.startsWith('crash:'))).toEqual([]);
    expect([...testsOf(lying).keys()]).toEqual(Object.keys(requirements));
  });

  it('accepts a value that was carried with its text', async () => {
    const carrying = submitting(async (invocation) => {
      const value = await inline(invocation);
      return new CarriedValue(String(value), () => value);
    });
    await expect(testsOf(carrying).get('submit:value')?.run()).resolves.toBeUndefined();
    await expect(testsOf(carrying).get('result:text')?.run()).rejects.toThrow('not a number');
  });
});

describe('a known deviation', () => {
  const serial = inlineBut(oneAtATime);

  it('passes for as long as the requirement is not fulfilled, and says why', async () => {
    const test = testsOf(serial, [{ id: 'overlap:async', reason: 'one at a time' }]).get('overlap:async');
    expect(test?.title).toBe('overlap:async deviates: one at a time');
    await expect(test?.run()).resolves.toBeUndefined();
  });

  it('fails when it is stale', async () => {
    const test = testsOf(() => new InlineStrategy(), [{ id: 'overlap:async', reason: 'one at a time' }]).get('overlap:async');
    await expect(test?.run()).rejects.toThrow('overlap:async is fulfilled: its known deviation is stale');
  });

  it.each([
    [[{ id: 'overlap:sync', reason: 'x' }], 'no requirement "overlap:sync"'],
    [[{ id: 'crash:exit', reason: 'x' }], 'crash:exit does not apply'],
    [[{ id: 'overlap:async', reason: ' ' }], 'overlap:async needs a reason'],
    [[{ id: 'overlap:async', reason: 'x' }, { id: 'overlap:async', reason: 'y' }], 'overlap:async is listed twice'],
  ])('is refused where it makes no sense: %j', (deviations, message) => {
    expect(() => testsOf(serial, deviations as KnownDeviation[])).toThrow(message);
  });
});

/** The first strategy made is the suite's sample: it is spared the fault, which its test is to find. */
function sparingSample(makeStrategy: () => ExecutionStrategy): () => ExecutionStrategy {
  let isSample = true;
  return () => {
    const strategy = makeStrategy();
    if (!isSample) return strategy;
    isSample = false;
    return { ...strategy, close: () => Promise.resolve() };
  };
}

/** A copy whose members still belong to the invocation: it has getters and private state. */
function bound(invocation: Invocation): Invocation {
  const { id, toolName, execute, input, signal } = invocation;
  return {
    id, toolName, execute, input, signal,
    onAbort: (listener) => { invocation.onAbort(listener); },
    onStart: (worker) => { invocation.onStart(worker); },
    onProgress: (report) => { invocation.onProgress(report); },
  };
}

function startingWith(invocation: Invocation, clock: RunClock): Invocation {
  return { ...bound(invocation), onStart: (worker) => { invocation.onStart(worker, clock); } };
}

function assigned(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) copy[key] = assigned(inner);
  return copy;
}

function mixingIds(): Partial<ExecutionStrategy> {
  const results = new Map<string, Promise<unknown>>();
  return {
    submit: (invocation) => {
      const result = results.get(invocation.id) ?? inline(invocation);
      results.set(invocation.id, result);
      return result;
    },
  };
}

function oneAtATime(): Partial<ExecutionStrategy> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    submit: (invocation) => {
      const turn = last.then(() => {
        if (invocation.signal.aborted) throw invocation.signal.reason;
        return runInPlace(invocation);
      });
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

function dyingOfAborts(): Partial<ExecutionStrategy> {
  let isDead = false;
  return {
    submit: async (invocation) => {
      invocation.onAbort(() => { isDead = true; });
      invocation.onStart();
      if (invocation.execute.name !== 'spin') await delay(1);
      if (isDead) throw new Error('dead');
      return invocation.input;
    },
  };
}

function closingOnce(until: 'never' | 'once'): () => Partial<ExecutionStrategy> {
  return () => {
    let times = until === 'once' ? 1 : 0;
    return { close: async () => { if (times-- === 0) throw new Error('cannot close'); } };
  };
}

function keepingTimer(): Partial<ExecutionStrategy> {
  return {
    submit: (invocation) => {
      setTimeout(() => undefined, 1500);
      return inline(invocation);
    },
  };
}
