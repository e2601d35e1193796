import { rm, mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Snapshot } from './known-function.ts';
import { ShippedFunctions } from './shipped-functions.ts';

const require = createRequire(import.meta.url);

interface Counter {
  n: number;
  execute(this: Counter): number;
}

describe('ShippedFunctions', () => {
  it('knows a function that uses "this" by its object, and any other by itself', async () => {
    const functions = new ShippedFunctions();
    const free = (): number => 1;
    const known = await functions.get(free, { execute: free });
    expect(functions.get(free, { execute: free })).toBe(known); // another object, and no promise
    const bare = await functions.get(Math.max as never, undefined);
    expect(functions.get(Math.max as never, undefined)).toBe(bare);
  });

  it('takes the state of a closure at each call, and knows its code by what it is', async () => {
    const functions = new ShippedFunctions();
    const counter = (): { read: () => number; up: () => void } => {
      let n = 0;
      return { read: () => n, up: () => { n += 1; } };
    };
    const { read, up } = counter();
    const early = functions.get(read, undefined);
    up();
    const late = functions.get(read, undefined); // in the same tick, before the first one is there
    const first = await early;
    const second = await late;
    if (!(first instanceof Snapshot) || !(second instanceof Snapshot)) throw new Error('a state was expected');
    expect(second.known).toBe(first.known);
    expect(second.state).not.toBe(first.state);
    // Another closure of the same code is the same function in another state.
    await expect(functions.get(counter().read, undefined)).resolves.toMatchObject({ known: first.known, id: first.id });
  });

  it('keeps one record of closures that differ in constants only', async () => {
    const functions = new ShippedFunctions();
    const times = (by: number) => (n: number) => n * by;
    const [two, three] = await Promise.all([functions.get(times(2), undefined), functions.get(times(3), undefined)]);
    if (two instanceof Snapshot || three instanceof Snapshot) throw new Error('constants were expected');
    expect(two).not.toBe(three);
    expect(two.record).toBe(three.record);
    const other = await functions.get((n: number) => n * 2, undefined);
    expect(other instanceof Snapshot ? undefined : other.record).not.toBe(two.record);
  });

  it('asks again for a function that was refused for what it captured, and gives it in the state of its moment', async () => {
    const functions = new ShippedFunctions();
    const captured: { value: unknown } = { value: Promise.resolve() };
    const read = (): unknown => captured.value;
    await expect(functions.get(read, undefined)).rejects.toMatchObject({ code: 'NOT_TRANSPORTABLE' });
    captured.value = 'a value';
    await expect(functions.get(read, undefined)).resolves.toMatchObject({ state: expect.stringContaining('a value') as string });
    captured.value = new WeakMap();
    await expect(functions.get(read, undefined)).rejects.toMatchObject({ code: 'NOT_TRANSPORTABLE' });
    captured.value = 'another';
    await expect(functions.get(read, undefined)).resolves.toMatchObject({ state: expect.stringContaining('another') as string });
  });

  it('does not ask at each call of a function that is refused again and again', async () => {
    const functions = new ShippedFunctions();
    const asked = async (execute: () => unknown): Promise<number> => {
      let questions = 0;
      for (let call = 0; call < 1000; call++) {
        try {
          const answer = functions.get(execute, undefined); // throws if it remembers
          questions += 1;
          await answer;
        } catch {
          // refused
        }
      }
      return questions;
    };
    const never = Promise.resolve();
    const captured = { value: never };
    await expect(asked(() => never)).resolves.toBe(1);
    const read = (): unknown => captured.value;
    await expect(asked(read)).resolves.toBeLessThan(100);
    captured.value = 5 as never;
    await vi.waitFor(() => functions.get(read, undefined), 1000);
  });

  it('asks again for a function that was refused while its module was being evaluated', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'exec-'));
    const holder = globalThis as { shippedEarly?: (counter: Counter) => void };
    try {
      const functions = new ShippedFunctions();
      let early: Promise<unknown> | undefined;
      holder.shippedEarly = (counter) => {
        early = Promise.resolve(functions.get(counter.execute, counter)).catch((error: unknown) => error);
      };
      const file = join(folder, 'counter.cjs');
      await writeFile(file, `
        const counter = { n: 5, execute() { return this.n; } };
        globalThis.shippedEarly(counter);
        exports.counter = counter;
        exports.execute = counter.execute;
      `);
      const { counter } = require(file) as { counter: Counter };
      await early;
      await expect(functions.get(counter.execute, counter)).resolves.toMatchObject({ isOnHolder: true });
      // Called on nothing, or on an object that no module exports, it is another function.
      await expect(functions.get(counter.execute, undefined)).resolves.toMatchObject({ isOnHolder: false });
      await expect(functions.get(counter.execute, { ...counter })).resolves.toBeInstanceOf(Snapshot); // takes the object along
      const unfit = { n: 1, wait: Promise.resolve(), execute: counter.execute };
      await expect(functions.get(counter.execute, unfit)).rejects.toMatchObject({ code: 'NOT_TRANSPORTABLE' });
    } finally {
      delete holder.shippedEarly;
      await rm(folder, { recursive: true });
    }
  });
});
