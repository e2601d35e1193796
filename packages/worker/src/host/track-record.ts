import { windowMs } from './credit-window.ts';

/** Above this much synchronous work a call gets a worker to itself: it would hold up whatever shares its event loop. */
const heavyMs = 0.5;
/** Clean completions after which a function that crashed or hung its worker may share one again. */
const completionsToRehabilitate = 3;
/** More than this is not expected of a call: one at a time goes to a worker then, and fewer cannot. */
const mostExpectedMs = windowMs;

/**
 * What is known of a function from its earlier calls. Overlap is earned: calls that share a worker share its death, so
 * only functions that have completed cleanly, and quickly, share one.
 */
export class TrackRecord {
  #cleanCompletionsNeeded = 1;
  #busyMs: number | undefined;
  #cautiousMs = mostExpectedMs;
  #completions = 0;

  /** Whether calls of this function may share a worker with others. */
  get mayOverlap(): boolean {
    return this.isProven && (this.#busyMs ?? 0) <= heavyMs;
  }

  /** Whether it has completed cleanly, and has not crashed or hung a worker lately. */
  get isProven(): boolean {
    return this.#cleanCompletionsNeeded === 0;
  }

  /**
   * Synchronous work that is to be expected of the next call, in ms: rather too much than too little, since others wait
   * behind it.
   */
  get expectedMs(): number {
    return this.#cautiousMs;
  }

  /** A call returned or threw; `busyMs` of synchronous work went into it. */
  completed(busyMs: number): void {
    if (this.#cleanCompletionsNeeded > 0) this.#cleanCompletionsNeeded--;
    // Falls at once and rises slowly: the first call pays for compilation, and one long input does not make a tool heavy.
    const usualMs = this.#busyMs;
    this.#busyMs = usualMs === undefined || busyMs < usualMs ? busyMs : usualMs + (busyMs - usualMs) / 4;
    // The other way round: it is enough that a call is long now and then. The first one does not count when there is another.
    const countedMs = Math.min(busyMs, mostExpectedMs);
    const risesAtOnce = ++this.#completions <= 2 || countedMs > this.#cautiousMs;
    this.#cautiousMs = risesAtOnce ? countedMs : this.#cautiousMs + (countedMs - this.#cautiousMs) / 8;
  }

  /** A call took its worker with it, or had to be stopped by force. */
  failed(): void {
    this.#cleanCompletionsNeeded = completionsToRehabilitate;
  }
}
