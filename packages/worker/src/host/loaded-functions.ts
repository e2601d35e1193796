import type { KnownFunction } from './known-function.ts';

/** Which functions one worker has, and which it was sent and has not answered for. */
export class LoadedFunctions {
  readonly #loaded = new WeakSet<KnownFunction>();
  readonly #loading = new Map<KnownFunction, NodeJS.Timeout>();
  readonly #timeoutMs: number;
  readonly #onTimeout: (known: KnownFunction) => void;

  readonly #dropped: FinalizationRegistry<number>;

  /**
   * @param onTimeout - called for each function that is not answered for in time, again and again until it is
   * @param onDropped - called with the number of a function that the host has dropped, so that the worker can drop it too
   */
  constructor(timeoutMs: number, onTimeout: (known: KnownFunction) => void, onDropped: (functionNumber: number) => void) {
    this.#dropped = new FinalizationRegistry(onDropped);
    this.#timeoutMs = timeoutMs;
    this.#onTimeout = onTimeout;
  }

  has(known: KnownFunction): boolean {
    return this.#loaded.has(known);
  }

  isLoading(known: KnownFunction): boolean {
    return this.#loading.has(known);
  }

  loading(): KnownFunction[] {
    return [...this.#loading.keys()];
  }

  sent(known: KnownFunction): void {
    this.#dropped.register(known, known.number);
    const timer = setInterval(() => {
      this.#onTimeout(known);
    }, this.#timeoutMs);
    this.#loading.set(known, timer.unref());
  }

  /** The worker has answered. Returns the function, unless it was not asked about it. */
  answered(functionNumber: number, loaded: boolean): KnownFunction | undefined {
    for (const [known, timer] of this.#loading) {
      if (known.number !== functionNumber) continue;
      clearInterval(timer);
      this.#loading.delete(known);
      if (loaded) this.#loaded.add(known);
      return known;
    }
    return undefined;
  }

  /** No more answers will come. */
  end(): void {
    for (const timer of this.#loading.values()) clearInterval(timer);
    this.#loading.clear();
  }
}
