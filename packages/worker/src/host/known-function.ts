import type { ShippedFunction } from '../protocol.ts';
import type { Job } from './job.ts';
import { TrackRecord } from './track-record.ts';

/** A function that can travel: its data, its record, and its calls that wait for a worker, in the order of arrival. */
export class KnownFunction {
  /** Names the function in messages; unique in this process. */
  readonly number: number;
  readonly data: ShippedFunction;
  readonly record: TrackRecord;
  /** Whether a worker that had run nothing before could not load it. */
  refusedByFreshWorker = false;
  #waiting: (Job | undefined)[] = [];
  /** Jobs before this index were taken; the array is cut now and then, since `shift` would move the rest each time. */
  #next = 0;

  /** @param record - of all functions of equal code */
  constructor(data: ShippedFunction, record: TrackRecord = new TrackRecord()) {
    this.number = ++lastNumber;
    this.data = data;
    this.record = record;
  }

  /** Whether it uses `this`, and so belongs to one object. */
  get isOnHolder(): boolean {
    return this.data.kind === 'module' && this.data.onHolder === true;
  }

  /** How many wait; those that were aborted meanwhile count until they come up. */
  get waitingCount(): number {
    return this.#waiting.length - this.#next;
  }

  enqueue(job: Job): void {
    this.#waiting.push(job);
  }

  /** Takes the oldest job that still waits. */
  dequeue(): Job | undefined {
    return this.hasWaiting() ? this.#takeFirst() : undefined;
  }

  /** Whether a job still waits; forgets aborted ones on the way. */
  hasWaiting(): boolean {
    while (this.#next < this.#waiting.length) {
      if (this.#waiting[this.#next]?.state === 'waiting') return true;
      this.#takeFirst();
    }
    return false;
  }

  #takeFirst(): Job | undefined {
    const job = this.#waiting[this.#next];
    this.#waiting[this.#next++] = undefined; // it holds its result, once it has one
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
    } else if (this.#next > 1000 && this.#next * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
    return job;
  }

  /** Takes all that wait. */
  takeWaiting(): Job[] {
    const taken: Job[] = [];
    for (let job = this.dequeue(); job !== undefined; job = this.dequeue()) taken.push(job);
    return taken;
  }
}

/** A closure in the state of one moment: that of the call which takes it along. */
export class Snapshot {
  readonly known: KnownFunction;
  /** Content id: equal states have an equal one. */
  readonly id: string;
  readonly state: string;

  constructor(known: KnownFunction, id: string, state: string) {
    this.known = known;
    this.id = id;
    this.state = state;
  }
}

let lastNumber = 0;
