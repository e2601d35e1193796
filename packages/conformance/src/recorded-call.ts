import { ToolCancelledError, isCarriedValue, outputText } from '@exec/core';
import type { ExecutionStrategy, Invocation, ProgressReport, RunClock, ToolFunction, ValueDegradation } from '@exec/core';
import { within } from './bounded-wait.ts';

/** How `submit` settled; `text` is what the model would read. */
export type CallOutcome =
  | { readonly status: 'ok'; readonly value: unknown; readonly text: string; readonly degraded: ValueDegradation | undefined }
  | { readonly status: 'error'; readonly error: unknown };

/** What was seen of a call, one word a moment. */
export type CallMoment = 'start' | 'move' | 'report' | 'abort' | 'settled';

/** What a call is made of, and how long its steps may take. */
export interface CallDescription {
  readonly id: string;
  readonly execute: ToolFunction;
  readonly input: unknown;
  readonly receiver?: object;
  readonly limitMs: number;
}

/** One call as core would submit it, which writes down all that the strategy does with it. */
export class RecordedCall implements Invocation {
  readonly id: string;
  readonly toolName: string;
  readonly execute: ToolFunction;
  readonly input: unknown;
  readonly receiver: object | undefined;
  readonly moments: CallMoment[] = [];
  readonly reports: ProgressReport[] = [];
  /** What `onStart` gave, and when. */
  start: { readonly atMs: number; readonly clock: RunClock | undefined } | undefined;
  readonly #limitMs: number;
  readonly #controller = new AbortController();
  readonly #started: Promise<void>;
  readonly #settled: Promise<CallOutcome>;
  #onFirstStart: (() => void) | undefined;

  /** Submits the call. */
  constructor(strategy: ExecutionStrategy, { id, execute, input, receiver, limitMs }: CallDescription) {
    this.id = id;
    this.toolName = toolNameOf(execute);
    this.execute = execute;
    this.input = input;
    this.receiver = receiver;
    this.#limitMs = limitMs;
    this.#started = new Promise((resolve) => { this.#onFirstStart = resolve; });
    this.#settled = this.#submit(strategy);
  }

  /** Never rejects for what the tool does; rejects if the call has not settled in time. */
  outcome(): Promise<CallOutcome> {
    return within(this.#limitMs, `submit of ${this.toolName} settles`, this.#settled);
  }

  /** The error that submit rejected with. @throws if it resolved */
  async error(): Promise<unknown> {
    const outcome = await this.outcome();
    if (outcome.status === 'error') return outcome.error;
    throw new Error(`submit of ${this.toolName} should reject, and resolved with ${outcome.text}`);
  }

  /** The value that submit resolved with. @throws what it rejected with */
  async value(): Promise<unknown> {
    const outcome = await this.outcome();
    if (outcome.status === 'ok') return outcome.value;
    throw new Error(`submit of ${this.toolName} should resolve, and rejected`, { cause: outcome.error });
  }

  /** Resolves with the first `onStart`. */
  started(): Promise<void> {
    return within(this.#limitMs, `onStart of ${this.toolName} is called`, this.#started);
  }

  get isSettled(): boolean {
    return this.moments.includes('settled');
  }

  /** How often `onStart` was called. */
  get starts(): number {
    return this.moments.filter((moment) => moment === 'start').length;
  }

  abort(message = 'cancelled by the conformance suite'): void {
    this.moments.push('abort');
    this.#controller.abort(new ToolCancelledError(message, { toolName: this.toolName, toolCallId: this.id }));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  onAbort(listener: (reason: Error) => void): void {
    const { signal } = this.#controller;
    const tell = (): void => { listener(signal.reason as Error); }; // `abort` above gives no other
    if (signal.aborted) tell();
    else signal.addEventListener('abort', tell, { once: true });
  }

  onStart(_worker?: string, clock?: RunClock): void {
    this.moments.push('start');
    this.start ??= { atMs: performance.now(), clock };
    this.#onFirstStart?.();
  }

  onMove(): void {
    this.moments.push('move');
  }

  onProgress(report: ProgressReport): void {
    this.moments.push('report');
    this.reports.push(report);
  }

  // Up to its first await an async function runs at once, so several calls made in one tick are submitted in one tick.
  async #submit(strategy: ExecutionStrategy): Promise<CallOutcome> {
    let outcome: CallOutcome;
    try {
      const returned = await strategy.submit(this);
      outcome = isCarriedValue(returned)
        ? { status: 'ok', value: returned.value, text: returned.output, degraded: returned.degraded }
        : { status: 'ok', value: returned, text: outputText(returned), degraded: undefined };
    } catch (error) {
      outcome = { status: 'error', error };
    }
    this.moments.push('settled');
    return outcome;
  }
}

/** Another one than the function's: a model calls a tool by the name under which it was offered. */
export function toolNameOf(execute: ToolFunction): string {
  return `offered_${execute.name}`;
}
