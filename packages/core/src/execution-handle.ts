import type { CallProgress } from './events.ts';
import type { ToolCallResult } from './result.ts';

/** Where a submitted call is. `failed` covers all errors but cancellation; between two attempts a call is `pending` again. */
export type ExecutionStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';

/** One call that was given to `executor.submit`. */
export interface ExecutionHandle<O = unknown> {
  /** An id of its own, also the `toolCallId` that the tool sees. */
  readonly id: string;
  readonly status: ExecutionStatus;
  /** Never rejects: failures are results with `status: 'error'`. */
  readonly result: Promise<ToolCallResult<O>>;
  /**
   * Cancels the call. What has not begun never begins; what runs is stopped as its strategy can.
   *
   * @returns whether it took effect: false if the call has settled or was cancelled before
   */
  cancel(reason?: unknown): boolean;
  /** Calls `listener` with each progress report from now on. The function that comes back ends that. */
  onProgress(listener: (progress: CallProgress) => void): () => void;
}
