import type { KnownFunction } from './known-function.ts';

/** A busy machine may keep a worker from answering for so long; whoever sets a shorter grace means tools, not machines. */
const leastPatienceMs = 100;

/**
 * A function that is not proven may block its worker after its call has returned, by a microtask or an immediate that
 * never ends. The next call must not pay for that: it is not sent before the worker has answered. Any function may do so
 * later, by a timer: a worker that begins no calls, and has none, is asked too.
 */
export class LoopProof {
  readonly #patienceMs: number;
  readonly #onTimeout: (suspect: KnownFunction | undefined) => void;
  #suspect: KnownFunction | undefined;
  #busyMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(graceMs: number, onTimeout: (suspect: KnownFunction | undefined) => void) {
    this.#patienceMs = Math.max(graceMs, leastPatienceMs);
    this.#onTimeout = onTimeout;
  }

  /** Whether an answer is waited for. */
  get isPending(): boolean {
    return this.#timer !== undefined;
  }

  /** The worker was asked, after a call of this function, if it is known which one, that took `busyMs` of synchronous work. */
  asked(suspect?: KnownFunction, busyMs = 0): void {
    this.#suspect = suspect;
    this.#busyMs = busyMs;
    this.#timer = setTimeout(() => {
      this.failed();
      this.#onTimeout(suspect);
    }, this.#patienceMs).unref();
  }

  /** The worker has answered: the call has completed cleanly. */
  succeeded(): void {
    this.#take()?.record.completed(this.#busyMs);
  }

  /** The worker ended, or became unfit, before it answered. */
  failed(): void {
    this.#take()?.record.failed();
  }

  #take(): KnownFunction | undefined {
    const suspect = this.#suspect;
    this.#suspect = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return suspect;
  }
}
