import { cancelled } from './batch.ts';
import { CallIntake } from './call-intake.ts';
import { ResultStream } from './result-stream.ts';
import type { ToolCallResult } from './result.ts';
import type { ToolCall } from './tool-call.ts';

/** What a {@link CallStream} needs of the executor. */
export interface CallStreamOwner {
  begin(call: ToolCall | undefined, onResult: (result: ToolCallResult) => void): void;
  /** The reader left: cancels what has not settled. */
  onLeft(): void;
  /** No more calls will be begun. */
  onTakenIn(): void;
}

/** Enough to keep every worker busy, little enough to hold. */
const defaultHighWaterMark = 1024;

/** Calls on their way in, and their results on the way out. */
export class CallStream {
  readonly results: ResultStream<ToolCallResult>;
  readonly #intake: CallIntake;
  readonly #isList: boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => {
    this.#intake.stop({ error: cancelled(this.#signal?.reason) });
  };

  constructor(calls: Iterable<ToolCall> | AsyncIterable<ToolCall>, highWaterMark: number | undefined, signal: AbortSignal | undefined, owner: CallStreamOwner) {
    this.#signal = signal;
    this.#isList = Array.isArray(calls);
    this.results = new ResultStream<ToolCallResult>({
      onRead: () => {
        this.#intake.release();
      },
      onLeft: () => {
        this.#intake.stop();
        owner.onLeft();
      },
    });
    // Of a list as much as there was: a tool that runs inline may append to it while it is worked off.
    const source = Array.isArray(calls) ? [...(calls as ToolCall[])] : calls;
    this.#intake = new CallIntake(source, highWaterMark ?? (this.#isList ? Infinity : defaultHighWaterMark), {
      onCall: (call) => {
        this.results.expect();
        owner.begin(call, (result) => {
          this.results.push(result);
        });
      },
      onEnd: (failure) => {
        signal?.removeEventListener('abort', this.#onAbort);
        owner.onTakenIn();
        this.results.seal(failure);
      },
    });
  }

  /** Begins the first calls. */
  open(): void {
    // Each call of a list is to have its result, a cancelled one's too; an iterable may have no end.
    if (!this.#isList) {
      this.#signal?.addEventListener('abort', this.#onAbort);
      if (this.#signal?.aborted === true) this.#onAbort();
    }
    this.#intake.take();
  }

  /** The executor's end: of an iterable no more calls are taken, and the reader is told why after the results there are. */
  executorClosed(error: Error): void {
    if (!this.#isList) this.#intake.stop({ error });
  }
}
