/** Those who wait until a pool has its workers. */
export class Readiness {
  readonly #waiting = new Set<{ resolve: () => void; reject: (error: Error) => void }>();

  /** Whether anybody waits. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.add({ resolve, reject });
    });
  }

  /** The workers are there. */
  reached(): void {
    for (const { resolve } of this.#take()) resolve();
  }

  /** @param reason - makes an error for each */
  failed(reason: () => Error): void {
    for (const { reject } of this.#take()) reject(reason());
  }

  #take(): { resolve: () => void; reject: (error: Error) => void }[] {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    return waiting;
  }
}
