/** Above this much synchronous work a call gets a worker to itself: it would hold up whatever shares its event loop. */
const heavyMs = 0.5;
/** Clean completions after which a function that crashed or hung its worker may share one again. */
const completionsToRehabilitate = 3;

/**
 * What is known of a function from its earlier calls. Overlap is earned: calls that share a worker share its death, so
 * only functions that have completed cleanly, and quickly, share one.
 */
export class TrackRecord {
  #cleanCompletionsNeeded = 1;
  #busyMs: number | undefined;

  /** Whether calls of this function may share a worker with others. */
  get mayOverlap(): boolean {
    return this.isProven && (this.#busyMs ?? 0) <= heavyMs;
  }

  /** Whether it has completed cleanly, and has not crashed or hung a worker lately. */
  get isProven(): boolean {
    return this.#cleanCompletionsNeeded === 0;
  }

  /** A call returned or threw; `busyMs` of synchronous work went into it. */
  completed(busyMs: number): void {
    if (this.#cleanCompletionsNeeded > 0) this.#cleanCompletionsNeeded--;
    // Falls at once and rises slowly: the first call pays for compilation, and one long input does not make a tool heavy.
    const usualMs = this.#busyMs;
    this.#busyMs = usualMs === undefined || busyMs < usualMs ? busyMs : usualMs + (busyMs - usualMs) / 4;
  }

  /** A call took its worker with it, or had to be stopped by force. */
  failed(): void {
    this.#cleanCompletionsNeeded = completionsToRehabilitate;
  }
}
