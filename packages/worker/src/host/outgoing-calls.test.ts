import { describe, expect, it } from 'vitest';
import type { CallList } from '../protocol.ts';
import { KnownFunction, Snapshot } from './known-function.ts';
import type { Job } from './job.ts';
import { OutgoingCalls } from './outgoing-calls.ts';

const closure = (): KnownFunction => new KnownFunction({ kind: 'code', name: 'read', code: { id: 'code', units: [], links: [] } });
/** All that is sent of a job. */
const job = (snapshot?: Snapshot): Job => ({ invocation: { toolName: 'read', id: 'id' }, input: '{}', snapshot }) as unknown as Job;

/** Outgoing calls to a worker that takes texts of at most so many characters. */
function outgoing(maxLength = Infinity): { calls: OutgoingCalls; sent: CallList[]; tooLarge: [number, string][] } {
  const sent: CallList[] = [];
  const tooLarge: [number, string][] = [];
  const send = (list: CallList): void => {
    if (list.some((item) => typeof item === 'string' && item.length > maxLength)) throw new RangeError('too large');
    sent.push(list);
  };
  return { calls: new OutgoingCalls(send, (call, what) => { tooLarge.push([call, what]); }), sent, tooLarge };
}

describe('the states of closures', () => {
  it('stand ahead of the calls that need them, and only where they change', () => {
    const { calls, sent } = outgoing();
    const known = closure();
    for (const [index, id] of ['a', 'a', 'b', 'a'].entries()) calls.add(index + 1, job(new Snapshot(known, id, `state ${id}`)), known);
    calls.flush();
    calls.add(5, job(new Snapshot(known, 'a', 'state a')), known);
    calls.flush();
    const rows = sent.map((list) => Array.from({ length: list.length / 5 }, (_, index) => [list[index * 5], list[index * 5 + 1], list[index * 5 + 4]]));
    expect(rows).toEqual([
      [[-known.number, -1, 'state a'], [1, -1, '{}'], [2, -1, '{}'], [-known.number, -2, 'state b'], [3, -2, '{}'], [-known.number, -3, 'state a'], [4, -3, '{}']],
      [[5, -3, '{}']],
    ]);
  });

  it('that are too large take their calls with them, and no others', () => {
    const { calls, sent, tooLarge } = outgoing(10);
    const [large, small] = [closure(), closure()];
    const snapshot = new Snapshot(large, 'a', 'x'.repeat(11));
    calls.add(1, job(new Snapshot(small, 'b', 'state')), small);
    calls.add(2, job(snapshot), large);
    calls.add(3, job(new Snapshot(small, 'b', 'state')), small);
    calls.add(4, job(snapshot), large);
    calls.flush();
    expect(tooLarge).toEqual([[2, 'state'], [4, 'state']]);
    expect(sent.flat().filter((item) => typeof item === 'number' && item > 0)).toEqual([1, 3]);
    // The worker never had it: it is sent, and refused, again.
    calls.add(5, job(snapshot), large);
    calls.flush();
    expect(tooLarge.at(-1)).toEqual([5, 'state']);
  });
});
