/** The tools of the suite: exports of a module, so that every strategy can carry them by reference. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { NotTransportableError } from '@exec/core/far';
import type { ToolContext } from '@exec/core';
import { exactValues, lossyValues } from './values.ts';

export function echo(input: unknown): unknown {
  return input;
}

export async function echoLater(input: unknown): Promise<unknown> {
  await delay(1);
  return input;
}

export function identify(_input: unknown, { toolCallId, toolName }: ToolContext): unknown {
  return { toolCallId, toolName };
}

export function makeExactValue({ name }: { name: string }): unknown {
  return exactValues[name]?.();
}

export function makeLossyValue({ name }: { name: string }): unknown {
  return lossyValues[name]?.();
}

export function makeBytes({ length }: { length: number }): Uint8Array {
  return new Uint8Array(length).map((_, index) => index % 251);
}

/** A tool that is an object, with a function that needs it. */
export const counter: { step: number; execute: (this: { step: number }, input: { value: number }) => number } = {
  step: 5,
  execute(this: { step: number }, { value }: { value: number }): number {
    return value + this.step;
  },
};

// ---- errors -----------------------------------------------------------------------------------------------------

class PaymentError extends Error {
  override readonly name = 'PaymentError';
  readonly code = 'DECLINED';
  readonly attempts: readonly { at: string }[] = [{ at: 'terminal 3' }];
}

export function throwPaymentError(): never {
  throw new PaymentError('the card was declined', { cause: new RangeError('over the limit', { cause: 'limit 100' }) });
}

export async function rejectLater(): Promise<never> {
  await delay(1);
  throw new TypeError('rejected after a while');
}

export function throwBuiltIn({ name }: { name: string }): never {
  switch (name) {
    case 'TypeError':
      throw new TypeError('wrong type');
    case 'RangeError':
      throw new RangeError('out of range');
    case 'SyntaxError':
      throw new SyntaxError('wrong syntax');
    default:
      throw new Error(`the suite throws no ${name}`);
  }
}

export function throwAggregate(): never {
  throw new AggregateError([new TypeError('first'), new Error('second', { cause: 2 })], 'both failed');
}

export function throwValue({ value }: { value: unknown }): never {
  throw value;
}

/** Of a code that would let the executor try another strategy, if the error were the strategy's. */
export function throwExecError(): never {
  throw new NotTransportableError('a call of the tool itself could not travel', { toolName: 'inner', toolCallId: 'inner call', path: ['socket'] });
}

export function throwHostileError(): never {
  const error = new Error('readable');
  const refuse = (): never => {
    throw new Error('do not read me');
  };
  for (const property of ['message', 'stack', 'cause', 'detail']) Object.defineProperty(error, property, { get: refuse, enumerable: true });
  throw error;
}

// ---- progress ---------------------------------------------------------------------------------------------------

export async function reportSteps({ steps }: { steps: number }, context: ToolContext): Promise<string> {
  for (let step = 1; step <= steps; step++) {
    context.reportProgress({ fraction: step / steps, message: `step ${step}`, detail: { step, of: [steps] } });
    if (step % 2 === 0) await delay(1);
  }
  return 'all reported';
}

export function reportFlood({ reports }: { reports: number }, context: ToolContext): string {
  for (let report = 1; report <= reports; report++) context.reportProgress({ detail: report });
  return 'all reported';
}

export function reportUnprintable(_input: unknown, context: ToolContext): string {
  context.reportProgress({ detail: () => 'a function' });
  context.reportProgress({ detail: Symbol('a symbol') });
  return 'still here';
}

export async function reportAfterReturn(_input: unknown, context: ToolContext): Promise<string> {
  context.reportProgress({ message: 'in time' });
  let left = 20;
  const timer = setInterval(() => {
    context.reportProgress({ message: 'too late' });
    if (--left === 0) clearInterval(timer);
  }, 5);
  return 'returned';
}

export async function* countToThree(): AsyncGenerator<number> {
  for (let count = 1; count <= 3; count++) {
    await delay(1);
    yield count;
  }
}

// ---- waiting, and not ending ------------------------------------------------------------------------------------

/** Waits for its abort, or returns at once without `hold`; tells what it saw as its last report. */
export async function holdUntilAborted({ hold }: { hold: boolean }, context: ToolContext): Promise<string> {
  if (!hold) return 'not held';
  const { abortSignal } = context;
  // Holds the worker's event loop: a signal that is waited for keeps nothing alive.
  const keepAlive = setInterval(() => undefined, 1000);
  try {
    await new Promise<void>((resolve) => {
      if (abortSignal.aborted) resolve();
      else abortSignal.addEventListener('abort', () => { resolve(); }, { once: true });
    });
  } finally {
    clearInterval(keepAlive);
  }
  context.reportProgress({ message: abortSignal.reason instanceof Error ? abortSignal.reason.message : String(abortSignal.reason) });
  return 'aborted';
}

/** Never yields. With `beatFile` it writes a growing number there for as long as it runs. */
export function spin({ beatFile }: { beatFile?: string }): never {
  for (let beat = 0; ; beat++) {
    const untilMs = performance.now() + 2;
    while (performance.now() < untilMs);
    if (beatFile !== undefined) writeFileSync(beatFile, String(beat));
  }
}

/** Does not yield for a time. */
export function keepBusy({ ms }: { ms: number }): number {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
  return ms;
}

/** Waits without looking at its signal. */
export async function pause({ ms, value }: { ms: number; value?: unknown }): Promise<unknown> {
  await delay(ms);
  return value;
}

/** Yields all the time and never looks at its signal. */
export async function waitForever(): Promise<never> {
  for (;;) await delay(5);
}

// ---- crashes ----------------------------------------------------------------------------------------------------

/** With `runFile`, leaves a line there first. */
export function exitWorker({ code, runFile }: { code: number; runFile?: string }): never {
  if (runFile !== undefined) appendFileSync(runFile, 'run\n');
  process.exit(code);
}

/** Ends its worker where it is told to; else it completes cleanly. */
export function exitOnDemand({ code }: { code?: number }): string {
  if (code !== undefined) process.exit(code);
  return 'completed';
}

/** Ends its worker soon after it has returned. */
export function exitAfterReturn(): string {
  setTimeout(() => process.exit(1), 20);
  return 'returned';
}

export async function throwUncaught(): Promise<void> {
  setTimeout(() => {
    throw new RangeError('nobody catches this');
  }, 1);
  await delay(60_000);
}

export async function rejectUnhandled(): Promise<void> {
  void Promise.reject(new RangeError('nobody handles this'));
  await delay(60_000);
}

export function killWorkerProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}
