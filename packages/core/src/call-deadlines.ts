import type { Deadline, DeadlineClock } from './deadline.ts';
import type { TimeoutPhase } from './errors.ts';
import type { RunClock } from './strategy.ts';

/** The deadlines of one call: while it waits, while it runs, for all of it, and the pause before its next attempt. */
export class CallDeadlines {
  readonly #clock: DeadlineClock;
  readonly #submittedAtMs: number;
  readonly #onExpire: (phase: TimeoutPhase, timeoutMs: number) => void;
  #queue: Deadline | undefined;
  #run: Deadline | undefined;
  #total: Deadline | undefined;
  #pause: Deadline | undefined;

  /**
   * @param submittedAtMs - when the call was submitted, on the clock of `performance.now()`
   * @param onExpire - called when a limit is over; it must not throw
   */
  constructor(clock: DeadlineClock, submittedAtMs: number, onExpire: (phase: TimeoutPhase, timeoutMs: number) => void) {
    this.#clock = clock;
    this.#submittedAtMs = submittedAtMs;
    this.#onExpire = onExpire;
  }

  /** Limits the time from submission until the call begins. */
  limitQueue(timeoutMs: number): void {
    this.#queue = this.#clock.set(this.#leftMs(timeoutMs), () => { this.#onExpire('queue', timeoutMs); });
  }

  /** Limits the time from submission until the call settles, in the place of an earlier such limit. */
  limitTotal(timeoutMs: number): void {
    this.#clock.clear(this.#total);
    this.#total = this.#clock.set(this.#leftMs(timeoutMs), () => { this.#onExpire('total', timeoutMs); });
  }

  /** What is left of a limit that began with the submission. In whole ms, so that calls that took no time so far share a duration. */
  #leftMs(timeoutMs: number): number {
    return Math.max(0, timeoutMs - Math.floor(performance.now() - this.#submittedAtMs));
  }

  /**
   * The call has begun.
   *
   * @param timeoutMs - limit of the time that it runs, if it has one
   * @param clock - tells how long it has run, where its worker can tell that apart from waiting there
   */
  begin(timeoutMs: number | undefined, clock: RunClock | undefined): void {
    this.#clock.clear(this.#queue);
    if (timeoutMs !== undefined) this.#limitRun(timeoutMs, timeoutMs, clock);
  }

  #limitRun(waitMs: number, timeoutMs: number, clock: RunClock | undefined): void {
    this.#run = this.#clock.set(waitMs, () => {
      // Whole ms, so that calls which began together share a duration.
      const leftMs = clock === undefined ? 0 : Math.floor(timeoutMs - clock.ranMs());
      if (leftMs > 0) this.#limitRun(leftMs, timeoutMs, clock);
      else this.#onExpire('run', timeoutMs);
    });
  }

  /** An attempt has failed: the next one begins after a pause. */
  pause(delayMs: number, onOver: () => void): void {
    this.#clock.clear(this.#run);
    this.#pause = this.#clock.set(delayMs, onOver);
  }

  /** The call has settled. */
  clear(): void {
    this.#clock.clear(this.#pause);
    this.#clock.clear(this.#queue);
    this.#clock.clear(this.#run);
    this.#clock.clear(this.#total);
  }
}
