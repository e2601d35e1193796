import { encodeThrown } from '../error-codec.ts';
import { outcomeItems, outcomeKind } from '../protocol.ts';
import type { OutcomeList, OutcomePayload } from '../protocol.ts';
import type { FarWire } from '../wire.ts';

// A tool may replace it; this file keeps what it found at its start.
const { round } = Math;

/** What became of calls and was not sent yet, and how far the host knows the loop to have come. */
export class OutgoingOutcomes {
  readonly #wire: FarWire;
  #outcomes: OutcomeList = [];
  /** The last call that the host was told of. */
  #lastToldCall = 0;
  /** Outcomes before this index are in the flight record. */
  #recorded = 0;
  #lastRecordedCall = 0;

  constructor(wire: FarWire) {
    this.#wire = wire;
  }

  add(call: number, kind: number, payload: OutcomePayload, busyMs: number): void {
    // A whole number costs both sides a fraction of what any other costs.
    const busyUs = round(busyMs * 1000);
    const outcomes = this.#outcomes;
    const end = outcomes.length;
    // Not by `push`, which a tool may replace; and a new list is not looked for in prototypes.
    if (end === 0) this.#outcomes = [call, kind, payload, busyUs];
    else {
      outcomes[end] = call;
      outcomes[end + 1] = kind;
      outcomes[end + 2] = payload;
      outcomes[end + 3] = busyUs;
    }
  }

  /** Notes which call began last, and when, and what is ready: none of it is lost then with the worker. */
  record(lastBegun: number, begunAtMs: number): void {
    const { recorder } = this.#wire;
    if (recorder === undefined) return;
    if (!recorder.note(lastBegun, begunAtMs, this.#outcomes, this.#recorded)) {
      this.flush(this.#lastRecordedCall);
      recorder.note(lastBegun, begunAtMs, this.#outcomes, 0);
    }
    this.#lastRecordedCall = lastBegun;
    this.#recorded = this.#outcomes.length;
  }

  /** Whether there are outcomes that were neither sent nor noted. */
  get hasUnrecorded(): boolean {
    return this.#wire.recorder !== undefined && this.#recorded < this.#outcomes.length;
  }

  /**
   * Sends what is ready, all in one message; nothing if there is no news.
   *
   * @param lastCall - the last call that began, or was passed over
   */
  flush(lastCall: number): void {
    const outcomes = this.#outcomes;
    if (outcomes.length === 0 && lastCall === this.#lastToldCall) return;
    this.#lastToldCall = lastCall;
    if (outcomes.length === 0) {
      this.#wire.send({ kind: 'begun', lastCall });
      return;
    }
    this.#outcomes = [];
    this.#recorded = 0;
    this.#wire.recorder?.restart(); // with the next note
    try {
      this.#wire.send({ kind: 'outcomes', outcomes, lastCall });
    } catch {
      this.#sendOneByOne(outcomes, lastCall);
    }
  }

  /** One outcome is more than a message holds; the others are not lost with it. */
  #sendOneByOne(outcomes: OutcomeList, lastCall: number): void {
    for (let index = 0; index < outcomes.length; index += outcomeItems) {
      const one = outcomes.slice(index, index + outcomeItems);
      try {
        this.#wire.send({ kind: 'outcomes', outcomes: one, lastCall });
      } catch (error) {
        one[1] = outcomeKind.thrown;
        one[2] = encodeThrown(new RangeError('the result cannot be sent to the host', { cause: error }));
        this.#wire.send({ kind: 'outcomes', outcomes: one, lastCall });
      }
    }
  }
}
