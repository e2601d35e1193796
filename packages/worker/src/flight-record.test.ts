import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlightRecorder, flightRecordBytes, readFlightRecord } from './flight-record.ts';
import { outcomeItems, outcomeKind } from './protocol.ts';
import type { OutcomeList } from './protocol.ts';

const memory = (): SharedArrayBuffer => new SharedArrayBuffer(flightRecordBytes);

describe('a flight record', () => {
  it('is empty before the first call', () => {
    expect(readFlightRecord(memory())).toEqual({ lastBegun: 0, begunMsAgo: 0, outcomes: [] });
  });

  it('holds what became of calls, of each kind, and which one began last', () => {
    const shared = memory();
    const recorder = new FlightRecorder(shared);
    const outcomes: OutcomeList = [
      1, outcomeKind.plain, 6.5, 3, 2, outcomeKind.text, 'done', 4, 3, outcomeKind.json, '{"a":"ü\ud800"}', 5, 4, outcomeKind.undefined, null, 0,
      5, outcomeKind.carried, { text: 'Map(0) {}', data: new Uint8Array([1, 2, 3]) }, 6, 6, outcomeKind.text, '', 7, 7, outcomeKind.plain, null, 0,
    ];
    for (let call = 1; call <= 8; call++) {
      expect(recorder.note(call, performance.now(), outcomes.slice(0, (call - 1) * outcomeItems), Math.max(0, call - 2) * outcomeItems)).toBe(true);
      expect(readFlightRecord(shared)).toMatchObject({ lastBegun: call, outcomes: outcomes.slice(0, (call - 1) * outcomeItems) });
    }
  });

  it('tells how long ago a call began', () => {
    const shared = memory();
    new FlightRecorder(shared).note(1, performance.now() - 5000, [], 0);
    expect(readFlightRecord(shared)?.begunMsAgo).toBeGreaterThanOrEqual(4990);
    expect(readFlightRecord(shared)?.begunMsAgo).toBeLessThan(60_000);
  });

  it('starts anew, and nothing of the flight before is read', () => {
    const shared = memory();
    const recorder = new FlightRecorder(shared);
    for (let call = 1; call <= 20; call++) recorder.note(call, performance.now(), [call - 1, outcomeKind.text, 'x'.repeat(call), 0], 0);
    recorder.restart();
    expect(recorder.note(21, performance.now(), [], 0)).toBe(true);
    expect(readFlightRecord(shared)).toMatchObject({ lastBegun: 21, outcomes: [] });
    recorder.note(22, performance.now(), [21, outcomeKind.plain, 1, 0], 0);
    expect(readFlightRecord(shared)).toMatchObject({ lastBegun: 22, outcomes: [21, outcomeKind.plain, 1, 0] });
  });

  it('says when there is no room, and goes on when it was started anew', () => {
    const shared = memory();
    const recorder = new FlightRecorder(shared);
    expect(recorder.note(1, performance.now(), [], 0)).toBe(true);
    expect(recorder.note(2, performance.now(), [1, outcomeKind.text, 'x'.repeat(10_000), 0], 0)).toBe(false);
    expect(recorder.note(2, performance.now(), [1, outcomeKind.carried, { text: 'x'.repeat(10_000) }, 0], 0)).toBe(false);
    expect(readFlightRecord(shared)).toMatchObject({ lastBegun: 1, outcomes: [] });
    recorder.restart();
    let call = 2;
    while (recorder.note(call, performance.now(), [call - 1, outcomeKind.text, 'x'.repeat(1000), 0], 0)) call++;
    expect(call).toBeGreaterThan(20);
    expect(readFlightRecord(shared)?.lastBegun).toBe(call - 1);
    recorder.restart();
    expect(recorder.note(call, performance.now(), [], 0)).toBe(true);
    expect(readFlightRecord(shared)).toMatchObject({ lastBegun: call, outcomes: [] });
  });

  it('is read in good order whatever stands in the memory', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 400 }), (bytes) => {
        const shared = memory();
        new Uint8Array(shared).set(bytes);
        const record = readFlightRecord(shared);
        expect(record === undefined || record.outcomes.length % outcomeItems === 0).toBe(true);
      }),
    );
  });

  it('writes to where the host reads what has changed, and no more', () => {
    const own = new ArrayBuffer(flightRecordBytes);
    const file = new Uint8Array(flightRecordBytes);
    let written = 0;
    const recorder = new FlightRecorder(own, (start, end) => {
      file.set(new Uint8Array(own, start, end - start), start);
      written += end - start;
    });
    for (let call = 1; call <= 10; call++) recorder.note(call, performance.now(), call === 1 ? [] : [call - 1, outcomeKind.plain, call, 1], 0);
    expect(readFlightRecord(file.buffer)?.outcomes).toEqual(readFlightRecord(own)?.outcomes);
    expect(readFlightRecord(file.buffer)?.lastBegun).toBe(10);
    expect(written).toBeLessThan(10 * 50);
  });
});
