import { looksAfterMs } from '../flight-record.ts';
import type { FlightRecord } from '../flight-record.ts';
import type { OutcomeList } from '../protocol.ts';
import type { WorkerWire } from '../wire.ts';
import type { CreditWindow } from './credit-window.ts';

/** A call that has run for so long holds up those behind it. Longer than {@link looksAfterMs}, with room for clocks that are read in whole ms. */
export const holdsUpAfterMs: number = looksAfterMs + 5;

/**
 * What the host knows, at one moment, of the calls in a worker that says nothing: what the worker has noted, or, where it notes
 * nothing, what it said last.
 */
export class FlightState {
  readonly #record: FlightRecord | undefined;
  readonly #credit: CreditWindow;

  constructor(record: FlightRecord | undefined, credit: CreditWindow) {
    this.#record = record;
    this.#credit = credit;
  }

  /** The last call that has begun; undefined if that is not certain. */
  get lastBegun(): number | undefined {
    return this.#record?.lastBegun;
  }

  /** Whether a call may have begun, as far as the host can know. */
  mayHaveBegun(call: number): boolean {
    return this.#record === undefined ? !this.#credit.isBehind(call) : call <= this.#record.lastBegun;
  }

  /** Whether a call is known not to have begun. */
  isUnbegun(call: number): boolean {
    return this.#record !== undefined && call > this.#record.lastBegun;
  }

  /** How long a call has run, in ms, if it is the one that runs now. */
  runningMs(call: number): number | undefined {
    if (this.#record === undefined) return this.#credit.isBehind(call) ? undefined : 0;
    // What began before the last one has ended, or goes on: the next message tells.
    return call === this.#record.lastBegun ? this.#record.begunMsAgo : undefined;
  }

  /** The call that holds up later ones, up to a number. */
  holdingUp(lastCall: number): number | undefined {
    const record = this.#record;
    return record !== undefined && record.lastBegun < lastCall && record.begunMsAgo >= holdsUpAfterMs ? record.lastBegun : undefined;
  }
}

/** Reads what a worker has noted. */
export class FlightReader {
  readonly #wire: WorkerWire;
  readonly #credit: CreditWindow;
  readonly #settle: (outcomes: OutcomeList) => void;

  /** @param settle - settles calls that have ended; those that are settled already are among them */
  constructor(wire: WorkerWire, credit: CreditWindow, settle: (outcomes: OutcomeList) => void) {
    this.#wire = wire;
    this.#credit = credit;
    this.#settle = settle;
  }

  /**
   * Settles what has ended as the worker has noted: if it is blocked, or gone, that would be lost.
   *
   * @returns what is known of the others
   */
  catchUp(): FlightState {
    const record = this.#wire.flightRecord?.();
    // What was noted cannot be less than what was told, unless a tool meddled with it.
    if (record === undefined || record.lastBegun < this.#credit.lastBegun) return new FlightState(undefined, this.#credit);
    if (record.outcomes.length > 0) this.#settle(record.outcomes);
    return new FlightState(record, this.#credit);
  }

  /**
   * Takes back calls up to a number that have not begun and wait behind one that has run for a while.
   *
   * @returns the last that has begun: those after it never will, there; undefined if none is taken back. Of those that the worker
   *   passes over nevertheless it says so
   */
  takeBack(lastCall: number): number | undefined {
    const holding = this.catchUp().holdingUp(lastCall);
    if (holding === undefined || this.#wire.takeBack === undefined) return undefined;
    this.#wire.takeBack(lastCall);
    // The worker may have begun another call before it could see that.
    return this.catchUp().holdingUp(lastCall) === holding ? holding : undefined;
  }
}
