import { InvalidOptionError } from './errors.ts';
import { quoteOption } from './option-checks.ts';
import type { ToolCall } from './tool-call.ts';

/** What a {@link CallIntake} tells its owner. */
export interface CallIntakeEvents {
  onCall(call: ToolCall | undefined): void;
  /** Once: no more calls will come, since there are none, it was stopped, or the iterable threw. */
  onEnd(failure?: { readonly error: unknown }): void;
}

/**
 * Takes calls out of a list or an iterable, so many at most ahead of whoever reads their results: a source without end
 * needs memory for those only.
 */
export class CallIntake {
  readonly #iterator: Iterator<ToolCall> | AsyncIterator<ToolCall>;
  readonly #events: CallIntakeEvents;
  #room: number;
  #isTaking = false;
  #isWaiting = false;
  #ended = false;

  /**
   * @param highWaterMark - how many calls are taken for which there was no {@link release}
   * @throws InvalidOptionError for an iterable that gives no iterator; what it throws as it is
   */
  constructor(calls: Iterable<ToolCall> | AsyncIterable<ToolCall>, highWaterMark: number, events: CallIntakeEvents) {
    const iterator: Partial<Iterator<ToolCall> | AsyncIterator<ToolCall>> | null | undefined = Symbol.asyncIterator in calls ? calls[Symbol.asyncIterator]() : calls[Symbol.iterator]();
    if (typeof iterator?.next !== 'function') throw new InvalidOptionError(`calls has to be an iterable, but its iterator is ${quoteOption(iterator)}`);
    this.#iterator = iterator as Iterator<ToolCall> | AsyncIterator<ToolCall>; // it has `next`, as was seen just now
    this.#room = highWaterMark;
    this.#events = events;
  }

  /** Takes calls as long as there is room: in the same tick, where the source does not wait. */
  take(): void {
    if (this.#isTaking) return; // a call that settles at once makes room: the loop below goes on
    this.#isTaking = true;
    while (this.#room > 0 && !this.#isWaiting && !this.#ended) this.#takeOne();
    this.#isTaking = false;
  }

  /** There is room for one more. */
  release(): void {
    this.#room++;
    this.take();
  }

  /** Takes no more, and lets the source go. A call that is on its way out of it is dropped. */
  stop(failure?: { readonly error: unknown }): void {
    if (this.#ended) return;
    this.#end(failure);
    try {
      const left = this.#iterator.return?.();
      if (left !== undefined && 'then' in left) left.then(undefined, () => undefined);
    } catch {
      // Whoever stops has no more interest in the source.
    }
  }

  #takeOne(): void {
    try {
      const step = this.#iterator.next();
      if (!('then' in step)) {
        this.#took(step);
        return;
      }
      this.#isWaiting = true;
      Promise.resolve(step)
        .then((next) => {
          this.#isWaiting = false;
          this.#took(next);
          this.take();
        })
        // Also what reading the step throws: it may be anything.
        .catch((error: unknown) => {
          this.#end({ error });
        });
    } catch (error) {
      this.#end({ error });
    }
  }

  #took(step: IteratorResult<ToolCall>): void {
    if (this.#ended) return;
    if (step.done === true) {
      this.#end();
      return;
    }
    this.#room--;
    this.#events.onCall(step.value);
  }

  #end(failure?: { readonly error: unknown }): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.onEnd(failure);
  }
}
