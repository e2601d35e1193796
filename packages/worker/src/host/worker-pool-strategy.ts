import { ExecutorClosedError, NotTransportableError } from '@exec/core';
import type { ExecutionStrategy, Invocation, StrategyCapabilities, StrategyEvent } from '@exec/core';
import { encodeInput } from '../value-codec.ts';
import type { WireFactory } from '../wire.ts';
import { Job } from './job.ts';
import { KeepAlive } from './keep-alive.ts';
import { Snapshot } from './known-function.ts';
import type { KnownFunction } from './known-function.ts';
import { Pool } from './pool.ts';
import type { PoolSettings } from './pool-options.ts';
import type { PoolStats } from './pool-stats.ts';
import { ShippedFunctions } from './shipped-functions.ts';

/** What tells one kind of worker pool from another. */
export interface WorkerKind {
  /** The word that selects the strategy, unless the settings have one. */
  readonly mode: string;
  readonly isolation: StrategyCapabilities['isolation'];
  /** Whether tools may do less in these workers than in the host. Default: `false`. */
  readonly restricted?: boolean;
  readonly factory: WireFactory;
  readonly settings: PoolSettings;
}

/** A strategy that runs calls in a pool of workers of any kind. */
export class WorkerPoolStrategy implements ExecutionStrategy {
  readonly mode: string;
  readonly capabilities: StrategyCapabilities;
  readonly #pool: Pool;
  readonly #functions: ShippedFunctions;
  readonly #keepAlive = new KeepAlive();
  readonly #listeners = new Set<(event: StrategyEvent) => void>();
  /** Calls whose functions are being read. */
  #beingRead = 0;
  #submitted = 0;
  #settled = 0;
  #closing: Promise<void> | undefined;

  constructor(kind: WorkerKind) {
    this.mode = kind.settings.mode ?? kind.mode;
    this.capabilities = { isolation: kind.isolation, preemptive: true, restricted: kind.restricted === true };
    this.#functions = new ShippedFunctions(kind.settings);
    this.#pool = new Pool(kind.factory, kind.settings, (event) => {
      for (const listener of this.#listeners) listener(event);
    });
  }

  /** See {@link ExecutionStrategy.submit}. Calls that are submitted in one tick travel together. */
  submit(invocation: Invocation): Promise<unknown> {
    const input = encodeInput(invocation.input);
    return new Promise((resolve, reject) => {
      if (this.#closing !== undefined) throw new ExecutorClosedError(`the strategy "${this.mode}" is closed`);
      if (typeof input !== 'string' && 'degraded' in input) {
        const { path, reason } = input.degraded;
        throw new NotTransportableError(
          `the input cannot be sent to a worker: ${path === '' ? 'it' : path} is ${reason.split(';', 1)[0] ?? reason}`,
          { path: path === '' ? ['input'] : ['input', path] },
        );
      }
      this.#pool.expectWork(this.#beingRead + 1);
      const known = this.#functions.get(invocation.execute, invocation.receiver);
      this.#keepAlive.enter();
      this.#submitted++;
      const job = new Job(invocation, input, resolve, reject, this.#left);
      if (!(known instanceof Promise)) this.#pool.submit(job, known);
      else {
        this.#beingRead++;
        known.then(
          (ready) => {
            this.#beingRead--;
            this.#enqueue(job, ready);
          },
          (error: Error) => {
            this.#beingRead--;
            job.reject(error);
          },
        );
      }
    });
  }

  readonly #left = (): void => {
    this.#settled++;
    this.#keepAlive.leave();
  };

  #enqueue(job: Job, ready: KnownFunction | Snapshot): void {
    if (job.state !== 'waiting') return;
    if (ready instanceof Snapshot) job.snapshot = ready;
    this.#pool.submit(job, ready instanceof Snapshot ? ready.known : ready);
  }

  /** What the pool holds now and what became of its workers and calls so far: numbers, counted anew each time that it is called. */
  stats(): PoolStats {
    const { running, ...workers } = this.#pool.stats();
    return { workers, calls: { queued: this.#submitted - this.#settled - running, running, settled: this.#settled } };
  }

  /**
   * Resolves when `minWorkers` workers, and one at least, take calls; starts those that are missing. A program that begins with it does
   * not make its first calls wait for a start. Keeps the program alive meanwhile.
   *
   * @throws StrategyUnavailableError (as a rejection) if they cannot be started: after three tries in a row, with the last
   *   failure as `cause`. The next call tries again, once the pause after the last try is over
   * @throws ExecutorClosedError (as a rejection) if the strategy was closed, or is closed meanwhile
   */
  async ready(): Promise<void> {
    this.#keepAlive.enter();
    try {
      await this.#pool.ready();
    } finally {
      this.#keepAlive.leave();
    }
  }

  subscribe(listener: (event: StrategyEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Ends all workers; calls that wait or run are rejected. Resolves when the workers are gone. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#pool.close();
    this.#keepAlive.close();
  }
}
