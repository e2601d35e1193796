import type { Invocation, RunClock, StrategyEvent } from '@exec/core';
import { ToolCancelledError } from '@exec/core';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { outcomeKind } from '../protocol.ts';
import type { FarMessage, HostMessage } from '../protocol.ts';
import type { WireEvents, WireFactory, WorkerWire } from '../wire.ts';
import { poolSettings } from './pool-options.ts';
import type { WorkerPoolOptions } from './pool-options.ts';
import { WorkerPoolStrategy } from './worker-pool-strategy.ts';

/** A worker that is a script of the test: what it says is said by the test. */
class ScriptedWire implements WorkerWire {
  static count = 0;
  readonly name = `scripted ${++ScriptedWire.count}`;
  readonly received: HostMessage[] = [];
  readonly aborted: number[] = [];
  answersAborts = true;
  answersProbes = true;
  killed = false;
  readonly events: WireEvents;

  constructor(events: WireEvents) {
    this.events = events;
  }

  send(message: HostMessage): void {
    this.received.push(message);
    if (message.kind === 'define') this.say({ kind: 'defined', functionNumber: message.functionNumber });
    if (message.kind === 'probe' && this.answersProbes) this.say({ kind: 'free' });
  }

  say(message: FarMessage): void {
    queueMicrotask(() => {
      this.events.onMessage(message);
    });
  }

  /** The numbers of the calls that it was sent, a batch each. */
  get batches(): number[][] {
    return this.received.flatMap((message) =>
      message.kind === 'calls' ? [message.calls.filter((_item, index) => index % 5 === 0) as number[]] : [],
    );
  }

  complete(...calls: number[]): void {
    this.completeIn(0, ...calls);
  }

  completeIn(busyMs: number, ...calls: number[]): void {
    this.say({ kind: 'outcomes', outcomes: calls.flatMap((call) => [call, outcomeKind.plain, call, busyMs * 1000]), lastCall: Math.max(...calls) });
  }

  abort(call: number): Promise<void> {
    this.aborted.push(call);
    return this.answersAborts ? Promise.resolve() : new Promise(() => undefined);
  }

  async kill(): Promise<void> {
    this.killed = true;
    this.events.onExit({ signal: 'SIGKILL' });
  }

  close(): Promise<void> {
    return this.kill();
  }
}

const strategies: WorkerPoolStrategy[] = [];
afterEach(async () => {
  await Promise.all(strategies.splice(0).map((strategy) => strategy.close()));
});

function makeStrategy(options: WorkerPoolOptions, start: (events: WireEvents, index: number) => ScriptedWire = readyWire) {
  const wires: ScriptedWire[] = [];
  let started = 0;
  const factory: WireFactory = {
    start: (events) => {
      const wire = start(events, started++);
      wires.push(wire);
      return wire;
    },
  };
  const settings = poolSettings({ minWorkers: 0, graceMs: 20, startTimeoutMs: 1000, ...options }, 'Scripted');
  const strategy = new WorkerPoolStrategy({ mode: 'scripted', isolation: 'thread', factory, settings });
  strategies.push(strategy);
  const events: StrategyEvent[] = [];
  strategy.subscribe((event) => events.push(event));
  return { strategy, wires, events, startCount: () => started };
}

function readyWire(events: WireEvents): ScriptedWire {
  queueMicrotask(() => {
    events.onReady();
  });
  return new ScriptedWire(events);
}

class Call implements Invocation {
  readonly id = 'call';
  readonly toolName = 'tool';
  readonly input: unknown = {};
  readonly signal = new AbortController().signal;
  readonly execute: Invocation['execute'];
  starts = 0;
  clock: RunClock | undefined;
  worker: string | undefined;
  readonly #listeners: ((reason: Error) => void)[] = [];

  // A function of the language: it travels by its name, whatever the test runner has made of this file.
  constructor(execute: (...input: number[]) => unknown = Math.max) {
    this.execute = execute as unknown as Invocation['execute'];
  }

  onStart(worker?: string, clock?: RunClock): void {
    this.starts++;
    this.worker = worker;
    this.clock = clock;
  }

  onMove(worker: string): void {
    this.worker = worker;
  }

  onAbort(listener: (reason: Error) => void): void {
    this.#listeners.push(listener);
  }

  abort(): void {
    for (const listener of this.#listeners) listener(new ToolCancelledError('no longer wanted'));
  }

  onProgress(): void {
    // not asked for here
  }
}

/** Makes a function known as harmless, so that its calls may overlap. */
async function prove({ strategy, wires }: ReturnType<typeof makeStrategy>): Promise<ScriptedWire> {
  const first = strategy.submit(new Call());
  const wire = await vi.waitFor(() => {
    expect(wires[0]?.batches).toHaveLength(1);
    return wires[0] as ScriptedWire;
  });
  wire.complete(1);
  await first;
  return wire;
}

describe('starting workers', () => {
  it('gives up after three failures, and tries again later', async () => {
    const { strategy, startCount, events } = makeStrategy({ maxWorkers: 1 }, (wireEvents, index) => {
      if (index < 3) throw new Error('no more threads');
      return readyWire(wireEvents);
    });
    const call = new Call();
    await expect(strategy.submit(call)).rejects.toMatchObject({ code: 'STRATEGY_UNAVAILABLE', message: expect.stringContaining('no more threads') as string });
    expect(call.starts).toBe(0);
    expect(startCount()).toBe(3);
    expect(events.map((event) => event.type)).toEqual(['worker-start-failed', 'worker-start-failed', 'worker-start-failed']);
    expect(events[0]).toMatchObject({ error: { message: 'no more threads' } });
    await expect(strategy.submit(new Call())).rejects.toMatchObject({ code: 'STRATEGY_UNAVAILABLE' });
    expect(startCount()).toBe(3); // within the back-off nothing is tried
    await vi.waitFor(async () => {
      const later = strategy.submit(new Call());
      later.catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(startCount()).toBe(4);
    }, 3000);
  });

  it('is not tried more often because another worker does well', async () => {
    const { strategy, wires, startCount } = makeStrategy({ maxWorkers: 2, concurrencyPerWorker: 1 }, (wireEvents, index) => {
      if (index > 0) throw new Error('no more threads');
      return readyWire(wireEvents);
    });
    const promises = Array.from({ length: 20 }, () => strategy.submit(new Call()));
    for (let call = 1; call <= 20; call++) {
      await vi.waitFor(() => {
        expect(wires[0]?.batches.at(-1)).toEqual([call]);
      });
      wires[0]?.complete(call);
    }
    await Promise.all(promises);
    expect(startCount()).toBeLessThan(10); // at first, then after 100 ms, 200 ms …
  });

  it('tells of the end of those only that were told of before', async () => {
    const { strategy, wires, events } = makeStrategy({ maxWorkers: 2 }, (wireEvents, index) => (index === 0 ? readyWire(wireEvents) : new ScriptedWire(wireEvents)));
    const promises = [1, 2].map(() => strategy.submit(new Call()));
    await vi.waitFor(() => {
      expect(wires[0]?.batches).toHaveLength(1);
      expect(wires).toHaveLength(2);
    });
    const settled = Promise.allSettled(promises);
    await strategy.close();
    await settled;
    expect(events.map((event) => [event.type, 'worker' in event ? event.worker : ''])).toEqual([['worker-started', wires[0]?.name], ['worker-stopped', wires[0]?.name]]);
  });

  it('counts a worker that never gets ready as failed', async () => {
    const { strategy, wires, events } = makeStrategy({ maxWorkers: 1, startTimeoutMs: 10 }, (events) => new ScriptedWire(events));
    await expect(strategy.submit(new Call())).rejects.toMatchObject({ code: 'STRATEGY_UNAVAILABLE', message: expect.stringContaining('did not start within 10 ms') as string });
    expect(wires.every((wire) => wire.killed)).toBe(true);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['worker-start-failed'])); // and none that it started
  });
});

describe('functions', () => {
  it('ends a worker that hangs while it loads one, and keeps its calls from being tried elsewhere', async () => {
    const hangs = (events: WireEvents): ScriptedWire => Object.assign(readyWire(events), { send: () => undefined });
    const { strategy, wires, events } = makeStrategy({ maxWorkers: 1, startTimeoutMs: 30 }, hangs);
    const calls = [new Call(), new Call()];
    const settled = await Promise.allSettled(calls.map((call) => strategy.submit(call)));
    expect(settled.map((result) => (result as PromiseRejectedResult).reason as unknown)).toMatchObject([{ code: 'WORKER_CRASHED' }, { code: 'WORKER_CRASHED' }]);
    expect(calls.map((call) => call.starts)).toEqual([0, 0]);
    expect(wires[0]?.killed).toBe(true);
    expect(events.filter(({ type }) => type === 'worker-crashed' || type === 'worker-stopped')).toMatchObject([{ type: 'worker-crashed', lostCalls: 2 }]);
  });

  it('counts the calls that wait for one as lost if it ends the worker while it is loaded', async () => {
    const { strategy, events } = makeStrategy({ maxWorkers: 1 }, (wireEvents) => {
      const wire = readyWire(wireEvents);
      wire.send = (message) => {
        if (message.kind === 'define') queueMicrotask(() => { wireEvents.onExit({ exitCode: 1 }); });
      };
      return wire;
    });
    const settled = await Promise.allSettled([1, 2, 3].map(() => strategy.submit(new Call())));
    expect(settled.map((result) => (result as PromiseRejectedResult).reason as unknown)).toMatchObject([1, 2, 3].map(() => ({ code: 'WORKER_CRASHED', exitCode: 1 })));
    expect(events.find(({ type }) => type === 'worker-crashed')).toMatchObject({ lostCalls: 3 });
  });

  it('refuses calls, before they begin, if the worker cannot load theirs', async () => {
    const { strategy } = makeStrategy({ maxWorkers: 1 }, (events) => {
      const wire = readyWire(events);
      wire.send = (message) => {
        if (message.kind === 'define') wire.say({ kind: 'refused', functionNumber: message.functionNumber, error: { value: '"gone"' } });
      };
      return wire;
    });
    const call = new Call();
    await expect(strategy.submit(call)).rejects.toMatchObject({ code: 'NOT_TRANSPORTABLE' });
    expect(call.starts).toBe(0);
  });
});

describe('a worker that refuses a function', () => {
  it('is believed only if it has run nothing else; one that has is replaced', async () => {
    const made = makeStrategy({ maxWorkers: 1 });
    const spoiled = await prove(made);
    spoiled.send = (message) => {
      if (message.kind === 'define') spoiled.say({ kind: 'refused', functionNumber: message.functionNumber, error: { value: '"spoiled"' } });
    };
    const call = made.strategy.submit(new Call(Math.min));
    await vi.waitFor(() => {
      expect(made.wires[1]?.batches).toEqual([[1]]);
    });
    expect(spoiled.killed).toBe(true);
    expect(made.events).toContainEqual({ type: 'worker-stopped', worker: spoiled.name, reason: 'retired' });
    made.wires[1]?.complete(1);
    await expect(call).resolves.toBe(1);
  });

  it('is believed at once after a fresh one has said the same', async () => {
    const refuses = (message: HostMessage): boolean => message.kind === 'define' && message.data.name === 'min';
    const { strategy, wires } = makeStrategy({ maxWorkers: 1 }, (events) => {
      const wire = readyWire(events);
      const send = wire.send.bind(wire);
      wire.send = (message) => {
        if (message.kind === 'define' && refuses(message)) wire.say({ kind: 'refused', functionNumber: message.functionNumber, error: { value: '"gone"' } });
        else send(message);
      };
      return wire;
    });
    await expect(strategy.submit(new Call(Math.min))).rejects.toMatchObject({ code: 'NOT_TRANSPORTABLE' });
    const other = strategy.submit(new Call());
    await vi.waitFor(() => {
      expect(wires[0]?.batches).toHaveLength(1);
    });
    wires[0]?.complete(1);
    await other;
    await expect(strategy.submit(new Call(Math.min))).rejects.toMatchObject({ code: 'NOT_TRANSPORTABLE' });
    expect(wires).toHaveLength(1);
  });
});

describe('a worker after a call of a function that is not proven', () => {
  it('gets the next call when it has shown that it is free', async () => {
    const { strategy, wires } = makeStrategy({ maxWorkers: 1 }, (events) => Object.assign(readyWire(events), { answersProbes: false }));
    const promises = [1, 2].map(() => strategy.submit(new Call()));
    await vi.waitFor(() => {
      expect(wires[0]?.batches).toEqual([[1]]);
    });
    wires[0]?.complete(1);
    await promises[0];
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(wires[0]?.batches).toEqual([[1]]);
    wires[0]?.say({ kind: 'free' });
    await vi.waitFor(() => {
      expect(wires[0]?.batches).toEqual([[1], [2]]);
    });
    expect(wires[0]?.received.at(-2)).toEqual({ kind: 'probe' });
    wires[0]?.complete(2); // proven now: not asked about again
    await promises[1];
    expect(wires[0]?.received.filter(({ kind }) => kind === 'probe')).toHaveLength(1);
    expect(wires).toHaveLength(1); // and no second worker was started to fill the gap
  });

  it('is ended if it does not answer; calls that waited for it run elsewhere, and the function is held for faulty', async () => {
    const { strategy, wires, events } = makeStrategy({ maxWorkers: 1 }, (wireEvents, index) =>
      Object.assign(readyWire(wireEvents), { answersProbes: index > 0 }),
    );
    const promises = [1, 2, 3].map(() => strategy.submit(new Call()));
    await vi.waitFor(() => {
      expect(wires[0]?.batches).toEqual([[1]]);
    });
    wires[0]?.complete(1);
    await expect(promises[0]).resolves.toBe(1);
    await vi.waitFor(() => {
      expect(wires[1]?.batches).toEqual([[1]]); // one alone, not both
    });
    expect(wires[0]?.killed).toBe(true);
    expect(events).toContainEqual(expect.objectContaining({ type: 'worker-crashed', worker: wires[0]?.name, lostCalls: 0 }));
    expect(events.at(-1)).toMatchObject({ type: 'worker-replaced', worker: wires[0]?.name });
    wires[1]?.complete(1);
    await vi.waitFor(() => {
      expect(wires[1]?.batches).toEqual([[1], [2]]);
    });
    wires[1]?.complete(2);
    await Promise.all(promises);
  });
});

describe('placement', () => {
  it('gives a call of an unknown function a worker of its own', async () => {
    const { strategy, wires } = makeStrategy({ maxWorkers: 2 });
    const promises = [1, 2, 3].map(() => strategy.submit(new Call()));
    await vi.waitFor(() => {
      expect(wires.map((wire) => wire.batches)).toEqual([[[1]], [[1]]]);
    });
    wires[0]?.complete(1);
    await vi.waitFor(() => {
      expect(wires[0]?.batches).toEqual([[1], [2]]);
    });
    wires[0]?.complete(2);
    wires[1]?.complete(1);
    await Promise.all(promises);
  });

  it('sends the calls of a proven function in one message, up to the limit', async () => {
    const made = makeStrategy({ maxWorkers: 1, concurrencyPerWorker: 50 });
    const wire = await prove(made);
    const promises = Array.from({ length: 80 }, () => made.strategy.submit(new Call()));
    await vi.waitFor(() => {
      expect(wire.batches[1]).toHaveLength(50);
    });
    wire.complete(...(wire.batches[1] ?? []));
    await vi.waitFor(() => {
      expect(wire.batches[2]).toHaveLength(30);
    });
    wire.complete(...(wire.batches[2] ?? []));
    await Promise.all(promises);
  });

  it('sends about 2 ms of work ahead, and more when it hears that calls have begun', async () => {
    const made = makeStrategy({ maxWorkers: 1 });
    const wire = await prove(made);
    const second = made.strategy.submit(new Call());
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2]]);
    });
    wire.completeIn(0.4, 2);
    await second;
    const calls = Array.from({ length: 12 }, () => new Call());
    const promises = calls.map((call) => made.strategy.submit(call));
    await vi.waitFor(() => {
      expect(wire.batches.at(-1)).toEqual([3, 4, 5, 6, 7]);
    });
    expect(calls.map(({ starts }) => starts)).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
    wire.say({ kind: 'begun', lastCall: 5 }); // they wait for something else: no outcome yet
    await vi.waitFor(() => {
      expect(wire.batches.at(-1)).toEqual([8, 9, 10]);
    });
    wire.say({ kind: 'begun', lastCall: 10 });
    await vi.waitFor(() => {
      expect(wire.batches.at(-1)).toEqual([11, 12, 13, 14]);
    });
    wire.completeIn(0.4, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    await Promise.all(promises);
    expect(made.wires).toHaveLength(1);
  });

  it('does not let a stream of short calls keep a new function waiting', async () => {
    const made = makeStrategy({ maxWorkers: 1 });
    const wire = await prove(made);
    const early = made.strategy.submit(new Call());
    await vi.waitFor(() => {
      expect(wire.batches).toHaveLength(2);
    });
    const newcomer = made.strategy.submit(new Call(Math.min));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const late = made.strategy.submit(new Call());
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(wire.batches).toHaveLength(2); // the late one is not put beside the early one
    wire.complete(2);
    await early;
    await vi.waitFor(() => {
      expect(wire.batches).toHaveLength(3);
    });
    wire.complete(3);
    await expect(newcomer).resolves.toBe(3);
    await vi.waitFor(() => {
      expect(wire.batches).toHaveLength(4);
    });
    wire.complete(4);
    await late;
  });

  it('never sends a call that was aborted while it waited', async () => {
    const { strategy, wires } = makeStrategy({ maxWorkers: 1 });
    const running = strategy.submit(new Call());
    await vi.waitFor(() => {
      expect(wires[0]?.batches).toHaveLength(1);
    });
    const waiting = new Call();
    const promise = strategy.submit(waiting);
    waiting.abort();
    await expect(promise).rejects.toMatchObject({ code: 'CANCELLED' });
    wires[0]?.complete(1);
    await running;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(waiting.starts).toBe(0);
    expect(wires[0]?.batches).toHaveLength(1);
  });
});

describe('aborts', () => {
  it('let the neighbours of a call finish before its worker is ended, if the worker answers', async () => {
    const made = makeStrategy({ maxWorkers: 1 });
    const wire = await prove(made);
    const culprit = new Call();
    const stopped = made.strategy.submit(culprit);
    const neighbour = made.strategy.submit(new Call());
    await vi.waitFor(() => {
      expect(wire.batches).toHaveLength(2);
    });
    culprit.abort();
    await expect(stopped).rejects.toThrow(/did not end within 20 ms/);
    expect(wire.aborted).toEqual([2]);
    expect(wire.killed).toBe(false);
    wire.complete(3);
    await expect(neighbour).resolves.toBe(3);
    await vi.waitFor(() => {
      expect(wire.killed).toBe(true);
    });
    expect(made.events.map(({ type }) => type)).toEqual(['worker-started', 'worker-stopped', 'worker-started', 'worker-replaced']);
  });

  it('end a blocked worker at once, and tell its other calls so', async () => {
    const made = makeStrategy({ maxWorkers: 1 });
    const wire = await prove(made);
    wire.answersAborts = false;
    const culprit = new Call();
    const stopped = made.strategy.submit(culprit);
    const neighbour = made.strategy.submit(new Call());
    await vi.waitFor(() => {
      expect(wire.batches).toHaveLength(2);
    });
    culprit.abort();
    const [first, second] = await Promise.allSettled([stopped, neighbour]);
    expect(first).toMatchObject({ reason: { message: expect.stringContaining('was terminated 20 ms after the abort') as string } });
    expect(second).toMatchObject({ reason: { code: 'WORKER_CRASHED', retryable: true } });
    expect(wire.killed).toBe(true);
    expect(made.events.filter(({ type }) => type === 'worker-crashed' || type === 'worker-stopped')).toMatchObject([{ type: 'worker-crashed', lostCalls: 1 }]);
  });
});

describe('an aborted call that waits behind another in its worker', () => {
  it('is passed over by the worker; the other one goes on, and neither is held for faulty', async () => {
    const made = makeStrategy({ maxWorkers: 1, graceMs: 100 });
    const wire = await prove(made);
    wire.answersAborts = false;
    const long = made.strategy.submit(new Call());
    const behind = new Call();
    const stopped = made.strategy.submit(behind);
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2, 3]]);
    });
    behind.abort();
    await new Promise((resolve) => setTimeout(resolve, 130)); // past its grace
    expect(wire.killed).toBe(false);
    wire.say({ kind: 'outcomes', outcomes: [2, outcomeKind.plain, 2, 10, 3, outcomeKind.unbegun, '', 0], lastCall: 3 });
    await expect(long).resolves.toBe(2);
    await expect(stopped).rejects.toThrow('the call was aborted and had not begun');
    const together = [made.strategy.submit(new Call()), made.strategy.submit(new Call())];
    await vi.waitFor(() => {
      expect(wire.batches.at(-1)).toEqual([4, 5]);
    });
    wire.complete(4, 5);
    await Promise.all(together);
  });

  it('ends the worker in the end, since it is not certain which of them runs', async () => {
    const made = makeStrategy({ maxWorkers: 1 });
    const wire = await prove(made);
    wire.answersAborts = false;
    const long = made.strategy.submit(new Call());
    const behind = new Call();
    const stopped = made.strategy.submit(behind);
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2, 3]]);
    });
    behind.abort();
    await expect(stopped).rejects.toThrow(/terminated 40 ms after the abort/);
    await expect(long).rejects.toMatchObject({ code: 'WORKER_CRASHED', retryable: true });
  });

  it.each<[string, number | undefined, boolean[][]]>([
    ['exactly, where the worker notes each', 3, [[true, true, false], [true, true, false], [true, true, true]]],
    ['as the first that was not heard of, where it does not', undefined, [[true, false, false], [true, true, false], [true, true, true]]],
    ['as where it does not, if the note cannot be true', 0, [[true, false, false], [true, true, false], [true, true, true]]],
  ])('is told from the one that runs: %s', async (_, noted, expected) => {
    const made = makeStrategy({ maxWorkers: 1 }, (events) => Object.assign(readyWire(events), { flightRecord: () => (noted === undefined ? undefined : { lastBegun: noted, begunMsAgo: 0, outcomes: [] }) }));
    const wire = await prove(made);
    const calls = [new Call(), new Call(), new Call()];
    const promises = calls.map((call) => made.strategy.submit(call));
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2, 3, 4]]);
    });
    const seen: boolean[][] = [];
    for (const lastCall of [undefined, 2, 4]) {
      if (lastCall !== undefined) wire.say({ kind: 'begun', lastCall });
      await Promise.resolve();
      calls.forEach((call) => call.clock?.ranMs()); // asked for the first time, its clock starts
      await delay(2);
      seen.push(calls.map((call) => (call.clock?.ranMs() ?? 0) > 0));
    }
    expect(seen).toEqual(expected);
    wire.complete(2, 3, 4);
    await Promise.all(promises);
  });

  it('ends a worker that is blocked though nothing which has begun is left in it; the other calls run elsewhere', async () => {
    const made = makeStrategy({ maxWorkers: 1 }, (events) => Object.assign(readyWire(events), { flightRecord: () => ({ lastBegun: 1, begunMsAgo: 0, outcomes: [] }) }));
    const wire = await prove(made);
    wire.answersAborts = false;
    const late = new Call();
    const stopped = made.strategy.submit(late);
    const innocent = made.strategy.submit(new Call());
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2, 3]]);
    });
    late.abort();
    await expect(stopped).rejects.toThrow(/terminated 20 ms after the abort/);
    await vi.waitFor(() => {
      expect(made.wires[1]?.batches).toEqual([[1]]);
    });
    made.wires[1]?.complete(1);
    await expect(innocent).resolves.toBe(1);
  });

  it('settles without a kill where it is certain; what had not begun when the worker was killed runs elsewhere, and starts once', async () => {
    let lastBegun = 1;
    const made = makeStrategy({ maxWorkers: 1 }, (events) => Object.assign(readyWire(events), { flightRecord: () => ({ lastBegun: lastBegun, begunMsAgo: 0, outcomes: [] }) }));
    const wire = await prove(made);
    wire.answersAborts = false;
    const calls = [new Call(), new Call(), new Call()];
    const promises = calls.map((call) => made.strategy.submit(call));
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2, 3, 4]]);
    });
    lastBegun = 2;
    calls[1]?.abort();
    await expect(promises[1]).rejects.toThrow('the call was aborted and had not begun');
    expect(wire.killed).toBe(false);
    calls[0]?.abort();
    await expect(promises[0]).rejects.toThrow(/terminated 20 ms after the abort/);
    await vi.waitFor(() => {
      expect(made.wires[1]?.batches).toEqual([[1]]);
    });
    made.wires[1]?.complete(1);
    await expect(promises[2]).resolves.toBe(1);
    expect(calls.map(({ starts }) => starts)).toEqual([1, 1, 1]);
  });

  it('ends the worker where it is certain that no call holds it: what an earlier one left does; the others run elsewhere', async () => {
    const made = makeStrategy({ maxWorkers: 1 }, (events) => Object.assign(readyWire(events), { flightRecord: () => ({ lastBegun: 1, begunMsAgo: 0, outcomes: [] }) }));
    const wire = await prove(made);
    wire.answersAborts = false;
    const calls = [new Call(), new Call()];
    const promises = calls.map((call) => made.strategy.submit(call));
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2, 3]]);
    });
    calls[0]?.abort();
    await expect(promises[0]).rejects.toThrow(/terminated 20 ms after the abort/);
    await vi.waitFor(() => {
      expect(made.wires[1]?.batches).toEqual([[1]]);
    });
    made.wires[1]?.complete(1);
    await expect(promises[1]).resolves.toBe(1);
  });
});

describe('closing', () => {
  it('tells calls that ran from calls that had not begun', async () => {
    const { strategy, wires } = makeStrategy({ maxWorkers: 1 });
    const promises = [1, 2].map(() => strategy.submit(new Call()));
    await vi.waitFor(() => {
      expect(wires[0]?.batches).toEqual([[1]]);
    });
    const settled = Promise.allSettled(promises);
    await strategy.close();
    await expect(settled).resolves.toMatchObject([{ reason: { code: 'CANCELLED' } }, { reason: { code: 'EXECUTOR_CLOSED' } }]);
  });
});

describe('faults', () => {
  it('cost the call they come from, and let the others finish', async () => {
    const made = makeStrategy({ maxWorkers: 1 });
    const wire = await prove(made);
    const promises = [1, 2].map(() => made.strategy.submit(new Call()));
    await vi.waitFor(() => {
      expect(wire.batches).toHaveLength(2);
    });
    wire.say({ kind: 'fault', call: 2, error: { value: '"stray"' } });
    await expect(promises[0]).rejects.toMatchObject({ code: 'WORKER_CRASHED', cause: 'stray' });
    wire.complete(3);
    await expect(promises[1]).resolves.toBe(3);
    await vi.waitFor(() => {
      expect(wire.killed).toBe(true);
    });
    expect(made.events.find(({ type }) => type === 'worker-crashed')).toMatchObject({ lostCalls: 1 });
  });
});

describe('calls that wait behind one that runs for long', () => {
  it('are taken over by an idle worker, or a new one, and begin once; the worker gets others when it says something', async () => {
    const notes = [{ lastBegun: 0, begunMsAgo: 0, outcomes: [] }, { lastBegun: 0, begunMsAgo: 0, outcomes: [] }];
    const takenBack: number[] = [];
    const made = makeStrategy({ maxWorkers: 2 }, (events, index) =>
      Object.assign(readyWire(events), { flightRecord: () => notes[index], takeBack: (call: number) => void takenBack.push(call) }),
    );
    const wire = await prove(made);
    const calls = Array.from({ length: 4 }, () => new Call());
    const promises = calls.map((call) => made.strategy.submit(call));
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2, 3, 4, 5]]);
    });
    notes[0] = { lastBegun: 2, begunMsAgo: 5, outcomes: [] };
    await delay(30);
    expect(takenBack).toEqual([]);
    notes[0] = { lastBegun: 2, begunMsAgo: 12, outcomes: [] };
    await vi.waitFor(() => {
      expect(made.wires[1]?.batches).toEqual([[1, 2, 3]]);
    });
    expect(takenBack).toEqual([5]);
    made.wires[1]?.complete(1, 2, 3);
    await expect(Promise.all(promises.slice(1))).resolves.toEqual([1, 2, 3]);

    const others = [1, 2].map(() => made.strategy.submit(new Call()));
    await vi.waitFor(() => {
      expect(made.wires[1]?.batches).toEqual([[1, 2, 3], [4, 5]]);
    });
    wire.complete(2);
    await expect(promises[0]).resolves.toBe(2);
    made.wires[1]?.complete(4, 5);
    await Promise.all(others);
    expect(wire.batches).toHaveLength(2);
    expect(calls.map((call) => call.starts)).toEqual([1, 1, 1, 1]);
    const other = made.wires[1]?.name;
    expect(calls.map((call) => call.worker)).toEqual([wire.name, other, other, other]);
  });

  it('stay where they are if the worker has begun another one meanwhile; what it passed over waits again', async () => {
    const note = { lastBegun: 2, begunMsAgo: 50, outcomes: [] };
    const made = makeStrategy({ maxWorkers: 1 }, (events) =>
      Object.assign(readyWire(events), { flightRecord: () => ({ ...note }), takeBack: () => { Object.assign(note, { lastBegun: 3, begunMsAgo: 0 }); } }),
    );
    const wire = await prove(made);
    const promises = [1, 2, 3].map(() => made.strategy.submit(new Call()));
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2, 3, 4]]);
      expect(note.lastBegun).toBe(3);
    });
    wire.say({ kind: 'outcomes', outcomes: [2, outcomeKind.plain, 2, 0, 3, outcomeKind.plain, 3, 0, 4, outcomeKind.unbegun, '', 0], lastCall: 4 });
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2, 3, 4], [5]]);
    });
    wire.complete(5);
    await expect(Promise.all(promises)).resolves.toEqual([2, 3, 5]);
  });
});

describe('a worker that leaves', () => {
  it('costs the calls that had begun; the others run elsewhere, and begin once', async () => {
    const made = makeStrategy({ maxWorkers: 1 });
    const wire = await prove(made);
    const calls = [new Call(), new Call(), new Call()];
    const promises = calls.map((call) => made.strategy.submit(call));
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2, 3, 4]]);
    });
    wire.say({ kind: 'leaving', lastCall: 3 });
    await Promise.resolve();
    wire.events.onExit({ exitCode: 7 });
    const lost = await Promise.allSettled(promises.slice(0, 2));
    expect(lost).toMatchObject([{ reason: { code: 'WORKER_CRASHED', exitCode: 7 } }, { reason: { code: 'WORKER_CRASHED' } }]);
    await vi.waitFor(() => {
      expect(made.wires[1]?.batches).toEqual([[1]]);
    });
    made.wires[1]?.complete(1);
    await expect(promises[2]).resolves.toBe(1);
    expect(calls.map((call) => call.starts)).toEqual([1, 1, 1]);
  });
});

describe('a worker that has had maxCallsPerWorker calls', () => {
  it('gets no more, ends after its last one, and is replaced; calls that waited begin once, in the next one', async () => {
    const made = makeStrategy({ maxWorkers: 1, maxCallsPerWorker: 3 });
    const wire = await prove(made);
    const calls = Array.from({ length: 6 }, () => new Call());
    const promises = calls.map((call) => made.strategy.submit(call));
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2, 3]]);
    });
    wire.complete(2);
    await promises[0];
    await delay(5);
    expect(made.wires).toHaveLength(1); // nor is there one worker more than may be
    expect(wire.killed).toBe(false);
    for (const [index, last] of [[0, [3]], [1, [1, 2, 3]], [2, [1]]] as const) {
      await vi.waitFor(() => {
        expect(made.wires[index]?.batches.at(-1)).toEqual(index === 0 ? [2, 3] : last);
      });
      made.wires[index]?.complete(...last);
    }
    await expect(Promise.all(promises)).resolves.toEqual([2, 3, 1, 2, 3, 1]);
    expect(made.wires.map(({ killed }) => killed)).toEqual([true, true, false]);
    expect(calls.map(({ starts }) => starts)).toEqual([1, 1, 1, 1, 1, 1]);
    const [first, second, third] = made.wires.map(({ name }) => name);
    expect(made.events.filter(({ type }) => type !== 'worker-started')).toEqual([
      { type: 'worker-stopped', worker: first, reason: 'retired' },
      { type: 'worker-replaced', worker: first, replacement: second },
      { type: 'worker-stopped', worker: second, reason: 'retired' },
      { type: 'worker-replaced', worker: second, replacement: third },
    ]);
  });

  it('ends only when it has shown that a function which is not proven left its loop free', async () => {
    const { strategy, wires, events } = makeStrategy({ maxWorkers: 1, maxCallsPerWorker: 1 }, (wireEvents) => Object.assign(readyWire(wireEvents), { answersProbes: false }));
    const call = strategy.submit(new Call());
    await vi.waitFor(() => {
      expect(wires[0]?.batches).toEqual([[1]]);
    });
    wires[0]?.complete(1);
    await call;
    expect(wires[0]?.killed).toBe(false);
    wires[0]?.say({ kind: 'free' });
    await vi.waitFor(() => {
      expect(events.at(-1)).toMatchObject({ type: 'worker-replaced', worker: wires[0]?.name });
    });
    expect(wires[0]?.killed).toBe(true);
  });

  it('is told of as crashed, not as retired, if it ends by itself in its last call', async () => {
    const made = makeStrategy({ maxWorkers: 1, maxCallsPerWorker: 2 }, (events) =>
      Object.assign(readyWire(events), { flightRecord: () => ({ lastBegun: 2, begunMsAgo: 0, outcomes: made.wires[0]?.batches.length === 2 ? [2, outcomeKind.plain, 2, 0] : [] }) }),
    );
    const wire = await prove(made);
    const call = made.strategy.submit(new Call());
    await vi.waitFor(() => {
      expect(wire.batches).toEqual([[1], [2]]);
    });
    wire.events.onExit({ exitCode: 1 });
    await expect(call).resolves.toBe(2); // as its note says
    expect(made.events.slice(0, 2).map(({ type }) => type)).toEqual(['worker-started', 'worker-crashed']);
    expect(made.events.filter(({ type }) => type === 'worker-stopped')).toEqual([]);
  });
});

describe('stats', () => {
  it('count workers by state, and calls by what became of them', async () => {
    const { strategy, wires } = makeStrategy({ maxWorkers: 2 }, (wireEvents, index) => (index === 1 ? new ScriptedWire(wireEvents) : readyWire(wireEvents)));
    const none = { starting: 0, idle: 0, busy: 0, crashed: 0, replaced: 0 };
    expect(strategy.stats()).toEqual({ workers: none, calls: { queued: 0, running: 0, settled: 0 } });
    const promises = [1, 2].map(() => strategy.submit(new Call()));
    expect(strategy.stats().calls).toEqual({ queued: 2, running: 0, settled: 0 });
    await vi.waitFor(() => {
      expect(wires[0]?.batches).toHaveLength(1);
    });
    expect(strategy.stats()).toEqual({ workers: { ...none, starting: 1, busy: 1 }, calls: { queued: 1, running: 1, settled: 0 } });
    wires[0]?.events.onExit({ exitCode: 1 });
    await expect(promises[0]).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
    await vi.waitFor(() => {
      expect(wires[2]?.batches).toHaveLength(1);
    });
    wires[2]?.complete(1);
    await promises[1];
    expect(strategy.stats()).toEqual({ workers: { ...none, starting: 1, idle: 1, crashed: 1, replaced: 1 }, calls: { queued: 0, running: 0, settled: 2 } });
  });
});

describe('ready', () => {
  it('resolves when minWorkers workers take calls, and not before', async () => {
    const { strategy, wires } = makeStrategy({ minWorkers: 2, maxWorkers: 3 }, (events) => new ScriptedWire(events));
    let isReady = false;
    const ready = strategy.ready().then(() => { isReady = true; });
    expect(wires).toHaveLength(2);
    wires[0]?.events.onReady();
    await delay(5);
    expect(isReady).toBe(false);
    wires[1]?.events.onReady();
    await ready;
    await strategy.ready(); // as it is
    expect(wires).toHaveLength(2);
  });

  it('starts one worker where none is kept', async () => {
    const { strategy, startCount } = makeStrategy({ minWorkers: 0 });
    await strategy.ready();
    expect(startCount()).toBe(1);
  });

  it('rejects if workers that it needs cannot be started, though there are others; a later one tries again', async () => {
    let works = false;
    const { strategy } = makeStrategy({ minWorkers: 2, maxWorkers: 2 }, (events, index) => {
      if (index > 0 && !works) throw new Error('no more threads');
      return readyWire(events);
    });
    await expect(strategy.ready()).rejects.toMatchObject({ code: 'STRATEGY_UNAVAILABLE', cause: { message: 'no more threads' } });
    works = true;
    await vi.waitFor(() => strategy.ready(), 3000);
  });

  it('rejects when the strategy is closed, before and after', async () => {
    const { strategy } = makeStrategy({ minWorkers: 1 }, (events) => new ScriptedWire(events));
    const ready = strategy.ready();
    const rejected = expect(ready).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    await strategy.close();
    await rejected;
    await expect(strategy.ready()).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
  });
});

describe('options', () => {
  it.each([
    [{ mode: '' }, /Scripted\.mode has to be a word, got "" \(string\)/],
    [{ mode: 5 as never }, /Scripted\.mode has to be a word, got 5 \(number\)/],
    [{ maxCallsPerWorker: 0 }, /Scripted\.maxCallsPerWorker has to be a whole number of at least 1, got 0/],
    [{ maxThreads: 3 } as WorkerPoolOptions, /Scripted has no option "maxThreads"\. There are: mode, minWorkers, maxWorkers, /],
    [{ minWorkers: -1 }, /Scripted\.minWorkers has to be a whole number of at least 0, got -1 \(number\)/],
    [{ maxWorkers: 1.5 }, /Scripted\.maxWorkers .* got 1\.5/],
    [{ minWorkers: 3, maxWorkers: 2 }, /must not be greater than maxWorkers/],
    [{ graceMs: '5' as never }, /Scripted\.graceMs .* got "5" \(string\)/],
    [{ idleTimeoutMs: NaN }, /Scripted\.idleTimeoutMs .* got NaN/],
  ])('%o are refused with the value in the message', (options, message) => {
    expect(() => poolSettings(options, 'Scripted')).toThrow(message);
  });
});

describe('idle workers', () => {
  it('end after the timeout, down to minWorkers', async () => {
    const { strategy, wires, events } = makeStrategy({ maxWorkers: 2, minWorkers: 1, idleTimeoutMs: 10 });
    const promises = [1, 2].map(() => strategy.submit(new Call()));
    await vi.waitFor(() => {
      expect(wires.map((wire) => wire.batches)).toEqual([[[1]], [[1]]]);
    });
    for (const wire of wires) wire.complete(1);
    await Promise.all(promises);
    await vi.waitFor(() => {
      expect(events).toContainEqual(expect.objectContaining({ type: 'worker-stopped', reason: 'idle' }));
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(wires.filter((wire) => wire.killed)).toHaveLength(1);
    expect(wires).toHaveLength(2);
  });
});
