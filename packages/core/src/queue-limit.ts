/** Counts the calls that have not begun, and refuses those beyond a bound. */
export class QueueLimit {
  /** The bound; `Infinity` for none. */
  readonly max: number;
  #size = 0;

  constructor(max: number) {
    this.max = max;
  }

  get isBounded(): boolean {
    return this.max !== Infinity;
  }

  /** Takes a call in. Returns false, and takes none, if there is no room. */
  enter(): boolean {
    if (this.#size >= this.max) return false;
    this.#size++;
    return true;
  }

  /** A call that was taken in has begun, or will not. */
  leave(): void {
    this.#size--;
  }
}
