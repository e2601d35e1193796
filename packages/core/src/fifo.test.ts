import { describe, expect, it } from 'vitest';
import { Fifo } from './fifo.ts';

describe('Fifo', () => {
  it('gives items in the order in which they came, however pushes and takes alternate', () => {
    const fifo = new Fifo<number>();
    const taken: (number | undefined)[] = [];
    let pushed = 0;
    for (let round = 1; round <= 60; round++) {
      for (let n = 0; n < round * 3; n++) fifo.push(pushed++);
      for (let n = 0; n < round * 2; n++) taken.push(fifo.take());
      expect(fifo.size).toBe(pushed - taken.length);
    }
    while (fifo.size > 0) taken.push(fifo.take());
    expect(taken).toEqual(Array.from({ length: pushed }, (_, index) => index));
    expect(fifo.take()).toBeUndefined();
    fifo.push(1);
    fifo.clear();
    expect([fifo.size, fifo.take()]).toEqual([0, undefined]);
  });

  it('takes an item in where it belongs, behind what was taken', () => {
    const fifo = new Fifo<number>();
    const isLess = (one: number, other: number): boolean => one < other;
    for (const item of [1, 4, 6]) fifo.push(item);
    expect(fifo.take()).toBe(1);
    for (const item of [7, 5, 0]) fifo.insert(item, isLess);
    expect([fifo.take(), fifo.take(), fifo.take(), fifo.take(), fifo.take(), fifo.take()]).toEqual([0, 4, 5, 6, 7, undefined]);
  });

  it('gives half a million items that have piled up within the time of a test', () => {
    const fifo = new Fifo<number>();
    for (let n = 0; n < 500_000; n++) fifo.push(n);
    let sum = 0;
    for (let item = fifo.take(); item !== undefined; item = fifo.take()) sum += item;
    expect(sum).toBe((499_999 * 500_000) / 2);
  });
});
