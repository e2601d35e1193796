import { Session } from 'node:inspector';
import { deserializeFunction, serializeFunction } from '@exec/serialize';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BareInspector, countRequests } from './bare-inspector.ts';
import { constant, counters, distinct, nested, withConfiguration } from './closures.ts';
import { firstCaptureMs } from './first-capture.ts';
import { timeInTurns } from './in-turns.ts';
import { statefulCalls } from './stateful-calls.ts';
import type { AnyFunction } from './closures.ts';
import type { Measure } from './measure.ts';

const turnsOf = (quick: boolean): number => (quick ? 9 : 25);

/** Warm capture against the bare read of the same function's scopes. */
function capture(name: string, make: () => AnyFunction, { atMost, inTurns = false }: { atMost?: number; inTurns?: boolean } = {}): Measure {
  return {
    name: `capture: ${name}${inTurns ? ', a turn of the event loop each' : ''}`,
    unit: 'µs',
    comparedWith: 'bare inspector read of its scopes',
    ...(atMost === undefined ? {} : { atMost }),
    async run({ quick }) {
      const fn = make();
      const bare = new BareInspector();
      await serializeFunction(fn);
      const read = (): void => { bare.scopesOf(fn); };
      const works = [() => serializeFunction(fn), read].map((work) => (inTurns ? (): Promise<void> => nextTurn().then(work).then(() => undefined) : work));
      const [ours = NaN, other = NaN] = await timeInTurns([...works, () => { bare.release(); }], 20, turnsOf(quick) * 10);
      return { ours, other };
    },
  };
}

/** What takes so little that it is compared with nothing. */
function short(name: string, atMost: number | undefined, prepare: () => Promise<() => unknown>): Measure {
  return {
    name,
    unit: 'µs',
    ...(atMost === undefined ? {} : { atMost }),
    async run({ quick }) {
      const [ours = NaN] = await timeInTurns([await prepare()], 500, turnsOf(quick));
      return { ours };
    },
  };
}

/** Milliseconds for 50 000 awaits of a promise that is settled: the fastest of many short rounds, which a busy machine disturbs least. */
async function fastestAwaits(): Promise<number> {
  let fastest = Infinity;
  for (let round = 0; round < 70; round++) {
    const start = performance.now();
    for (let turn = 0; turn < 50_000; turn++) await Promise.resolve();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}
let awaitsBefore = NaN;

/** What the function transport of one process is held to; in the order of measuring, what disturbs others last. */
export const measures: readonly Measure[] = [
  {
    name: 'await: 50 000 after one bare Debugger.enable and disable',
    unit: 'ms',
    comparedWith: 'before any',
    async run() {
      awaitsBefore = await fastestAwaits();
      const session = new Session();
      session.connect();
      session.post('Debugger.enable');
      session.post('Debugger.disable');
      session.disconnect();
      return { ours: await fastestAwaits(), other: awaitsBefore };
    },
  },
  {
    name: 'await: 50 000 after captures',
    unit: 'ms',
    comparedWith: 'before any',
    atMost: 1.05,
    async run() {
      const state = counters();
      for (let number = 0; number < 1000; number++) await serializeFunction(number % 2 === 0 ? state : distinct(number));
      return { ours: await fastestAwaits(), other: awaitsBefore };
    },
  },
  { name: 'capture: the first in a process', unit: 'ms', atMost: 100, run: async ({ quick }) => ({ ours: await firstCaptureMs(quick ? 3 : 7) }) },
  capture('three variables that change', counters, { atMost: 1.5 }),
  capture('three variables that change', counters, { inTurns: true }),
  capture('three constants, one an object', withConfiguration, { atMost: 1.5 }),
  capture('twenty nested closures', nested),
  short('capture: known to be constant', 5, async () => {
    const fn = constant(2, 'EUR');
    await serializeFunction(fn);
    return () => serializeFunction(fn);
  }),
  {
    name: 'capture: known to be constant, inspector requests',
    unit: '',
    atMost: 0,
    async run() {
      const fn = constant(3, 'USD');
      await serializeFunction(fn);
      return { ours: await countRequests(() => serializeFunction(fn)) };
    },
  },
  short('revive: a known id', 5, async () => {
    const data = structuredClone(await serializeFunction(constant(2, 'EUR')));
    await deserializeFunction(data);
    return () => deserializeFunction(data);
  }),
  short('revive: known code, a new state', undefined, async () => {
    const states: Awaited<ReturnType<typeof serializeFunction>>[] = [];
    for (let number = 0; number < 5000; number++) states.push(structuredClone(await serializeFunction(distinct(number))));
    let next = 0;
    return () => deserializeFunction(states[next++ % states.length] ?? failed());
  }),
  {
    name: 'heap: after transports of distinct closures',
    unit: 'MB',
    comparedWith: 'after a tenth of them',
    atMost: 1.1,
    once: true,
    async run({ quick }) {
      const count = quick ? 20_000 : 100_000;
      const transport = async (from: number, to: number): Promise<number> => {
        for (let number = from; number < to; number++) await deserializeFunction(await serializeFunction(distinct(number)));
        return heapMegabytes();
      };
      const other = await transport(0, count / 10);
      return { ours: await transport(count / 10, count), other };
    },
  },
  ...statefulCalls,
];

function failed(): never {
  throw new Error('nothing to revive');
}

async function heapMegabytes(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc();
    await nextTurn(); // finalizers run between turns
  }
  return process.memoryUsage().heapUsed / 1e6;
}
