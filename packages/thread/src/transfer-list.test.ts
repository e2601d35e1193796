import { outcomeKind } from '@exec/worker/far';
import { describe, expect, it } from 'vitest';
import { handOver, handOverCopies } from './transfer-list.ts';

const carried = (size: number, ...buffers: number[]): { text: string; data: Uint8Array; buffers?: Uint8Array[] } => ({
  text: '',
  data: new Uint8Array(size),
  ...(buffers.length > 0 && { buffers: buffers.map((length) => new Uint8Array(length).fill(7)) }),
});

describe('handOver', () => {
  it('names the memory of large results, and of nothing else', () => {
    const [large, small, withMemory] = [carried(100_000), carried(1000), carried(200, 70_000, 80_000)];
    const outcomes = [1, outcomeKind.carried, large, 0, 2, outcomeKind.text, 'x'.repeat(100_000), 0, 3, outcomeKind.carried, small, 0, 4, outcomeKind.carried, withMemory, 0];
    expect(handOver({ kind: 'outcomes', outcomes, lastCall: 4 }).list).toEqual([large.data.buffer, ...(withMemory.buffers ?? []).map(({ buffer }) => buffer)]);
    expect(handOver({ kind: 'outcomes', outcomes: outcomes.slice(4, 12), lastCall: 3 }).list).toEqual([]);
    expect(handOver({ kind: 'free' }).list).toEqual([]);
  });
});

describe('handOverCopies', () => {
  it('hands copies of large inputs over and leaves the inputs as they are', () => {
    const [large, small, withMemory] = [carried(100_000), carried(1000), carried(200, 70_000)];
    const calls = [1, 1, 'tool', 'a', large, 2, 1, 'tool', 'b', '{}', 3, 1, 'tool', 'c', small, 4, 1, 'tool', 'd', withMemory];
    const { message, list } = handOverCopies({ kind: 'calls', calls });
    const { calls: sent } = structuredClone(message, { transfer: list }) as unknown as { calls: unknown[] };
    expect(list.length).toBe(2);
    expect(sent).toEqual(calls);
    expect([large.data.length, withMemory.buffers?.[0]?.length]).toEqual([100_000, 70_000]);
  });

  it('sends other messages as they are', () => {
    const message = { kind: 'calls', calls: [1, 1, 'tool', 'a', '{}', 2, 1, 'tool', 'b', carried(1000)] } as const;
    expect(handOverCopies({ ...message, calls: [...message.calls] })).toEqual({ message, list: [] });
    const probe = { kind: 'probe' } as const;
    expect(handOverCopies(probe).message).toBe(probe);
  });
});
