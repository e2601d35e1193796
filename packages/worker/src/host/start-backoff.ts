const firstDelayMs = 100;
const longestDelayMs = 5000;
/** After so many failures in a row calls are no longer kept waiting for the next try. */
const failuresToGiveUp = 3;

/** When to try again to start a worker, after that has failed. */
export class StartBackoff {
  #failures = 0;
  #retryAtMs = 0;
  #lastError: Error | undefined;

  /** Why the last start failed. */
  get lastError(): Error | undefined {
    return this.#lastError;
  }

  /** How long to wait before the next start, in ms; 0 if there is no need to. */
  get delayMs(): number {
    return this.#failures === 0 ? 0 : Math.max(0, this.#retryAtMs - performance.now());
  }

  /** Whether waiting calls should be told that there are no workers to be had. */
  get givenUp(): boolean {
    return this.#failures >= failuresToGiveUp;
  }

  failed(error: Error): void {
    this.#lastError = error;
    this.#failures++;
    this.#retryAtMs = performance.now() + Math.min(firstDelayMs * 2 ** (this.#failures - 1), longestDelayMs);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
