/**
 * Begins with the items of a list in slices: the first one at once, each other one when the event loop has had its turn.
 *
 * @param begin - called with each item, in their order; it must not throw
 */
export function inSlices<Item>(items: readonly Item[], sliceLength: number, begin: (item: Item, index: number) => void): void {
  let next = 0;
  const beginSlice = (): void => {
    const end = Math.min(next + sliceLength, items.length);
    while (next < end) {
      const index = next++;
      begin(items[index] as Item, index); // within the list
    }
    if (next < items.length) setImmediate(beginSlice);
  };
  beginSlice();
}
