import { reasonMessage } from './call-errors.ts';
import { ToolCancelledError } from './errors.ts';
import { callListener } from './events.ts';
import type { CallProgress, EventHub } from './events.ts';
import type { LiveCall } from './live-call.ts';
import type { CallLimits, ExecuteOptions } from './options.ts';
import type { ToolCallResult } from './result.ts';

/** The calls that were given together: their options, their signal (one listener for all), their callbacks. */
export class Batch {
  readonly mode: string;
  readonly limits: CallLimits;
  readonly onProgress: ((progress: CallProgress) => void) | undefined;
  readonly #onResult: ((result: ToolCallResult) => void) | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #events: EventHub;
  readonly #live = new Set<LiveCall>();
  readonly #onAbort = (): void => {
    this.cancel(this.#signal?.reason);
  };

  constructor(mode: string, limits: CallLimits, options: ExecuteOptions, events: EventHub) {
    this.mode = mode;
    this.limits = limits;
    this.onProgress = options.onProgress;
    this.#onResult = options.onResult;
    this.#signal = options.signal;
    this.#events = events;
  }

  /** Takes a call in before it begins; cancels it at once if the batch was cancelled. */
  add(call: LiveCall): void {
    if (this.#live.size === 0) this.#signal?.addEventListener('abort', this.#onAbort);
    this.#live.add(call);
    if (this.#signal?.aborted === true) call.abort(cancelled(this.#signal.reason));
  }

  /** To be called with each call's result, once. */
  settled(call: LiveCall, result: ToolCallResult): void {
    this.#live.delete(call);
    if (this.#live.size === 0) this.#signal?.removeEventListener('abort', this.#onAbort);
    if (this.#events.wants('call-settled')) this.#events.emit('call-settled', result);
    if (this.#onResult !== undefined) callListener(this.#onResult, result, 'onResult');
  }

  progressed(progress: CallProgress): void {
    if (this.onProgress !== undefined) callListener(this.onProgress, progress, 'onProgress');
  }

  /** Cancels all calls that have not settled. */
  cancel(reason: unknown): void {
    this.cancelWaiting(reason);
    for (const call of this.#live) call.abort(cancelled(reason));
  }

  /** Cancels those that no strategy has yet. First, since a running call that ends lets waiting ones begin. */
  cancelWaiting(reason: unknown): void {
    for (const call of this.#live) {
      if (call.state === 'preparing' || call.state === 'waiting') call.abort(cancelled(reason));
    }
  }

  get isDone(): boolean {
    return this.#live.size === 0;
  }
}

/** One error for each call, since it will name the call. */
export function cancelled(reason: unknown): ToolCancelledError {
  if (reason === undefined || reason === '') return new ToolCancelledError('cancelled');
  return new ToolCancelledError(`cancelled: ${reasonMessage(reason)}`, { cause: reason });
}
