/** What a pool of workers holds at one moment, and what has become of its workers and calls so far. */
export interface PoolStats {
  readonly workers: {
    /** Started, and not ready for calls yet. */
    readonly starting: number;
    /** Ready, and without a call. */
    readonly idle: number;
    /** With calls; also one that takes no more and ends with its last one. */
    readonly busy: number;
    /** So far: workers that a tool ended or made unfit. One for each event `worker-crashed`. */
    readonly crashed: number;
    /** So far: workers that took the place of one that was lost. One for each event `worker-replaced`. */
    readonly replaced: number;
  };
  readonly calls: {
    /** Submitted, and not sent to a worker. */
    readonly queued: number;
    /** Sent to a worker and not settled. Some of them may wait there behind others. */
    readonly running: number;
    /** So far: calls that were settled, with a value or an error. */
    readonly settled: number;
  };
}
