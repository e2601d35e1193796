/** An async iterator over a known number of items that come when they come. Items wait until somebody asks. */
export class ResultStream<Item> implements AsyncIterableIterator<Item> {
  readonly #waitingItems: Item[] = [];
  readonly #waitingReaders: ((step: IteratorResult<Item>) => void)[] = [];
  readonly #onLeft: () => void;
  #remaining: number;

  /**
   * @param count - how many items will be pushed
   * @param onLeft - called when the reader leaves before it has seen them all
   */
  constructor(count: number, onLeft: () => void) {
    this.#remaining = count;
    this.#onLeft = onLeft;
  }

  push(item: Item): void {
    const reader = this.#waitingReaders.shift();
    if (reader === undefined) {
      if (this.#remaining > 0) this.#waitingItems.push(item);
      return;
    }
    this.#remaining--;
    reader({ done: false, value: item });
    if (this.#remaining === 0) this.#endReaders();
  }

  next(): Promise<IteratorResult<Item>> {
    if (this.#remaining === 0) return Promise.resolve(end);
    const item = this.#waitingItems.shift();
    if (item === undefined) return new Promise((resolve) => this.#waitingReaders.push(resolve));
    this.#remaining--;
    return Promise.resolve({ done: false, value: item });
  }

  return(): Promise<IteratorResult<Item>> {
    if (this.#remaining > 0) {
      this.#remaining = 0;
      this.#waitingItems.length = 0;
      this.#endReaders();
      this.#onLeft();
    }
    return Promise.resolve(end);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #endReaders(): void {
    for (const reader of this.#waitingReaders.splice(0)) reader(end);
  }
}

const end: IteratorReturnResult<undefined> = { done: true, value: undefined };
