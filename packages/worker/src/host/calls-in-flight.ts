import type { Job } from './job.ts';

/** Fewer places than this are not worth closing the gaps between them. */
const fewPlaces = 64;

/**
 * The calls that one worker has, by the numbers under which they were sent.
 *
 * Two lists in the order of sending, with gaps where calls are over, and not a `Map`: one whose entries come and go
 * rebuilds its table time and again, and V8 lets each table that was given up hold the next one, and the calls in it, until
 * the next full collection.
 */
export class CallsInFlight {
  readonly #calls: number[] = [];
  readonly #jobs: (Job | undefined)[] = [];
  #size = 0;
  /** Places before this one are gaps. */
  #first = 0;
  /** Where the next outcome is likely to belong: workers mostly keep the order. */
  #likely = 0;
  #lastCall = 0;

  get size(): number {
    return this.#size;
  }

  /** Gives the job its number; numbers rise in the order of sending. */
  add(job: Job): number {
    const call = ++this.#lastCall;
    this.#calls.push(call);
    this.#jobs.push(job);
    this.#size++;
    return call;
  }

  get(call: number): Job | undefined {
    const place = this.#placeOf(call);
    return place === -1 ? undefined : this.#jobs[place];
  }

  /** Gives the job, which is over or given up on. */
  take(call: number): Job | undefined {
    const place = this.#placeOf(call);
    if (place === -1) return undefined;
    const job = this.#jobs[place];
    if (job === undefined) return undefined;
    this.#jobs[place] = undefined;
    this.#likely = place + 1;
    this.#size--;
    if (this.#size === 0) this.#clear();
    else if (this.#jobs.length > fewPlaces && this.#size * 4 < this.#jobs.length) this.#closeGaps();
    return job;
  }

  /** The number of the call, if there is exactly one. */
  only(): number | undefined {
    return this.#size === 1 ? this.#calls[this.#firstPlace()] : undefined;
  }

  /** Whether there is one with this number or a lower one. */
  hasUpTo(call: number): boolean {
    return this.#size > 0 && (this.#calls[this.#firstPlace()] ?? Infinity) <= call;
  }

  /** The number under which the last one was sent; 0 before the first. */
  get lastCall(): number {
    return this.#lastCall;
  }

  /** Takes those with higher numbers. */
  takeAbove(call: number): Job[] {
    return this.#all().filter((job) => job.call > call && this.take(job.call) !== undefined);
  }

  /** How many there are of a kind. */
  count(isCounted: (job: Job) => boolean): number {
    return this.#all().filter(isCounted).length;
  }

  /** Notes in the records of their functions that these calls were there when the worker died. */
  blame(): void {
    for (const job of this.#all()) job.known?.record.failed();
  }

  /** Rejects all, each with an error of its own. */
  rejectAll(reason: (job: Job) => Error): void {
    const jobs = this.#all();
    this.#clear();
    for (const job of jobs) job.reject(reason(job));
  }

  #all(): Job[] {
    return this.#jobs.filter((job) => job !== undefined);
  }

  #placeOf(call: number): number {
    if (this.#calls[this.#likely] === call) return this.#likely;
    let low = this.#first;
    let high = this.#calls.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#calls[middle] as number; // within the list
      if (found === call) return middle;
      if (found < call) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #firstPlace(): number {
    while (this.#jobs[this.#first] === undefined) this.#first++; // there is one: the size is not 0
    return this.#first;
  }

  #closeGaps(): void {
    let place = 0;
    for (let index = 0; index < this.#jobs.length; index++) {
      const job = this.#jobs[index];
      if (job === undefined) continue;
      this.#jobs[place] = job;
      this.#calls[place++] = this.#calls[index] as number; // one for each job
    }
    this.#cut(place);
  }

  #clear(): void {
    this.#cut(0);
  }

  #cut(length: number): void {
    this.#jobs.length = this.#calls.length = this.#size = length;
    this.#first = this.#likely = 0;
  }
}
