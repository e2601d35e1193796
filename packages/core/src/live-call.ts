import type { ExecError } from './errors.ts';
import type { Linked } from './linked-list.ts';

/**
 * Where a call is: it only ever moves down this list, by one step or straight to the end. But for one that is made again:
 * it waits once more.
 */
export type CallState = 'preparing' | 'waiting' | 'submitted' | 'running' | 'settled';

/** A call as its batch sees it. */
export interface LiveCall extends Linked<LiveCall> {
  readonly state: CallState;
  /** Ends the call with this reason. Returns false if it has settled or was aborted before. */
  abort(reason: ExecError): boolean;
}
