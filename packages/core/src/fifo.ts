/** First in, first out. `shift` of a long array moves all that is left, each time; this does not. */
export class Fifo<Item> {
  #items: (Item | undefined)[] = [];
  /** Items before this index were taken; the array is cut now and then. */
  #next = 0;

  get size(): number {
    return this.#items.length - this.#next;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** Takes the oldest item; undefined if there is none. */
  take(): Item | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#next];
    this.#items[this.#next++] = undefined; // not held any longer
    if (this.size === 0) this.clear();
    else if (this.#next > 1000 && this.#next * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#next);
      this.#next = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#next = 0;
  }
}
