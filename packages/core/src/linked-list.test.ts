import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinkedList } from './linked-list.ts';
import type { Linked } from './linked-list.ts';

interface Item extends Linked<Item> {
  readonly id: number;
}

const makeItem = (id: number): Item => ({ id, previous: undefined, next: undefined });

describe('LinkedList', () => {
  it('holds what a list holds, in its order, whatever is added and removed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 60 }), (steps) => {
        const list = new LinkedList<Item>();
        const model: Item[] = [];
        for (const [index, step] of steps.entries()) {
          const [item] = step < 5 ? [] : model.splice(step % Math.max(1, model.length), 1);
          if (item !== undefined) list.remove(item);
          else {
            const added = makeItem(index);
            list.add(added);
            model.push(added);
          }
          expect(list.toArray()).toEqual(model);
          expect(list.first).toBe(model[0]);
          expect(list.isEmpty).toBe(model.length === 0);
        }
      }),
    );
  });

  it('lets go of what it is rid of', () => {
    const list = new LinkedList<Item>();
    const items = [makeItem(1), makeItem(2), makeItem(3)];
    for (const item of items) list.add(item);
    for (const item of items) {
      list.remove(item);
      expect([item.previous, item.next]).toEqual([undefined, undefined]);
    }
    expect(list.isEmpty).toBe(true);
  });
});
