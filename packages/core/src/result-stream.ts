import { Fifo } from './fifo.ts';

/** What a {@link ResultStream} tells its owner. */
export interface ResultStreamEvents {
  /** The reader took an item. */
  onRead?(): void;
  /** The reader left before it had seen all. */
  onLeft(): void;
}

/** An async iterator over items that come when they come. Items wait until somebody asks. */
export class ResultStream<Item> implements AsyncIterableIterator<Item> {
  readonly #waitingItems = new Fifo<Item>();
  readonly #waitingReaders = new Fifo<{ resolve: (step: IteratorResult<Item>) => void; reject: (error: unknown) => void }>();
  readonly #events: ResultStreamEvents;
  #expected = 0;
  #sealed = false;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(events: ResultStreamEvents) {
    this.#events = events;
  }

  /** One more item will be pushed. */
  expect(): void {
    this.#expected++;
  }

  push(item: Item): void {
    this.#expected--;
    if (this.#ended) return;
    const reader = this.#waitingReaders.take();
    if (reader === undefined) this.#waitingItems.push(item);
    else {
      reader.resolve({ done: false, value: item });
      this.#events.onRead?.();
    }
    this.#endIfOver();
  }

  /** No more items are to be expected. @param failure - thrown to the reader after the last item */
  seal(failure?: { readonly error: unknown }): void {
    this.#sealed = true;
    this.#failure = failure;
    this.#endIfOver();
  }

  next(): Promise<IteratorResult<Item>> {
    const item = this.#waitingItems.take();
    if (item === undefined) {
      if (this.#ended) return this.#last();
      return new Promise((resolve, reject) => { this.#waitingReaders.push({ resolve, reject }); });
    }
    this.#events.onRead?.();
    this.#endIfOver();
    return Promise.resolve({ done: false, value: item });
  }

  return(): Promise<IteratorResult<Item>> {
    if (!this.#ended) {
      this.#waitingItems.clear();
      this.#end();
      this.#events.onLeft();
    }
    return Promise.resolve(end);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #endIfOver(): void {
    if (this.#sealed && !this.#ended && this.#expected === 0 && this.#waitingItems.size === 0) this.#end();
  }

  #end(): void {
    this.#ended = true;
    for (let reader = this.#waitingReaders.take(); reader !== undefined; reader = this.#waitingReaders.take()) {
      this.#last().then(reader.resolve, reader.reject);
    }
  }

  /** The end, which a failure is told at once. */
  #last(): Promise<IteratorResult<Item>> {
    const failure = this.#failure;
    this.#failure = undefined;
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the iterable's own error, whatever it is
    return failure === undefined ? Promise.resolve(end) : Promise.reject(failure.error);
  }
}

const end: IteratorReturnResult<undefined> = { done: true, value: undefined };
