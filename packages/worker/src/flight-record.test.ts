import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlightRecorder, flightRecordBytes, readFlightRecord, takenBackAt } from './flight-record.ts';
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

  it('tells of calls that were taken back, as soon as one begins a while after the one before, and of all that came with it', () => {
    const shared = memory();
    const recorder = new FlightRecorder(shared);
    const begin = (call: number, atMs: number, nowMs = atMs): boolean => {
      expect(recorder.note(call, atMs, [], 0)).toBe(true);
      return recorder.isTakenBack(call, nowMs);
    };
    expect(begin(1, 100)).toBe(false);
    new Uint32Array(shared)[takenBackAt >> 2] = 4;
    // The host cannot count on this one: it finds noted that call 2 began, or its clock says that call 1 is too young.
    expect(begin(2, 102)).toBe(false);
    // The note was written, and then the system had the worker wait.
    expect(begin(3, 103, 110)).toBe(true);
    expect(begin(4, 110.5)).toBe(true);
    expect(begin(5, 111)).toBe(false);
    expect(begin(6, 200)).toBe(false);
  });

  it('looks even when a call that it passes over is late: the host may have taken back more behind that', () => {
    const shared = memory();
    const recorder = new FlightRecorder(shared);
    const takenBack = [];
    for (const [call, nowMs, upTo] of [[1, 0, 4], [2, 20, 4], [3, 40, 6], [4, 41, 6], [5, 42, 6], [6, 43, 6], [7, 44, 6]] as const) {
      new Uint32Array(shared)[takenBackAt >> 2] = call === 1 ? 0 : upTo;
      recorder.note(call, nowMs, [], 0);
      if (recorder.isTakenBack(call, nowMs)) takenBack.push(call);
    }
    expect(takenBack).toEqual([2, 3, 4, 5, 6]);
  });

  it('reads what was taken back from the file, where there is one, and no more often than it has to', () => {
    let reads = 0;
    const own = new ArrayBuffer(flightRecordBytes);
    const recorder = new FlightRecorder(own, {
      write: () => undefined,
      read: (start, end) => {
        reads++;
        expect([start, end]).toEqual([takenBackAt, takenBackAt + 4]);
        new Uint32Array(own)[start >> 2] = 1000;
      },
    });
    for (let call = 999; call <= 1005; call++) {
      recorder.note(call, call, [], 0);
      expect(recorder.isTakenBack(call, call)).toBe(call <= 1000);
    }
    expect(reads).toBe(1);
  });

  it('writes to where the host reads what has changed, and no more', () => {
    const own = new ArrayBuffer(flightRecordBytes);
    const file = new Uint8Array(flightRecordBytes);
    let written = 0;
    const recorder = new FlightRecorder(own, {
      write: (start, end) => {
        file.set(new Uint8Array(own, start, end - start), start);
        written += end - start;
      },
      read: () => undefined,
    });
    for (let call = 1; call <= 10; call++) recorder.note(call, performance.now(), call === 1 ? [] : [call - 1, outcomeKind.plain, call, 1], 0);
    expect(readFlightRecord(file.buffer)?.outcomes).toEqual(readFlightRecord(own)?.outcomes);
    expect(readFlightRecord(file.buffer)?.lastBegun).toBe(10);
    expect(written).toBeLessThan(10 * 50);
  });
});
