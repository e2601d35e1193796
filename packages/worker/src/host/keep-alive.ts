import { longestTimerMs } from '@exec/core';

/**
 * Keeps the program alive while calls are unsettled, and only then. Workers, ports and timers of a pool never do: one
 * handle that holds is one place to be right about, and an idle pool is let go without being told.
 */
export class KeepAlive {
  readonly #timer: NodeJS.Timeout = setInterval(() => undefined, longestTimerMs).unref();
  #calls = 0;

  enter(): void {
    if (this.#calls++ === 0) this.#timer.ref();
  }

  leave(): void {
    if (--this.#calls === 0) this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
