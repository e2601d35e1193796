import type { KnownFunction } from './known-function.ts';
import type { Lane } from './lane.ts';

/** With more calls than this in each worker, one more worker is started if there may be: some may be busy, not waiting. */
const comfortableLoad = 16;

/**
 * Gives waiting jobs to lanes. Functions take turns in the order of `waiting`; a function whose jobs are all placed is
 * taken out of it.
 *
 * - Jobs of functions that may overlap go to the lane that knows the function and where they begin soonest, if that is soon.
 * - Any other job needs an idle lane and keeps it to itself. If none is idle, the function reserves one, which then takes
 *   no more calls of others: so a stream of short calls cannot keep a new tool waiting for ever.
 *
 * @returns how many more lanes there is work for
 */
export function placeJobs(waiting: Set<KnownFunction>, lanes: ReadonlySet<Lane>, concurrencyPerLane: number): number {
  for (const lane of lanes) {
    const { reservedFor } = lane;
    // Its jobs were aborted, or ran elsewhere meanwhile.
    if (reservedFor?.hasWaiting() === false || reservedFor?.record.mayOverlap === true) lane.reservedFor = undefined;
  }
  // Those that will take calls in a moment: the work waits for them.
  let starting = 0;
  for (const lane of lanes) if (lane.state === 'starting' || lane.isProving) starting++;
  let wanted = 0;
  for (const known of [...waiting]) {
    if (known.hasWaiting()) {
      wanted += known.record.mayOverlap ? placeTogether(known, lanes, concurrencyPerLane) : placeAlone(known, lanes, waiting);
    }
    if (!known.hasWaiting()) waiting.delete(known);
  }
  return wanted - starting;
}

/** A lane that takes calls of proven functions. */
function isShared(lane: Lane): boolean {
  return lane.state === 'open' && !lane.isSpent && !lane.isDedicated && !lane.isProving && !lane.isHeldUp && lane.reservedFor === undefined;
}

function placeTogether(known: KnownFunction, lanes: ReadonlySet<Lane>, concurrencyPerLane: number): number {
  const shared = [...lanes].filter(isShared);
  const ready = shared.filter((lane) => lane.hasLoaded(known));
  // One call alone is worth no other lane; a burst is spread, and the next one finds the function everywhere.
  if (ready.length === 0 || known.waitingCount > 1) {
    for (const lane of shared) if (!lane.hasLoaded(known)) lane.define(known);
  }
  for (;;) {
    const lane = shortestWait(ready, concurrencyPerLane);
    if (lane === undefined) break;
    const job = known.dequeue();
    if (job === undefined) break;
    lane.start(job, known);
  }
  if (known.hasWaiting()) {
    if (shared.some((lane) => lane.isLoading(known))) return 0;
    const takers = ready.filter((lane) => !lane.isSpent);
    const calls = takers.reduce((sum, lane) => sum + lane.load, known.waitingCount);
    if (calls <= takers.length * Math.min(comfortableLoad, concurrencyPerLane)) return 0;
    return Math.ceil(known.waitingCount / concurrencyPerLane);
  }
  return ready.length > 0 && ready.every((lane) => lane.load > comfortableLoad) ? 1 : 0;
}

function placeAlone(known: KnownFunction, lanes: ReadonlySet<Lane>, waiting: Set<KnownFunction>): number {
  let reserved = 0;
  for (const lane of lanes) if (lane.reservedFor === known) reserved++;
  for (;;) {
    const lane = bestIdle(known, lanes);
    if (lane === undefined) break;
    if (lane.hasLoaded(known)) {
      const job = known.dequeue();
      if (job === undefined) break;
      if (lane.reservedFor === known) reserved--;
      lane.reservedFor = undefined;
      lane.isDedicated = true;
      lane.start(job, known);
      if (!known.hasWaiting()) return 0;
      // It had its turn: others come first when the next lane is idle.
      waiting.delete(known);
      waiting.add(known);
    } else {
      if (lane.reservedFor === undefined && reserved >= known.waitingCount) break;
      if (lane.reservedFor === undefined) reserved++;
      lane.reservedFor = known;
      lane.define(known);
      if (!hasIdle(known, lanes)) break;
    }
  }
  const missing = known.waitingCount - reserved;
  if (missing > 0 && reserved === 0) {
    const lane = leastLoaded([...lanes].filter(isShared));
    if (lane !== undefined) lane.reservedFor = known;
  }
  return Math.max(0, missing);
}

function mayRunAlone(known: KnownFunction, lane: Lane): boolean {
  return lane.state === 'open' && lane.load === 0 && !lane.isSpent && !lane.isProving && (lane.reservedFor === undefined || lane.reservedFor === known);
}

function hasIdle(known: KnownFunction, lanes: ReadonlySet<Lane>): boolean {
  for (const lane of lanes) if (mayRunAlone(known, lane) && !lane.isLoading(known)) return true;
  return false;
}

/** An idle lane: one that knows the function, if possible, and of those the one used last, which is the warmest. */
function bestIdle(known: KnownFunction, lanes: ReadonlySet<Lane>): Lane | undefined {
  let best: Lane | undefined;
  for (const lane of lanes) {
    if (!mayRunAlone(known, lane) || lane.isLoading(known)) continue;
    if (best === undefined || rank(lane, known) > rank(best, known)) best = lane;
  }
  return best;
}

function rank(lane: Lane, known: KnownFunction): number {
  return lane.lastUsedMs + (lane.hasLoaded(known) ? Number.MAX_SAFE_INTEGER / 2 : 0);
}

/** Where a call begins soonest; of those the least loaded lane, and of those the one used last. */
function shortestWait(lanes: readonly Lane[], concurrencyPerLane: number): Lane | undefined {
  let best: Lane | undefined;
  for (const lane of lanes) {
    if (lane.load >= concurrencyPerLane || !lane.hasCredit || lane.isSpent) continue;
    if (best === undefined || compare(lane, best) < 0) best = lane;
  }
  return best;
}

function compare(one: Lane, other: Lane): number {
  return one.backlogMs - other.backlogMs || one.load - other.load || other.lastUsedMs - one.lastUsedMs;
}

/** Of equally loaded lanes the one used last. */
function leastLoaded(lanes: readonly Lane[]): Lane | undefined {
  let best: Lane | undefined;
  for (const lane of lanes) {
    if (best === undefined || lane.load < best.load || (lane.load === best.load && lane.lastUsedMs > best.lastUsedMs)) best = lane;
  }
  return best;
}
