import { describe, expect, it } from 'vitest';
import { outcomeKind } from '@exec/worker/far';
import { transferList } from './transfer-list.ts';

const carried = (size: number): { text: string; data: Uint8Array } => ({ text: '', data: new Uint8Array(size) });

describe('transferList', () => {
  it('names the memory of large results, and of nothing else', () => {
    const [large, small, alsoLarge] = [carried(100_000), carried(1000), carried(200_000)];
    const outcomes = [1, outcomeKind.carried, large, 0, 2, outcomeKind.text, 'x'.repeat(100_000), 0, 3, outcomeKind.carried, small, 0, 4, outcomeKind.carried, alsoLarge, 0];
    expect(transferList({ kind: 'outcomes', outcomes, lastCall: 4 })).toEqual([large.data.buffer, alsoLarge.data.buffer]);
    expect(transferList({ kind: 'outcomes', outcomes: outcomes.slice(4, 12), lastCall: 3 })).toBeUndefined();
    expect(transferList({ kind: 'free' })).toBeUndefined();
  });
});
