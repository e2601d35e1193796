import type { EncodedReport, EncodedThrown } from '@exec/worker/far';
import type { MessagePort } from 'node:worker_threads';

/**
 * What host and thread call on each other by Comlink, over a port of its own. Calls and outcomes go in batches over the
 * other port; here is what wants an answer: that an abort was seen, that a report was delivered.
 */

/** The thread's side, called by the host. */
export interface ThreadControl {
  /** Returns when the thread's event loop has seen the abort. */
  abort(call: number, reason: EncodedThrown): void;
  /** Ends the thread; there is no answer. */
  exit(): void;
}

/** The host's side, called by the thread. */
export interface HostControl {
  /** Returns when the report was handed on. */
  report(call: number, report: EncodedReport): void;
}

/** What a thread is started with. */
export interface ThreadPorts {
  /** Carries the messages of the protocol. */
  readonly data: MessagePort;
  /** Carries Comlink's. */
  readonly control: MessagePort;
  /** Memory that both see, for the flight record. */
  readonly flight: SharedArrayBuffer;
}
