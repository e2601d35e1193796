import { ToolExecutionError } from '@exec/core';
import type { Invocation, RunClock } from '@exec/core';
import { decodeThrown, thrownText } from '../error-codec.ts';
import type { EncodedThrown } from '../error-codec.ts';
import { outcomeKind } from '../protocol.ts';
import type { EncodedReport, OutcomePayload } from '../protocol.ts';
import { reviveValue } from '../value-codec.ts';
import type { EncodedInput, EncodedValue } from '../value-codec.ts';
import type { CallAborts } from './call-aborts.ts';
import { carriedValue } from './carried-value.ts';
import type { FlightReader } from './flight-reader.ts';
import type { KnownFunction, Snapshot } from './known-function.ts';

/** `waiting` → `running` → `settled`, with `stopping` between the last two after an abort; an abort skips what is left. */
type JobState = 'waiting' | 'running' | 'stopping' | 'settled';

/** What runs a job: its lane. */
export interface JobRunner {
  readonly name: string;
  readonly aborts: CallAborts;
  readonly flight: FlightReader;
}

/** One call on the host, from `submit` until its promise is settled. */
export class Job implements RunClock {
  readonly invocation: Invocation;
  /** Its function, as soon as it is known to travel. */
  known: KnownFunction | undefined;
  /** The state of its function, if that is a closure whose state may change. */
  snapshot: Snapshot | undefined;
  /** Its number in its lane, once it runs. */
  call = 0;
  /** When it was first known to have begun, or taken to have; undefined for one that waits behind others in its worker. */
  beganAtMs: number | undefined;
  readonly input: EncodedInput;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: Error) => void;
  readonly #onSettled: () => void;
  #state: JobState = 'waiting';
  #runner: JobRunner | undefined;
  #startTold = false;
  #sentAtMs = 0;
  #abortReason: Error | undefined;

  constructor(
    invocation: Invocation,
    input: EncodedInput,
    resolve: (value: unknown) => void,
    reject: (error: Error) => void,
    onSettled: () => void,
  ) {
    this.invocation = invocation;
    this.input = input;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#onSettled = onSettled;
    invocation.onAbort((reason) => {
      this.#abort(reason);
    });
  }

  get state(): JobState {
    return this.#state;
  }

  /** The call is about to be sent, under this number. An abort from here on goes to its runner. */
  start(runner: JobRunner, call: number, nowMs: number): void {
    this.#state = 'running';
    this.#runner = runner;
    this.call = call;
    this.#sentAtMs = nowMs;
    if (this.#startTold) {
      this.invocation.onMove?.(runner.name);
      return;
    }
    this.#startTold = true;
    this.invocation.onStart(runner.name, this);
  }

  /** Since it was known to have begun; one that waits, or whose outcome may be on its way, has not run, unless it waits there too long. */
  ranMs(): number {
    const runner = this.#runner;
    if (this.#state !== 'waiting' && runner !== undefined) {
      const flight = runner.flight.catchUp();
      if (flight.isUnbegun(this.call)) this.beganAtMs = undefined; // what began before it, and waited, may block the worker
      else if (this.beganAtMs === undefined) {
        const runningMs = flight.runningMs(this.call);
        if (runningMs !== undefined) this.beganAtMs = performance.now() - runningMs;
      }
    }
    if (this.#state === 'settled') return 0; // as its worker had noted, which was read just now
    if (this.beganAtMs !== undefined) return performance.now() - this.beganAtMs;
    return this.#state === 'waiting' ? 0 : Math.max(0, performance.now() - this.#sentAtMs - mostWaitMs);
  }

  /** Its worker has not begun the call and never will: it waits again, unless it was aborted. */
  waitAgain(): void {
    if (this.#state === 'running') {
      this.#state = 'waiting';
      this.beganAtMs = undefined;
    } else this.reject(unbegunError());
  }

  #abort(reason: Error): void {
    if (this.#state === 'waiting') this.reject(reason);
    else if (this.#state === 'running') {
      this.#state = 'stopping';
      this.#abortReason = reason;
      this.#runner?.aborts.stop(this, reason);
    }
  }

  report(report: EncodedReport): void {
    if (this.#state !== 'running' && this.#state !== 'stopping') return;
    const { detail, ...rest } = report;
    this.invocation.onProgress(detail === undefined ? rest : { ...rest, detail: reviveValue(detail) });
  }

  /** Settles with an outcome of the far side. After an abort that is an error which says how the tool ended. */
  settle(kind: number, payload: OutcomePayload): void {
    if (this.#state === 'stopping') {
      const cause = kind === outcomeKind.thrown ? decodeThrown(payload as EncodedThrown) : this.#abortReason;
      this.reject(new Error('the tool ended by itself after it was aborted', { cause }));
      return;
    }
    switch (kind) {
      case outcomeKind.text:
      case outcomeKind.plain:
        this.resolve(payload);
        break;
      case outcomeKind.undefined:
        this.resolve(undefined);
        break;
      case outcomeKind.thrown:
        this.reject(thrownError(payload as EncodedThrown));
        break;
      default:
        this.resolve(carriedValue(payload as EncodedValue));
    }
  }

  resolve(value: unknown): void {
    if (!this.#end()) return;
    this.#resolve(value);
  }

  reject(error: Error): void {
    if (!this.#end()) return;
    this.#reject(error);
  }

  #end(): boolean {
    if (this.#state === 'settled') return false;
    if (this.#state === 'stopping') this.#runner?.aborts.stopped(this);
    this.#state = 'settled';
    this.#runner = undefined;
    this.#onSettled();
    return true;
  }
}

/** How long a call may wait in one worker without its time being counted: that worker may be blocked for ever. */
const mostWaitMs = 1000;

/** For a call that was aborted and never ran. */
export function unbegunError(): Error {
  return new Error('the call was aborted and had not begun');
}

/** The error for what a tool threw, worded as if it had been thrown here. */
function thrownError(thrown: EncodedThrown): Error {
  return new ToolExecutionError(thrownText(thrown), { cause: decodeThrown(thrown) });
}
