import { isTransportError } from '@exec/serialize';

/** A refusal is remembered no longer than this, in ms: asking takes 0.1 to 0.2 ms, about 1 % of it. */
const maxRestMs = 16;

/**
 * Why a function cannot travel. What it captured may change, and then it may travel: it is asked again, at once after the first
 * refusal, then at growing intervals, so that a tool which never travels does not pay for the question at each call. A call
 * that is refused in between is one that would have been refused a moment ago; no call ever runs in a state of another moment.
 */
export class Refusal {
  readonly error: unknown;
  readonly #times: number;
  #askAtMs: number;

  /** @param before - the refusal of the same function before this one */
  constructor(error: unknown, before: Refusal | undefined) {
    this.error = error;
    this.#times = before === undefined ? 1 : before.#times + 1;
    this.#askAtMs = isTransportError(error) && error.mayPass ? performance.now() + this.#restMs : Infinity;
  }

  /** Whether the function is to be asked again for this call. Says so once an interval. */
  isDue(): boolean {
    const nowMs = performance.now();
    if (nowMs < this.#askAtMs) return false;
    this.#askAtMs = nowMs + this.#restMs;
    return true;
  }

  get #restMs(): number {
    return this.#times === 1 ? 0 : Math.min(2 ** (this.#times - 2), maxRestMs);
  }
}
