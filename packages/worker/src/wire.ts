import type { WorkerExit } from '@exec/core';
import type { EncodedThrown } from './error-codec.ts';
import type { FlightRecord, FlightRecorder } from './flight-record.ts';
import type { EncodedReport, FarMessage, HostMessage } from './protocol.ts';

/** Starts workers of one kind: all that a strategy of this package has to supply. */
export interface WireFactory {
  /** Starts a worker. May throw, or report `onExit`, if that is not possible. Nothing of it may keep the program alive. */
  start(events: WireEvents): WorkerWire;
}

/** The host's end of one worker. */
export interface WorkerWire {
  /** Names the worker in results and events, e.g. `thread 3`. */
  readonly name: string;
  send(message: HostMessage): void;
  /**
   * What the worker has noted before each call: exact, also while the worker is blocked and after its end. Absent, or undefined,
   * where there is no place for that.
   */
  flightRecord?(): FlightRecord | undefined;
  /** Tells the worker, where it notes its calls, that those up to a number are not to begin; it may see that only some ms later. */
  takeBack?(lastCall: number): void;
  /** Aborts a call's signal on the far side. Resolves when the far loop has seen it, which proves that it is not blocked. */
  abort(call: number, reason: EncodedThrown): Promise<void>;
  /** Ends the worker and all that it started, whatever it is doing. Resolves when it is gone. May be called twice. */
  kill(): Promise<void>;
  /** Ends an idle worker in good order. Resolves when it is gone. */
  close(): Promise<void>;
}

/** What a wire tells the host. */
export interface WireEvents {
  /** Once: the worker takes messages. */
  onReady(): void;
  onMessage(message: FarMessage): void;
  onReport(call: number, report: EncodedReport): void;
  /** Exactly once, after the last message: the worker is gone, or could not start. */
  onExit(exit: WireExit): void;
}

/** How a worker ended. */
export interface WireExit extends WorkerExit {
  /** What the platform reported, if anything. */
  readonly error?: Error;
  /** Of a worker that ended before it was ready: which option is likely at fault, as a sentence. */
  readonly advice?: string;
}

/** The worker's end. */
export interface FarWire {
  send(message: FarMessage): void;
  /** Notes what happens where the host sees it at once: see {@link WorkerWire.flightRecord}. */
  readonly recorder?: FlightRecorder;
  /**
   * Sends a report. Returns a promise of its delivery if outcomes sent later could overtake it, or if the wire is
   * congested; `undefined` if the order of sending is the order of arrival.
   */
  report(call: number, report: EncodedReport): Promise<unknown> | undefined;
}
