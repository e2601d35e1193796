import type { FlightRecord } from '../flight-record.ts';
import type { OutcomeList } from '../protocol.ts';
import type { WorkerWire } from '../wire.ts';
import type { CreditWindow } from './credit-window.ts';

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

  /** What was noted cannot be less than what was told, unless a tool meddled with it. */
  #read(): FlightRecord | undefined {
    const record = this.#wire.flightRecord?.();
    if (record === undefined || record.lastBegun < this.#credit.lastBegun) return undefined;
    if (record.outcomes.length > 0) this.#settle(record.outcomes);
    return record;
  }
}
