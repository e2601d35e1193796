import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeadlineClock } from './deadline.ts';
import type { Deadline } from './deadline.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Time stands still but for `advanceTimersByTime`, and a turn of the event loop takes none. */
function useFakeTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.stubGlobal('setImmediate', (run: () => void) => { run(); });
}

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('DeadlineClock', () => {
  it('expires each deadline once, in the order in which they are due, whatever their durations', () => {
    useFakeTime();
    const clock = new DeadlineClock();
    const expired: number[] = [];
    for (const ms of [50, 10, 30, 20, 40, 5]) clock.set(ms, () => expired.push(ms));
    vi.advanceTimersByTime(4);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(16);
    expect(expired).toEqual([5, 10, 20]);
    vi.advanceTimersByTime(1000);
    expect(expired).toEqual([5, 10, 20, 30, 40, 50]);
  });

  it('expires deadlines of one duration in the order in which they were set', () => {
    useFakeTime();
    const clock = new DeadlineClock();
    const expired: number[] = [];
    for (let n = 0; n < 5; n++) {
      clock.set(10, () => expired.push(n));
      vi.advanceTimersByTime(2);
    }
    expect(expired).toEqual([0]);
    vi.advanceTimersByTime(4);
    expect(expired).toEqual([0, 1, 2]);
    vi.advanceTimersByTime(100);
    expect(expired).toEqual([0, 1, 2, 3, 4]);
  });

  it('does not expire what was cleared: first, middle or last of its duration; clearing again does nothing', () => {
    useFakeTime();
    const clock = new DeadlineClock();
    const expired: number[] = [];
    const deadlines = [0, 1, 2, 3, 4].map((n) => clock.set(10, () => expired.push(n)));
    for (const n of [0, 2, 4, 2]) clock.clear(deadlines[n]);
    clock.clear(undefined);
    vi.advanceTimersByTime(10);
    expect(expired).toEqual([1, 3]);
    clock.clear(deadlines[1]);
    clock.set(10, () => expired.push(9));
    vi.advanceTimersByTime(10);
    expect(expired).toEqual([1, 3, 9]);
  });

  it('does not expire what is cleared by one that expires in the same turn', () => {
    useFakeTime();
    const clock = new DeadlineClock();
    const expired: number[] = [];
    let others: Deadline[] = [];
    clock.set(5, () => { for (const deadline of others.slice(0, 2)) clock.clear(deadline); });
    others = [20, 5, 10].map((ms, n) => clock.set(ms, () => expired.push(n)));
    const now = performance.now.bind(performance);
    performance.now = () => now() + 100; // the host is late: all are due at once
    vi.advanceTimersByTime(5);
    performance.now = now;
    vi.advanceTimersByTime(100);
    expect(expired).toEqual([2]);
  });

  it('is moved forward for a deadline that is due sooner', () => {
    useFakeTime();
    const clock = new DeadlineClock();
    const expired: string[] = [];
    clock.set(1000, () => expired.push('late'));
    vi.advanceTimersByTime(500);
    clock.set(10, () => expired.push('soon'));
    vi.advanceTimersByTime(10);
    expect(expired).toEqual(['soon']);
    vi.advanceTimersByTime(490);
    expect(expired).toEqual(['soon', 'late']);
  });

  it('takes what is set while deadlines expire', () => {
    useFakeTime();
    const clock = new DeadlineClock();
    const expired: number[] = [];
    clock.set(10, () => {
      expired.push(1);
      clock.set(5, () => expired.push(2));
    });
    vi.advanceTimersByTime(14);
    expect(expired).toEqual([1]);
    vi.advanceTimersByTime(1);
    expect(expired).toEqual([1, 2]);
  });

  it('takes durations beyond the 2^31 ms of setTimeout, and Infinity', () => {
    useFakeTime();
    const clock = new DeadlineClock();
    const expired: string[] = [];
    const days = 24 * 60 * 60 * 1000;
    clock.set(60 * days, () => expired.push('60 days'));
    clock.set(Infinity, () => expired.push('never'));
    vi.advanceTimersByTime(59 * days);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1 * days);
    expect(expired).toEqual(['60 days']);
    vi.advanceTimersByTime(100 * days);
    expect(expired).toEqual(['60 days']);
  });

  it('keeps one timer for any number of deadlines, and none without', async () => {
    const before = timers();
    const clock = new DeadlineClock();
    const deadlines = Array.from({ length: 1000 }, (_, n) => clock.set(10_000 + (n % 7), () => undefined));
    expect(timers() - before).toBe(1);
    for (const deadline of deadlines) clock.clear(deadline);
    expect(timers() - before).toBe(0);
    let expired = false;
    clock.set(1, () => { expired = true; });
    for (let wait = 0; wait < 200 && !expired; wait++) await delay(5);
    expect(expired).toBe(true);
    expect(timers() - before).toBe(0);
  });

  it('lets what has arrived be read first when the host itself was late, and then expires what is left', async () => {
    const clock = new DeadlineClock();
    const { port1, port2 } = new MessageChannel();
    const expired: string[] = [];
    const answered = clock.set(1, () => expired.push('answered'));
    clock.set(1, () => expired.push('silent'));
    port1.once('message', () => {
      clock.clear(answered);
      const lateMs = performance.now() + 10; // the next one becomes due while messages are still being read
      const next = clock.set(1, () => expired.push('next'));
      port1.once('message', () => { clock.clear(next); });
      port2.postMessage('two');
      while (performance.now() < lateMs);
    });
    port2.postMessage('one');
    const lateMs = performance.now() + 10;
    while (performance.now() < lateMs);
    await vi.waitFor(() => { expect(expired).toEqual(['silent']); }, 2000);
    await delay(20);
    port1.close();
    expect(expired).toEqual(['silent']);
  });

  it('agrees with a naive model over random settings and clearings', () => {
    useFakeTime();
    const clock = new DeadlineClock();
    const expired = new Set<number>();
    const expected = new Set<number>();
    const open: { n: number; dueAt: number; deadline: ReturnType<DeadlineClock['set']> }[] = [];
    let seed = 42;
    const random = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below;
    for (let n = 0; n < 2000; n++) {
      const durationMs = 1 + random(20);
      open.push({ n, dueAt: performance.now() + durationMs, deadline: clock.set(durationMs, () => expired.add(n)) });
      if (random(3) === 0) clock.clear(open.splice(random(open.length), 1)[0]?.deadline);
      if (random(4) === 0) vi.advanceTimersByTime(random(8));
      for (let index = open.length; index-- > 0; ) {
        const entry = open[index];
        if (entry !== undefined && entry.dueAt <= performance.now()) {
          expected.add(entry.n);
          open.splice(index, 1);
        }
      }
      expect(expired.size).toBe(expected.size);
    }
    expect(expired).toEqual(expected);
  });
});
