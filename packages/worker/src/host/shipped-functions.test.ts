import { rm, mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
      // Called on nothing, or on an object that no module exports, it is another function, or none.
      await expect(functions.get(counter.execute, undefined)).resolves.toMatchObject({ isOnHolder: false });
      const other = { ...counter };
      await expect(functions.get(counter.execute, other)).rejects.toMatchObject({ code: 'NOT_TRANSPORTABLE' });
      expect(() => functions.get(counter.execute, other)).toThrow(/it uses "this"/); // remembered
    } finally {
      delete holder.shippedEarly;
      await rm(folder, { recursive: true });
    }
  });
});
