import type { CallSettings } from './call-settings.ts';
import { ToolCancelledError } from './errors.ts';
import type { ExecError } from './errors.ts';
import type { CallProgress, EventHub } from './events.ts';
import { LinkedList } from './linked-list.ts';
import { callListener } from './listener.ts';
import type { LiveCall } from './live-call.ts';
import type { ExecuteOptions } from './options.ts';
import type { ToolCallResult } from './result.ts';
import { reasonMessage } from './thrown-message.ts';

/** The calls that were given together: their options, their signal (one listener for all), their callbacks. */
export class Batch {
  /** Of its calls, where their tools say nothing else. */
  readonly settings: CallSettings;
  readonly onProgress: ((progress: CallProgress) => void) | undefined;
  readonly #onResult: ((result: ToolCallResult) => void) | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #events: EventHub;
  readonly #onDone: (batch: Batch) => void;
  readonly #live = new LinkedList<LiveCall>();
  /** Calls that were given and have not begun. */
  #toCome = 0;
  /** Makes the reason for which calls that begin from now on are aborted at once. */
  #refusal: (() => ExecError) | undefined;
  readonly #onAbort = (): void => {
    this.cancel(this.#signal?.reason);
  };

  /** @param onDone - called when none of its calls is left and none is expected; again if more are added later */
  constructor(settings: CallSettings, options: ExecuteOptions, events: EventHub, onDone: (batch: Batch) => void) {
    this.settings = settings;
    this.onProgress = options.onProgress;
    this.#onResult = options.onResult;
    this.#signal = options.signal;
    this.#events = events;
    this.#onDone = onDone;
  }

  /** So many calls will be added: the batch is not done before. */
  expect(count: number): void {
    this.#toCome += count;
  }

  /** Takes a call in before it begins; aborts it at once if the batch was cancelled or refused. */
  add(call: LiveCall): void {
    if (this.#live.isEmpty) this.#signal?.addEventListener('abort', this.#onAbort);
    if (this.#toCome > 0) this.#toCome--;
    this.#live.add(call);
    if (this.#refusal !== undefined) call.abort(this.#refusal());
    else if (this.#signal?.aborted === true) call.abort(cancelled(this.#signal.reason));
  }

  /** Aborts each call that is added from now on, for a reason of its own, since that will name the call. */
  refuse(reason: () => ExecError): void {
    this.#refusal ??= reason;
  }

  /** To be called with each call's result, once. */
  settled(call: LiveCall, result: ToolCallResult): void {
    this.#live.remove(call);
    if (this.#live.isEmpty) this.#signal?.removeEventListener('abort', this.#onAbort);
    if (this.#events.wants('call-settled')) this.#events.emit('call-settled', result);
    if (this.#onResult !== undefined) callListener(this.#onResult, result, 'onResult');
    if (this.#live.isEmpty && this.#toCome === 0) this.#onDone(this);
  }

  progressed(progress: CallProgress): void {
    if (this.onProgress !== undefined) callListener(this.onProgress, progress, 'onProgress');
  }

  /** Cancels all calls that have not settled, and those to come. */
  cancel(reason: unknown): void {
    this.refuse(() => cancelled(reason));
    this.cancelWaiting(reason);
    for (const call of this.#live.toArray()) call.abort(cancelled(reason));
  }

  /** Cancels those that no strategy has yet. First, since a running call that ends lets waiting ones begin. */
  cancelWaiting(reason: unknown): void {
    for (const call of this.#live.toArray()) {
      if (call.state === 'preparing' || call.state === 'waiting') call.abort(cancelled(reason));
    }
  }
}

/** One error for each call, since it will name the call. */
export function cancelled(reason: unknown): ToolCancelledError {
  if (reason === undefined || reason === '') return new ToolCancelledError('cancelled');
  return new ToolCancelledError(`cancelled: ${reasonMessage(reason)}`, { cause: reason });
}
