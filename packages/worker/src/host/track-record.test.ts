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

  it('expects rather too much: more at once, less slowly, and nothing of a first call that others follow', () => {
    const record = new TrackRecord();
    record.completed(1.5);
    expect(record.expectedMs).toBe(1.5);
    record.completed(0.1);
    expect(record.expectedMs).toBe(0.1);
    record.completed(0.4);
    expect(record.expectedMs).toBe(0.4);
    record.completed(0);
    expect(record.expectedMs).toBeCloseTo(0.35);
    for (let call = 0; call < 100; call++) record.completed(0);
    expect(record.expectedMs).toBeLessThan(0.001);
    record.completed(1000); // one at a time is the least there is: more would only take longer to forget
    expect(record.expectedMs).toBe(2);
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
