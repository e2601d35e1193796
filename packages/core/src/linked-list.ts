/** An item that knows its neighbours in the one list that it is in. */
export interface Linked<Item> {
  previous: Item | undefined;
  next: Item | undefined;
}

/**
 * Items in the order in which they were added; adding and removing cost a few pointers.
 *
 * In the place of a `Set` whose items come and go: such a set rebuilds its table time and again, and V8 lets each table that
 * was given up hold the next one. Once one of them is in the old generation, all that come after it follow, with what
 * was in them, until the next full collection: half of the time of a large batch was spent on that.
 */
export class LinkedList<Item extends Linked<Item>> {
  #first: Item | undefined;
  #last: Item | undefined;

  get first(): Item | undefined {
    return this.#first;
  }

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  /** Adds an item that is in no list. */
  add(item: Item): void {
    item.previous = this.#last;
    if (this.#last === undefined) this.#first = item;
    else this.#last.next = item;
    this.#last = item;
  }

  /** Takes an item out that is in this list. */
  remove(item: Item): void {
    const { previous, next } = item;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    item.previous = item.next = undefined; // an item that is over holds no others
  }

  /** Those that are there now; what is removed or added meanwhile changes nothing. */
  toArray(): Item[] {
    const items: Item[] = [];
    for (let item = this.#first; item !== undefined; item = item.next) items.push(item);
    return items;
  }
}
