import { looksAfterMs } from '../flight-record.ts';
import type { FlightRecord } from '../flight-record.ts';
import type { OutcomeList } from '../protocol.ts';
import type { WorkerWire } from '../wire.ts';
import type { CreditWindow } from './credit-window.ts';

/** A call that has run for so long holds up those behind it. Longer than {@link looksAfterMs}, with room for clocks that are read in whole ms. */
export const holdsUpAfterMs: number = looksAfterMs + 5;

/**
 * What the host knows of the calls in a worker that says nothing: what the worker has noted, or, where it notes nothing, what it
 * said last. Each question also settles what has ended as the note says: in a worker that is blocked, or gone, that would be lost.
 */
export class FlightReader {
  readonly #wire: WorkerWire;
  readonly #credit: CreditWindow;
  readonly #settle: (outcomes: OutcomeList) => void;

  constructor(wire: WorkerWire, credit: CreditWindow, settle: (outcomes: OutcomeList) => void) {
    this.#wire = wire;
    this.#credit = credit;
    this.#settle = settle;
  }

  /** The last call that has begun; undefined if that is not certain. */
  lastBegun(): number | undefined {
    return this.#read()?.lastBegun;
  }

  /** Whether a call may have begun, as far as the host can know. */
  mayHaveBegun(call: number): boolean {
    const lastBegun = this.lastBegun();
    return lastBegun === undefined ? !this.#credit.isBehind(call) : call <= lastBegun;
  }

  /** Whether a call is known not to have begun. */
  isUnbegun(call: number): boolean {
    const lastBegun = this.lastBegun();
    return lastBegun !== undefined && call > lastBegun;
  }

  /** How long a call has run, in ms, if it is the one that runs now. */
  runningMs(call: number): number | undefined {
    const record = this.#read();
    if (record === undefined) return this.#credit.isBehind(call) ? undefined : 0;
    // What began before the last one has ended, or goes on: the next message tells.
    return call === record.lastBegun ? record.begunMsAgo : undefined;
  }

  /**
   * Takes back calls up to a number that have not begun and wait behind one that has run for a while.
   *
   * @returns the last that has begun: those after it never will, there; undefined if none is taken back. Of those that the worker
   * passes over nevertheless it says so
   */
  takeBack(lastCall: number): number | undefined {
    const holding = this.#holding(lastCall);
    if (holding === undefined || this.#wire.takeBack === undefined) return undefined;
    this.#wire.takeBack(lastCall);
    // The worker may have begun another call before it could see that.
    return this.#holding(lastCall) === holding ? holding : undefined;
  }

  /** The call that holds up later ones. */
  #holding(lastCall: number): number | undefined {
    const record = this.#read();
    return record !== undefined && record.lastBegun < lastCall && record.begunMsAgo >= holdsUpAfterMs ? record.lastBegun : undefined;
  }

  /** What was noted cannot be less than what was told, unless a tool meddled with it. */
  #read(): FlightRecord | undefined {
    const record = this.#wire.flightRecord?.();
    if (record === undefined || record.lastBegun < this.#credit.lastBegun) return undefined;
    if (record.outcomes.length > 0) this.#settle(record.outcomes);
    return record;
  }
}
