import { WorkerCrashedError } from '@exec/core';
import { encodeThrown } from '../error-codec.ts';
import type { WorkerWire } from '../wire.ts';
import type { CallsInFlight } from './calls-in-flight.ts';
import type { FlightReader } from './flight-reader.ts';
import { unbegunError } from './job.ts';
import type { Job } from './job.ts';

/** What the abort of a call needs of its worker's lane. */
export interface AbortingLane {
  readonly name: string;
  /** Whether the worker is being ended, by whoever settles what is in flight then. */
  readonly isEnding: boolean;
  /** Sends what was started. */
  flush(): void;
  /** Takes no more calls, and ends the worker with the last one in flight. */
  drain(): void;
  /** A tool made the worker unfit, and so many calls are told so. */
  tellCrash(error: Error, lostCalls: number): void;
  kill(): Promise<void>;
  /** After `kill`: calls that provably had not begun wait again, for another worker. */
  returnUnbegun(): void;
}

/** An abort that its call has not ended after yet. */
interface PendingAbort {
  /** Whether the far loop has answered it: then it is not blocked. */
  isSeen: boolean;
  /** Runs out when the tool has had its time to end by itself. */
  graceTimer: NodeJS.Timeout;
}

/** Stops calls of one worker: the tool is told, has its time to end by itself, and is ended then. */
export class CallAborts {
  readonly #lane: AbortingLane;
  readonly #wire: WorkerWire;
  readonly #inFlight: CallsInFlight;
  readonly #flight: FlightReader;
  readonly #graceMs: number;
  /** Of calls that are being stopped. */
  readonly #pending = new Map<Job, PendingAbort>();

  constructor(lane: AbortingLane, wire: WorkerWire, inFlight: CallsInFlight, flight: FlightReader, graceMs: number) {
    this.#lane = lane;
    this.#wire = wire;
    this.#inFlight = inFlight;
    this.#flight = flight;
    this.#graceMs = graceMs;
  }

  /** The job's call was aborted; it is `stopping` now. */
  stop(job: Job, reason: Error): void {
    this.#lane.flush(); // an abort from within onStart must not go ahead of its call
    if (job.state !== 'stopping') return; // it could not be sent
    const graceTimer = setTimeout(() => {
      this.#graceOver(job, pending);
    }, this.#graceMs).unref();
    const pending: PendingAbort = { isSeen: false, graceTimer };
    this.#pending.set(job, pending);
    this.#wire.abort(job.call, encodeThrown(reason)).then(
      () => {
        pending.isSeen = true;
      },
      () => undefined, // the worker is gone: its exit settles the job
    );
  }

  /** The job was `stopping`, and is settled. */
  stopped(job: Job): void {
    clearTimeout(this.#pending.get(job)?.graceTimer);
    this.#pending.delete(job);
  }

  /**
   * The tool did not end by itself. If its neighbours are well (the loop answers), they are let finish before the worker
   * is killed; if the loop is blocked nobody gets any further in there.
   */
  #graceOver(job: Job, pending: PendingAbort): void {
    if (!this.#isLeft(job)) return;
    const flight = this.#flight.catchUp();
    if (!this.#isLeft(job)) return; // it had ended, as the worker has noted
    if (!pending.isSeen && !flight.mayHaveBegun(job.call)) {
      this.#graceOverBehind(job, pending, flight.lastBegun);
      return;
    }
    job.known?.record.failed();
    if (pending.isSeen && this.#inFlight.size > 1) {
      this.#inFlight.take(job.call);
      job.reject(new Error(`${this.#lane.name} is ended as soon as the other calls in it are: the tool did not end within ${this.#graceMs} ms`));
      this.#lane.drain();
      return;
    }
    void this.#terminate(job, this.#graceMs);
  }

  #isLeft(job: Job): boolean {
    return this.#inFlight.get(job.call) !== undefined && !this.#lane.isEnding;
  }

  /**
   * Another call blocks the worker, and this one waits behind it. The far loop hears of the abort as soon as that one ends,
   * and passes this one over: nobody has to be killed for it. Where it is not certain which of the calls runs, that is
   * waited for once more; then the worker is ended after all, since it could be this one. Where no call has begun and not
   * ended, one that has ended left something that blocks the worker for ever: it is ended, and costs no call that waits.
   */
  #graceOverBehind(job: Job, pending: PendingAbort, lastBegun: number | undefined): void {
    if (lastBegun !== undefined) {
      if (!this.#inFlight.hasUpTo(lastBegun)) {
        void this.#terminate(job, this.#graceMs);
        return;
      }
      this.#inFlight.take(job.call);
      job.reject(unbegunError());
      return;
    }
    pending.graceTimer = setTimeout(() => {
      if (!this.#isLeft(job)) return;
      this.#inFlight.blame();
      void this.#terminate(job, 2 * this.#graceMs);
    }, this.#graceMs).unref();
  }

  async #terminate(job: Job, waitedMs: number): Promise<void> {
    const { name } = this.#lane;
    const crash = (): WorkerCrashedError =>
      new WorkerCrashedError(`${name} was terminated to stop another call that blocked it; this call may have done part of its work`);
    const lastBegun = this.#flight.catchUp().lastBegun ?? Infinity;
    const lostCalls = this.#inFlight.count((other) => other !== job && other.call <= lastBegun && other.state !== 'stopping');
    if (lostCalls > 0) this.#lane.tellCrash(crash(), lostCalls);
    await this.#lane.kill();
    job.reject(new Error(`${name} was terminated ${waitedMs} ms after the abort`));
    this.#inFlight.take(job.call);
    this.#lane.returnUnbegun();
    this.#inFlight.rejectAll((other) => (other.state === 'stopping' ? new Error(`${name} was terminated before the call had ended`) : crash()));
  }
}
