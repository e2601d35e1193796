import { NotTransportableError, WorkerCrashedError } from '@exec/core';
import { decodeThrown, thrownText } from '../error-codec.ts';
import type { EncodedThrown } from '../error-codec.ts';
import type { HostMessage } from '../protocol.ts';
import type { Job } from './job.ts';
import type { KnownFunction } from './known-function.ts';

/** What function loading needs of its worker's lane. */
export interface LoadingLane {
  readonly name: string;
  /** Calls in flight. */
  readonly load: number;
  /** Whether any call was sent to it. */
  readonly hasRun: boolean;
  /** Takes no more calls, and ends the worker with the last one in flight. */
  drain(): void;
  /** A tool made the worker unfit, and so many calls are told so. */
  tellCrash(error: Error, lostCalls: number): void;
  kill(): Promise<void>;
}

/**
 * Which functions one worker has. A function goes there once, ahead of its first call, so that one which cannot be loaded
 * is refused before a call begins.
 */
export class FunctionLoading {
  readonly #lane: LoadingLane;
  readonly #timeoutMs: number;
  readonly #send: (message: HostMessage) => void;
  readonly #loaded = new WeakSet<KnownFunction>();
  /** Those that were sent and not answered for, and what watches the time. */
  readonly #loading = new Map<KnownFunction, NodeJS.Timeout>();
  /** What the host has dropped, the worker can drop too. */
  readonly #dropped = new FinalizationRegistry<number>((functionNumber) => {
    if (!this.#hasEnded) this.#send({ kind: 'forget', functionNumber });
  });
  #hasEnded = false;

  constructor(lane: LoadingLane, timeoutMs: number, send: (message: HostMessage) => void) {
    this.#lane = lane;
    this.#timeoutMs = timeoutMs;
    this.#send = send;
  }

  has(known: KnownFunction): boolean {
    return this.#loaded.has(known);
  }

  isLoading(known: KnownFunction): boolean {
    return this.#loading.has(known);
  }

  /** Sends the function, unless that was done. */
  define(known: KnownFunction): void {
    if (this.#loading.has(known)) return;
    this.#dropped.register(known, known.number);
    const timer = setInterval(() => {
      void this.#timedOut(known);
    }, this.#timeoutMs);
    this.#loading.set(known, timer.unref());
    this.#send({ kind: 'define', functionNumber: known.number, data: known.data });
  }

  defined(functionNumber: number): void {
    const known = this.#answered(functionNumber);
    if (known !== undefined) this.#loaded.add(known);
  }

  /** Rejects the calls that wait for the function, or has another worker asked if this one may be spoiled. */
  refused(functionNumber: number, error: EncodedThrown): void {
    const known = this.#answered(functionNumber);
    if (known === undefined) return;
    if (this.#isSuspect(known)) {
      this.#lane.drain();
      return;
    }
    known.refusedByFreshWorker = true;
    const message = `the tool's function could not be loaded in ${this.#lane.name}: ${thrownText(error)}`;
    for (const job of known.takeWaiting()) job.reject(new NotTransportableError(message, { cause: decodeThrown(error) }));
  }

  /**
   * What was being loaded when the worker ended, with no call in flight, is what ended it.
   *
   * @returns the calls that wait for it
   */
  blame(): Job[] {
    if (this.#lane.load > 0) return [];
    return [...this.#loading.keys()].flatMap((known) => {
      known.record.failed();
      return known.takeWaiting();
    });
  }

  /** No more answers will come. */
  end(): void {
    this.#hasEnded = true;
    for (const timer of this.#loading.values()) clearInterval(timer);
    this.#loading.clear();
  }

  #answered(functionNumber: number): KnownFunction | undefined {
    for (const [known, timer] of this.#loading) {
      if (known.number !== functionNumber) continue;
      clearInterval(timer);
      this.#loading.delete(known);
      return known;
    }
    return undefined;
  }

  /** Earlier tools may have spoiled the worker: only a refusal by one that has run nothing counts, or after such a one. */
  #isSuspect(known: KnownFunction): boolean {
    return this.#lane.hasRun && !known.refusedByFreshWorker;
  }

  /**
   * Its calls have not begun, and yet they must not be tried elsewhere: what hangs a worker while it is loaded would hang
   * the next one too, and the host after that.
   */
  async #timedOut(known: KnownFunction): Promise<void> {
    // Calls in flight may keep the loop busy for as long as they like: then the answer has to wait for them.
    if (this.#lane.load > 0) return;
    if (this.#isSuspect(known)) {
      void this.#lane.kill();
      return;
    }
    const jobs = known.takeWaiting();
    known.record.failed();
    const terminated = (): WorkerCrashedError => new WorkerCrashedError(`${this.#lane.name} was terminated: the tool's function was not loaded within ${this.#timeoutMs} ms`);
    this.#lane.tellCrash(terminated(), jobs.length);
    await this.#lane.kill();
    for (const job of jobs) job.reject(terminated());
  }
}
