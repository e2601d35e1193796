import type { Job } from './job.ts';

/** The calls that one worker has, by the numbers under which they were sent. */
export class CallsInFlight {
  readonly #jobs = new Map<number, Job>();
  #lastCall = 0;

  get size(): number {
    return this.#jobs.size;
  }

  /** Gives the job its number; numbers rise in the order of sending. */
  add(job: Job): number {
    const call = ++this.#lastCall;
    this.#jobs.set(call, job);
    return call;
  }

  get(call: number): Job | undefined {
    return this.#jobs.get(call);
  }

  /** Gives the job, which is over or given up on. */
  take(call: number): Job | undefined {
    const job = this.#jobs.get(call);
    if (job !== undefined) this.#jobs.delete(call);
    return job;
  }

  /** The number of the call, if there is exactly one. */
  only(): number | undefined {
    return this.#jobs.size === 1 ? this.#jobs.keys().next().value : undefined;
  }

  /** Whether there is one with this number or a lower one. */
  hasUpTo(call: number): boolean {
    const first = this.#jobs.keys().next().value; // in the order of sending
    return first !== undefined && first <= call;
  }

  /** Takes those with higher numbers. */
  takeAbove(call: number): Job[] {
    const taken: Job[] = [];
    for (const [number, job] of this.#jobs) {
      if (number <= call) continue;
      this.#jobs.delete(number);
      taken.push(job);
    }
    return taken;
  }

  /** Notes in the records of their functions that these calls were there when the worker died. */
  blame(): void {
    for (const job of this.#jobs.values()) job.known?.record.failed();
  }

  /** Rejects all, each with an error of its own. */
  rejectAll(reason: (job: Job) => Error): void {
    const jobs = [...this.#jobs.values()];
    this.#jobs.clear();
    for (const job of jobs) job.reject(reason(job));
  }
}
