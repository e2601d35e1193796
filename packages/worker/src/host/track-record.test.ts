import { describe, expect, it } from 'vitest';
import { TrackRecord } from './track-record.ts';

describe('TrackRecord', () => {
  it('lets calls overlap after the first clean completion', () => {
    const record = new TrackRecord();
    expect(record.mayOverlap).toBe(false);
    record.completed(0.01);
    expect(record.mayOverlap).toBe(true);
  });

  it('keeps heavy work alone, and forgives a slow first call', () => {
    const record = new TrackRecord();
    record.completed(40);
    expect(record.mayOverlap).toBe(false);
    record.completed(0.02);
    expect(record.mayOverlap).toBe(true);
    record.completed(1); // one long input
    expect(record.mayOverlap).toBe(true);
    for (let call = 0; call < 10; call++) record.completed(1);
    expect(record.mayOverlap).toBe(false);
  });

  it('takes the privilege away after a failure, until several calls completed', () => {
    const record = new TrackRecord();
    record.completed(0);
    record.failed();
    record.completed(0);
    expect(record.mayOverlap).toBe(false);
    record.completed(0);
    record.completed(0);
    expect(record.mayOverlap).toBe(true);
  });
});
