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

  /** Adds an item that came earlier than some of those at the end, ahead of them. */
  insert(item: Item, cameEarlier: (item: Item, other: Item) => boolean): void {
    let place = this.#items.length;
    while (place > this.#next && cameEarlier(item, this.#items[place - 1] as Item)) place--; // none of those is taken
    this.#items.splice(place, 0, item);
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
