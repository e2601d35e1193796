import { describe, expect, it } from 'vitest';
import { countBeats, heartbeatMs, startHeartbeat } from './heartbeat.ts';

describe('countBeats', () => {
  it('counts periods with a beat, not beats', () => {
    expect(countBeats([20, 21, 40.5, 60, 80, 100], 105)).toEqual({ kept: 5, possible: 5, longestStallMs: 20 });
  });

  it('takes a period without a beat for lost, however late the next beat comes', () => {
    expect(countBeats([20, 95], 100)).toEqual({ kept: 2, possible: 5, longestStallMs: 75 });
  });

  it('measures the silence before the first beat and after the last one', () => {
    expect(countBeats([], 500)).toEqual({ kept: 0, possible: 25, longestStallMs: 500 });
    expect(countBeats([20], 500)).toMatchObject({ kept: 1, longestStallMs: 480 });
  });

  it('has no beat to expect of a run within the first period', () => {
    expect(countBeats([], 12)).toEqual({ kept: 0, possible: 0, longestStallMs: 12 });
  });
});

describe('startHeartbeat', () => {
  it('skips what a blocked loop has missed, and ends when it is told to', async () => {
    const beats: number[] = [];
    const startedAt = performance.now();
    const blockedMs = 5 * heartbeatMs;
    const stop = startHeartbeat(() => beats.push(performance.now() - startedAt));
    while (performance.now() - startedAt < blockedMs) Math.sqrt(2);
    await expect.poll(() => beats.length).toBeGreaterThanOrEqual(2);
    stop();
    const { length } = beats;
    expect(beats[0]).toBeGreaterThanOrEqual(blockedMs);
    await new Promise((resolve) => setTimeout(resolve, 3 * heartbeatMs));
    expect(beats).toHaveLength(length);
  });
});
