import { describe, expect, it } from 'vitest';
import { CreditWindow } from './credit-window.ts';

/** Sends calls while the window is open; returns how many. */
function fill(window: CreditWindow, expectedMs: number): number {
  let sent = 0;
  for (; window.isOpen && sent < 10_000; sent++) window.sent(expectedMs);
  return sent;
}

describe('CreditWindow', () => {
  it('lets about 2 ms of work go ahead, hundreds of the smallest calls, and always one', () => {
    expect(fill(new CreditWindow(), 0.5)).toBe(4);
    expect(fill(new CreditWindow(), 5)).toBe(2); // the worker has the next one when it has ended this
    expect(fill(new CreditWindow(), 50)).toBe(1);
    const tiny = fill(new CreditWindow(), 0);
    expect(tiny).toBeGreaterThanOrEqual(400);
    expect(tiny).toBeLessThanOrEqual(600);
  });

  it('gets the credit of a call back when it or a later one has begun, once', () => {
    const window = new CreditWindow();
    fill(window, 0.5);
    window.begun(3);
    expect(fill(window, 0.5)).toBe(3);
    window.begun(3);
    window.begun(2);
    expect(window.isOpen).toBe(false);
    window.begun(7);
    expect(window.backlogMs).toBe(0);
  });

  it('knows which call comes first of those that are not known to have begun', () => {
    const window = new CreditWindow();
    for (let call = 1; call <= 4; call++) window.sent(0.1);
    expect([1, 2, 3].map((call) => window.isBehind(call))).toEqual([false, true, true]);
    window.begun(2);
    expect([1, 3, 4].map((call) => window.isBehind(call))).toEqual([false, false, true]);
  });

  it('is open again when nothing is in flight, and counts on from there', () => {
    const window = new CreditWindow();
    fill(window, 1);
    window.clear();
    expect(window.backlogMs).toBe(0);
    expect(fill(window, 1)).toBe(2);
    window.begun(2); // told late
    expect(window.isOpen).toBe(false);
    expect(window.isBehind(4)).toBe(true);
  });

  it('keeps its account over many calls', () => {
    const window = new CreditWindow();
    for (let call = 1; call <= 5000; call++) {
      window.sent(0.2);
      if (call > 5) window.begun(call - 5);
    }
    expect(window.backlogMs).toBeCloseTo(5 * 0.204, 6);
  });
});
