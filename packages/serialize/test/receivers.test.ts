import { deserializeFunction, serializeFunction } from '@exec/serialize';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

interface Holder {
  execute(this: unknown, input?: unknown): unknown;
}
interface Fixtures {
  counter: Holder;
  tools: { search: Holder; plain: Holder; mentions: Holder };
  Search: new () => Holder;
}

/** A CommonJS module that Node itself loads: vitest transforms the modules that tests import. */
const fixtures = createRequire(import.meta.url)('./fixtures/receivers.cjs') as Fixtures; // `as`: the file is beside this one

const travel = async (holder: Holder) => {
  const data = await serializeFunction(holder.execute, { receiver: holder });
  return { data, fn: await deserializeFunction(structuredClone(data)) };
};

describe('a function that is called on an object', () => {
  it('is called on its counterpart on the far side if it uses "this"', async () => {
    const { data, fn } = await travel(fixtures.counter);
    expect(data).toMatchObject({ kind: 'module', path: ['default', 'counter', 'execute'], onHolder: true });
    expect(fn({ value: 2 })).toBe(7);
    expect(fn.name).toBe('execute');
  });

  it('is found through the object and not through its class', async () => {
    const { data, fn } = await travel(fixtures.tools.search);
    expect(data).toMatchObject({ path: ['default', 'tools', 'search', 'execute'] });
    expect(fn({ query: 'it' })).toBe('found it');
  });

  it('travels as any other if it does not use "this"', async () => {
    for (const holder of [fixtures.tools.plain, fixtures.tools.mentions]) {
      const { data, fn } = await travel(holder);
      expect(data).not.toHaveProperty('onHolder');
      expect(fn()).toBe(holder.execute());
    }
    expect((await travel({ execute: () => 'by value' })).data.kind).toBe('source');
  });

  it('takes the object along if no module exports it, as it is at the moment of the call', async () => {
    const { fn } = await travel(new fixtures.Search());
    expect(fn({ query: 'it' })).toBe('found it');
    const local: Holder & { step: number } = {
      step: 1,
      execute() {
        return ((this as { step: number }).step += 1); // `as`: called as a method
      },
    };
    const first = serializeFunction(local.execute, { receiver: local });
    local.step = 5;
    const second = serializeFunction(local.execute, { receiver: local });
    local.step = 9;
    expect((await deserializeFunction(await first))()).toBe(2);
    expect((await deserializeFunction(await second))()).toBe(6);
    expect([local.step, (await second).name]).toEqual([9, 'execute']);
  });

  it('is refused with the way through "this" if the object cannot travel', async () => {
    const holder = { db: { socket: Promise.resolve() }, execute(this: { db: object }) { return this.db; } };
    await expect(travel(holder as unknown as Holder)).rejects.toMatchObject({ path: ['execute', 'this', '.db', '.socket', 'a Promise'] }); // `as`: its own kind of this
  });

  it('gives another id than the same function without the object', async () => {
    const bare = await serializeFunction(fixtures.counter.execute);
    expect((await travel(fixtures.counter)).data.id).not.toBe(bare.id);
    await expect(deserializeFunction({ ...bare, onHolder: true } as never)).rejects.toThrow('garbled at "id"');
  });
});
