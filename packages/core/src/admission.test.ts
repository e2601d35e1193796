import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Admission } from './admission.ts';
import type { AdmissionRequest, Waiter } from './admission.ts';

const request = (toolName: string, toolLimit?: number, ...exclusive: string[]): AdmissionRequest => ({ toolName, toolLimit, exclusive });

/** An admission and the calls that it let in, in order. */
class Recorder {
  readonly admission: Admission;
  readonly inside = new Map<string, AdmissionRequest>();
  readonly order: string[] = [];
  readonly #places = new Map<string, Waiter | undefined>();

  constructor(maxConcurrency: number) {
    this.admission = new Admission(maxConcurrency);
  }

  enter(id: string, wanted: AdmissionRequest): void {
    const place = this.admission.enter(wanted, () => { this.#admitted(id, wanted); });
    this.#places.set(id, place);
    if (place?.admitted !== false) this.#admitted(id, wanted);
  }

  #admitted(id: string, wanted: AdmissionRequest): void {
    expect(this.order).not.toContain(id);
    this.inside.set(id, wanted);
    this.order.push(id);
  }

  leave(id: string): void {
    this.inside.delete(id);
    this.admission.leave(this.#places.get(id));
  }
}

describe('Admission', () => {
  it('needs no waiter for a call without limits', () => {
    expect(new Admission(Infinity).enter(request('a'), () => undefined)).toBeUndefined();
  });

  it('lets in first come, first served', () => {
    const calls = new Recorder(1);
    for (const id of ['a', 'b', 'c']) calls.enter(id, request('t'));
    expect(calls.order).toEqual(['a']);
    calls.leave('a');
    calls.leave('b');
    expect(calls.order).toEqual(['a', 'b', 'c']);
  });

  it('lets a call pass one that waits for something else', () => {
    const calls = new Recorder(3);
    calls.enter('holds db', request('t', undefined, 'db'));
    calls.enter('wants db', request('t', undefined, 'db'));
    calls.enter('free', request('u'));
    expect(calls.order).toEqual(['holds db', 'free']);
    calls.leave('holds db');
    expect(calls.order).toEqual(['holds db', 'free', 'wants db']);
  });

  it('keeps the order of arrival for a call that first waited for something else', () => {
    const calls = new Recorder(Infinity);
    calls.enter('holds t', request('t', 1));
    calls.enter('holds db', request('u', undefined, 'db'));
    calls.enter('first', request('t', 1, 'db'));
    calls.enter('second', request('u', undefined, 'db'));
    calls.leave('holds t'); // 'first' goes on to wait for db, where 'second' waits already
    calls.leave('holds db');
    calls.leave('first');
    expect(calls.order.slice(2)).toEqual(['first', 'second']);
  });

  it('cannot be made to wait in a circle', () => {
    const calls = new Recorder(Infinity);
    calls.enter('1', request('t', undefined, 'a', 'b'));
    calls.enter('2', request('t', undefined, 'b', 'a'));
    calls.leave('1');
    calls.leave('2');
    expect(calls.order).toEqual(['1', '2']);
  });

  it('counts a resource that is named twice once', () => {
    const calls = new Recorder(Infinity);
    calls.enter('1', request('t', undefined, 'a', 'a'));
    expect(calls.order).toEqual(['1']);
  });

  it('keeps a resource exclusive while a call that needs it waits for something else', () => {
    const calls = new Recorder(2);
    calls.enter('had db', request('t', undefined, 'db'));
    calls.enter('plain', request('t'));
    calls.enter('next plain', request('t'));
    calls.enter('needs db', request('t', undefined, 'db'));
    calls.leave('had db'); // db is free, and 'needs db' still waits for its turn among all
    calls.leave('plain');
    calls.leave('next plain');
    calls.enter('needs db too', request('t', undefined, 'db'));
    expect([...calls.inside.keys()]).toEqual(['needs db']);
  });

  it('forgets those that leave while they wait; leaving twice does nothing', () => {
    const calls = new Recorder(1);
    for (const id of ['a', 'b', 'c']) calls.enter(id, request('t'));
    calls.leave('b');
    calls.leave('a');
    calls.leave('a');
    expect([...calls.inside.keys()]).toEqual(['c']);
    calls.enter('d', request('t'));
    expect([...calls.inside.keys()]).toEqual(['c']);
  });

  it('does not call one that left between its admission and its turn', () => {
    const admission = new Admission(1);
    const order: string[] = [];
    const first = admission.enter(request('t'), () => undefined);
    const second: Waiter | undefined = admission.enter(request('t'), () => {
      order.push('second');
      admission.leave(second);
      admission.leave(third);
    });
    const third: Waiter | undefined = admission.enter(request('t'), () => order.push('third'));
    admission.leave(first);
    expect(order).toEqual(['second']);
    expect(admission.enter(request('t'), () => undefined)?.admitted).toBe(true);
  });

  it('serves thousands that wait', () => {
    const calls = new Recorder(1);
    const ids = Array.from({ length: 5000 }, (_, n) => String(n));
    const admission = new Admission(1);
    const served: string[] = [];
    const places = new Map(ids.map((id) => [id, admission.enter(request('t'), () => served.push(id))]));
    for (const id of ids) admission.leave(places.get(id));
    expect(served).toEqual(ids.slice(1));
    expect(calls.order).toEqual([]);
  });

  it('keeps every limit, loses nobody and lets nobody wait needlessly, whatever happens in whatever order', () => {
    const limits: Record<string, number | undefined> = { free: undefined, one: 1, two: 2 };
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ tool: fc.constantFrom(...Object.keys(limits)), exclusive: fc.subarray(['db', 'disk', 'net']) }) },
      { weight: 2, arbitrary: fc.record({ leave: fc.nat() }) },
    );
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 3, 7, Infinity), fc.array(step, { maxLength: 80 }), (maxConcurrency, steps) => {
        const calls = new Recorder(maxConcurrency);
        const present = new Map<string, AdmissionRequest>();
        const fits = (wanted: AdmissionRequest): boolean => {
          const inside = [...calls.inside.values()];
          return (
            inside.length < maxConcurrency &&
            inside.filter(({ toolName }) => toolName === wanted.toolName).length < (wanted.toolLimit ?? Infinity) &&
            !wanted.exclusive.some((name) => inside.some(({ exclusive }) => exclusive.includes(name)))
          );
        };
        const check = (): void => {
          const inside = [...calls.inside.values()];
          expect(inside.length).toBeLessThanOrEqual(maxConcurrency);
          for (const [tool, limit = Infinity] of Object.entries(limits)) {
            expect(inside.filter(({ toolName }) => toolName === tool).length).toBeLessThanOrEqual(limit);
          }
          for (const name of ['db', 'disk', 'net']) {
            expect(inside.filter(({ exclusive }) => exclusive.includes(name)).length).toBeLessThanOrEqual(1);
          }
          for (const [id, wanted] of present) if (!calls.inside.has(id)) expect(fits(wanted)).toBe(false);
        };
        const leave = (id: string): void => {
          present.delete(id);
          calls.leave(id);
          check();
        };
        steps.forEach((next, n) => {
          if ('leave' in next) {
            const id = [...present.keys()][next.leave % Math.max(1, present.size)];
            if (id !== undefined) leave(id);
          } else {
            const wanted = request(next.tool, limits[next.tool], ...next.exclusive);
            present.set(String(n), wanted);
            calls.enter(String(n), wanted);
            check();
          }
        });
        // Those inside leave one after the other: everybody's turn comes.
        while (present.size > 0) {
          const [id] = calls.inside.keys();
          expect(id).toBeDefined();
          leave(id ?? '');
        }
        expect(new Set(calls.order).size).toBe(calls.order.length);
      }),
      { numRuns: 400 },
    );
  });
});
