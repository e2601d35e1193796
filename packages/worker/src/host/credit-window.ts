/** A call that is sent waits about so long at most, in ms, behind others that were sent before it. */
export const windowMs = 2;
/** One call waits behind the one that runs, even if it waits so long, in ms: the worker has work while the host hears of its last result. */
const nextMs = 8;
/** What a call costs its worker beside the tool's own work: it is read, decoded, encoded and sent. */
const overheadMs = 0.004;

/**
 * How much a worker is sent ahead. What would have to wait for long in the worker waits in the queue instead, where any worker may
 * take it at once. Measured in synchronous work of calls that are not known to have begun: calls begin in the order of sending, so
 * each word of one is a word of all before it, and a call that only waits for something else costs nothing more.
 */
export class CreditWindow {
  /** What is expected of each call that is not known to have begun, in the order of sending. */
  #expectedMs: number[] = [];
  /** Those before this index have begun; the array is cut now and then. */
  #next = 0;
  #lastBegun = 0;
  #backlogMs = 0;

  /** The last call that is known to have begun, or never will. */
  get lastBegun(): number {
    return this.#lastBegun;
  }

  /** Whether one more call may be sent. Always so if all that were sent have begun. */
  get isOpen(): boolean {
    return this.#backlogMs < windowMs || (this.#backlogMs < nextMs && this.#expectedMs.length - this.#next === 1);
  }

  /** Whether calls that were sent are not known to have begun. */
  get hasUnbegun(): boolean {
    return this.#next < this.#expectedMs.length;
  }

  /** Synchronous work that a call which is sent now is expected to wait for, in ms. */
  get backlogMs(): number {
    return this.#backlogMs;
  }

  /** A call was sent, or is about to be. Calls are numbered 1, 2, 3 … in this order. */
  sent(expectedMs: number): void {
    const costMs = expectedMs + overheadMs;
    this.#expectedMs.push(costMs);
    this.#backlogMs += costMs;
  }

  /** Calls up to this number have begun, or never will. */
  begun(call: number): void {
    for (; this.#lastBegun < call && this.#next < this.#expectedMs.length; this.#lastBegun++) {
      this.#backlogMs -= this.#expectedMs[this.#next++] as number; // within the array
    }
    if (this.#next === this.#expectedMs.length) this.clear(); // of the errors of rounding too
    else if (this.#next > 1000) {
      this.#expectedMs = this.#expectedMs.slice(this.#next);
      this.#next = 0;
    }
  }

  /** Nothing is in flight: all that were sent have begun, or never will. */
  clear(): void {
    this.#lastBegun += this.#expectedMs.length - this.#next;
    this.#expectedMs = [];
    this.#next = this.#backlogMs = 0;
  }

  /** Whether another call, which was sent earlier and is not known to have begun either, comes before this one. */
  isBehind(call: number): boolean {
    return call > this.#lastBegun + 1;
  }
}
