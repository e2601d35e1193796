import { ExecutorClosedError, StrategyUnavailableError, ToolCancelledError } from '@exec/core';
import type { StrategyEvent } from '@exec/core';
import type { WireFactory } from '../wire.ts';
import { holdsUpAfterMs } from './flight-reader.ts';
import type { Job } from './job.ts';
import type { KnownFunction } from './known-function.ts';
import { Lane } from './lane.ts';
import type { LaneOwner } from './lane-owner.ts';
import { placeJobs } from './placement.ts';
import type { PoolSettings } from './pool-options.ts';
import type { PoolStats } from './pool-stats.ts';
import { Readiness } from './readiness.ts';
import { StartBackoff } from './start-backoff.ts';

/** So many jobs of one tick are sent without waiting for the tick's end, so that workers begin while more are submitted. */
const eagerJobs = 128;

/** Owns the workers: starts as many as are needed, gives them the calls that wait, replaces those that are lost. */
export class Pool implements LaneOwner {
  readonly #factory: WireFactory;
  readonly #settings: PoolSettings;
  readonly #emit: (event: StrategyEvent) => void;
  readonly #backoff = new StartBackoff();
  readonly #readiness = new Readiness();
  /** Lanes that take calls, or will when they have started. */
  readonly #lanes = new Set<Lane>();
  /** Lanes that are on their way out. */
  readonly #leaving = new Set<Lane>();
  /** Names of lost workers that none has taken the place of yet. */
  readonly #lost: string[] = [];
  /** Functions with jobs that wait, in the order in which they get their turn. */
  readonly #waiting = new Set<KnownFunction>();
  #crashed = 0;
  #replaced = 0;
  #unplaced = 0;
  #placementScheduled = false;
  #idleTimer: NodeJS.Timeout | undefined;
  #holdUpTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(factory: WireFactory, settings: PoolSettings, emit: (event: StrategyEvent) => void) {
    this.#factory = factory;
    this.#settings = settings;
    this.#emit = emit;
    // After the tick, in which whoever made the strategy gets to listen for its events.
    process.nextTick(() => {
      while (!this.#closed && this.#lanes.size < settings.minWorkers) if (!this.#startLane()) break;
    });
  }

  /** So many calls are on their way: workers start while functions are read, which takes about as long as a worker's start. */
  expectWork(calls: number): void {
    if (!this.#closed && this.#lanes.size < Math.min(calls, this.#settings.maxWorkers)) this.#startLane();
  }

  /** Queues a job. Jobs of one tick travel together. */
  submit(job: Job, known: KnownFunction): void {
    if (this.#closed) {
      job.reject(closedError());
      return;
    }
    if (this.#lanes.size === 0 && this.#backoff.givenUp && this.#backoff.delayMs > 0) {
      job.reject(this.#unavailable());
      return;
    }
    job.known = known;
    known.enqueue(job);
    this.#waiting.add(known);
    if (++this.#unplaced >= eagerJobs) this.#place();
    else this.#schedulePlacement();
  }

  /** See {@link PoolStats}; the calls that are running, not those that wait. */
  stats(): PoolStats['workers'] & { readonly running: number } {
    let starting = 0;
    let idle = 0;
    let busy = 0;
    let running = 0;
    for (const lane of [...this.#lanes, ...this.#leaving]) {
      running += lane.load;
      if (lane.load > 0) busy++;
      else if (lane.state === 'starting') starting++;
      else if (lane.state === 'open') idle++;
    }
    return { starting, idle, busy, crashed: this.#crashed, replaced: this.#replaced, running };
  }

  /** Resolves when `minWorkers` workers take calls, and one at least. Starts those that are missing. */
  ready(): Promise<void> {
    if (this.#closed) return Promise.reject(closedError());
    const ready = this.#readiness.wait();
    this.#makeReady();
    return ready;
  }

  #makeReady(): void {
    if (!this.#readiness.isAwaited) return;
    const wanted = Math.max(1, this.#settings.minWorkers);
    let open = 0;
    for (const lane of this.#lanes) if (lane.state === 'open') open++;
    if (open >= wanted) this.#readiness.reached();
    else if (this.#backoff.givenUp && this.#backoff.delayMs > 0) this.#readiness.failed(() => this.#unavailable());
    else while (this.#lanes.size < wanted) if (!this.#startLane()) break;
  }

  // ---- placement -------------------------------------------------------------------------------------------------

  /** After the tick and its promises: calls that were submitted one `await` apart still travel together. */
  #schedulePlacement(): void {
    if (this.#placementScheduled) return;
    this.#placementScheduled = true;
    process.nextTick(() => {
      this.#placementScheduled = false;
      this.#place();
    });
  }

  #place(): void {
    if (this.#closed) return;
    this.#unplaced = 0;
    const wanted = placeJobs(this.#waiting, this.#lanes, this.#settings.concurrencyPerWorker);
    for (const lane of this.#lanes) lane.flush();
    this.#watchHoldUps();
    for (let count = 0; count < wanted && this.#lanes.size < this.#settings.maxWorkers; count++) {
      if (!this.#startLane()) break;
    }
  }

  /** While calls wait in workers: a tool that is fast for the most part may hold up those behind it. */
  #watchHoldUps(): void {
    if (this.#holdUpTimer !== undefined) return;
    const lanes = [...this.#lanes, ...this.#leaving];
    if (!lanes.some(({ mayBeHeldUp }) => mayBeHeldUp)) return;
    this.#holdUpTimer = setTimeout(() => {
      this.#holdUpTimer = undefined;
      for (const lane of lanes) if (lane.mayBeHeldUp) lane.takeBack();
      this.#watchHoldUps();
    }, holdsUpAfterMs).unref();
  }

  // ---- workers ---------------------------------------------------------------------------------------------------

  /** Returns false if that is not possible now. */
  #startLane(): boolean {
    if (this.#backoff.delayMs > 0) {
      this.#retryLater();
      return false;
    }
    let lane: Lane;
    try {
      lane = new Lane(this.#factory, this.#settings, this);
    } catch (error) {
      this.#startFailed(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
    this.#lanes.add(lane);
    return true;
  }

  #startFailed(error: Error): void {
    this.#backoff.failed(error);
    this.#emit({ type: 'worker-start-failed', error });
    if (this.#backoff.givenUp) this.#readiness.failed(() => this.#unavailable());
    else if (this.#readiness.isAwaited) this.#retryLater();
    if (this.#lanes.size > 0) return; // the others do the work
    if (this.#backoff.givenUp) {
      for (const known of this.#waiting) for (const job of known.takeWaiting()) job.reject(this.#unavailable());
      this.#waiting.clear();
    } else this.#retryLater();
  }

  #retryLater(): void {
    if (this.#closed || this.#retryTimer !== undefined) return;
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      this.#makeReady();
      this.#place();
    }, this.#backoff.delayMs + 1).unref();
  }

  #unavailable(): StrategyUnavailableError {
    const { lastError } = this.#backoff;
    return new StrategyUnavailableError(`no worker could be started: ${lastError?.message ?? 'unknown reason'}`, { cause: lastError });
  }

  laneOpened(lane: Lane): void {
    if (this.#closed) return;
    this.#backoff.succeeded();
    this.#emit({ type: 'worker-started', worker: lane.name });
    const lost = this.#lost.shift();
    if (lost !== undefined) {
      this.#replaced++;
      this.#emit({ type: 'worker-replaced', worker: lost, replacement: lane.name });
    }
    this.#makeReady();
  }

  laneHasRoom(lane: Lane): void {
    if (lane.isSpent && lane.load === 0) this.#retire(lane);
    else if (this.#waiting.size > 0) this.#schedulePlacement();
    else if (lane.load === 0) this.#watchIdle();
  }

  laneLost(lane: Lane): void {
    if (!this.#lanes.has(lane) || this.#closed) return; // ended on purpose
    this.#remove(lane);
    if (!lane.unfit) this.#emit({ type: 'worker-stopped', worker: lane.name, reason: 'retired' });
    this.#replace(lane);
  }

  /** It has had its calls, and none is left. */
  #retire(lane: Lane): void {
    if (this.#closed) return;
    this.#remove(lane); // first: its end is no loss
    this.#emit({ type: 'worker-stopped', worker: lane.name, reason: 'retired' });
    void lane.close();
    this.#replace(lane);
  }

  #replace(lane: Lane): void {
    // At once, since the next call would have to wait for it; if there is none, it ends as any idle worker does.
    this.#lost.push(lane.name);
    if (this.#lost.length > this.#settings.maxWorkers) this.#lost.shift(); // there were never more to be replaced
    if (this.#lanes.size < this.#settings.maxWorkers) this.#startLane();
    this.#schedulePlacement();
  }

  laneFailedToStart(lane: Lane, error: Error): void {
    this.#remove(lane);
    if (!this.#closed) this.#startFailed(error);
  }

  #remove(lane: Lane): void {
    this.#lanes.delete(lane);
    this.#leaving.add(lane);
  }

  laneCrashed(lane: Lane, error: Error, lostCalls: number): void {
    this.#crashed++;
    this.#emit({ type: 'worker-crashed', worker: lane.name, error, lostCalls });
  }

  laneGone(lane: Lane): void {
    this.#leaving.delete(lane);
  }

  jobReturned(job: Job): void {
    job.waitAgain();
    if (job.state === 'waiting' && job.known !== undefined) this.submit(job, job.known);
  }

  // ---- idle workers ----------------------------------------------------------------------------------------------

  #watchIdle(): void {
    if (this.#idleTimer !== undefined || this.#lanes.size <= this.#settings.minWorkers) return;
    this.#idleTimer = setTimeout(() => {
      this.#idleTimer = undefined;
      this.#endIdle();
    }, this.#settings.idleTimeoutMs).unref();
  }

  /** Ends those that were idle for the whole time, the longest idle first. */
  #endIdle(): void {
    const idleSinceMs = performance.now() - this.#settings.idleTimeoutMs;
    const idle = [...this.#lanes]
      .filter((lane) => lane.state === 'open' && lane.load === 0 && !lane.isProving && lane.reservedFor === undefined && lane.lastUsedMs <= idleSinceMs + 1)
      .sort((one, other) => one.lastUsedMs - other.lastUsedMs);
    for (const lane of idle.slice(0, this.#lanes.size - this.#settings.minWorkers)) {
      this.#emit({ type: 'worker-stopped', worker: lane.name, reason: 'idle' });
      this.#remove(lane); // first: nobody has to take its place
      lane.reservedFor = undefined;
      void lane.close();
    }
    this.#watchIdle();
  }

  /** Ends all workers. What waits or runs is rejected. Resolves when all are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#holdUpTimer);
    clearTimeout(this.#retryTimer);
    this.#readiness.failed(closedError);
    for (const known of this.#waiting) for (const job of known.takeWaiting()) job.reject(closedError());
    this.#waiting.clear();
    const lanes = [...this.#lanes, ...this.#leaving];
    await Promise.all(
      lanes.map(async (lane) => {
        const isKnown = this.#lanes.has(lane) && lane.state !== 'starting'; // by its events: of others the end was told, or no beginning
        const idle = lane.state === 'open' && lane.load === 0 && !lane.isProving;
        await (idle ? lane.close() : lane.kill());
        lane.rejectInFlight(() => new ToolCancelledError('the strategy was closed while the call ran; it may have done part of its work'));
        if (isKnown) this.#emit({ type: 'worker-stopped', worker: lane.name, reason: 'closed' });
      }),
    );
  }
}

function closedError(): ExecutorClosedError {
  return new ExecutorClosedError('the strategy was closed before the call began');
}
