import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LivenessWatch } from './liveness-watch.ts';

const timeoutMs = 1_000;
let signals: unknown[] = [];
const host = { kill: (signal: unknown) => signals.push(signal) } as unknown as ChildProcess; // the watch only sends signals

beforeEach(() => {
  vi.useFakeTimers();
  signals = [];
});
afterEach(() => {
  vi.useRealTimers();
});

describe('LivenessWatch', () => {
  it('kills a host that gives no sign of life', () => {
    const watch = new LivenessWatch(host, timeoutMs);
    vi.advanceTimersByTime(2_900);
    watch.sign(false);
    vi.advanceTimersByTime(2_900);
    expect(signals).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(signals).toEqual(['SIGKILL']);
    expect(watch.killedFor).toEqual({ fate: 'hung', silentMs: 3_000 });
    watch.stop();
  });

  it('kills a host that beats while no call moves, later than a call may run', () => {
    const watch = new LivenessWatch(host, timeoutMs);
    const beatFor = (seconds: number): void => {
      for (let second = 0; second < seconds; second += 1) {
        vi.advanceTimersByTime(1_000);
        watch.sign(false);
      }
    };
    beatFor(10);
    watch.sign(true);
    beatFor(10);
    expect(signals).toEqual([]);
    beatFor(1);
    expect(signals).toEqual(['SIGKILL']);
    expect(watch.killedFor).toEqual({ fate: 'stuck', silentMs: 11_000 });
    watch.stop();
  });

  it('asks a host to end before it makes it end, which is nobody’s fault', () => {
    const watch = new LivenessWatch(host, timeoutMs);
    watch.end();
    expect(signals).toEqual(['SIGTERM']);
    vi.advanceTimersByTime(700);
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(watch.killedFor).toBeUndefined();
    watch.stop();
  });

  it('leaves no timer when it stops', () => {
    const watch = new LivenessWatch(host, timeoutMs);
    watch.end();
    watch.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
