import type { Job } from './job.ts';
import type { Lane } from './lane.ts';

/**
 * `starting` → `open` → (`draining` →) `ending` or `leaving` → `gone`. A draining lane takes no calls and ends with its last one; an
 * ending one was told to end, by us, a `leaving` one by a tool; a crash leads to `gone` at once, from any state but `ending`.
 */
export type LaneState = 'starting' | 'open' | 'draining' | 'ending' | 'leaving' | 'gone';

/** What a lane tells the pool that owns it. */
export interface LaneOwner {
  /** The worker is up. Told once, before `laneHasRoom`. */
  laneOpened(lane: Lane): void;
  /** It takes calls now, or takes more than before: it started, loaded a function, finished calls. */
  laneHasRoom(lane: Lane): void;
  /** It was open and takes no calls any more, though it may still run some. Told once, before `laneGone`. */
  laneLost(lane: Lane): void;
  /** The worker did not get as far as taking calls. */
  laneFailedToStart(lane: Lane, error: Error): void;
  /** A tool ended the worker or made it unfit. */
  laneCrashed(lane: Lane, error: Error, lostCalls: number): void;
  laneGone(lane: Lane): void;
  /** A job that was sent, and that the worker ended before it began: it waits again. */
  jobReturned(job: Job): void;
}

/** Limits that a lane goes by; durations in ms. */
export interface LaneSettings {
  readonly maxCallsPerWorker: number;
  readonly graceMs: number;
  readonly startTimeoutMs: number;
}
