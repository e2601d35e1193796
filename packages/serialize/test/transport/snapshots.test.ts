// What travels is the state at the time of the call, under an id that equal code and equal constants share.
import { expect, test } from 'vitest';
import { runFiles } from '../node.ts';

/** Runs a program over a module of closures and gives the JSON value that it prints. */
async function printed(module: string, main: string): Promise<unknown> {
  const start = `
    import { deserializeFunction, serializeFunction } from '@exec/serialize';
    import { held } from './module.mjs';
    const revive = async (data) => (await deserializeFunction(structuredClone(data)))();
    const print = (value) => console.log(JSON.stringify(value));`;
  const { stdout, stderr } = await runFiles({ 'main.mjs': `${start}\n${main}`, 'module.mjs': module }, ['--no-warnings']);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const counter = `
  const make = () => { let n = 1; return { up: () => (n += 1), read: () => n }; };
  export const held = new Map(Object.entries(make()));`;

test('an assigned binding is read anew for each transport', async () => {
  const main = `
    const up = held.get('up'), read = held.get('read');
    const first = await serializeFunction(read);
    up();
    const second = await serializeFunction(read);
    up();
    print({ values: [await revive(first), await revive(second), read()], sameId: first.id === second.id });`;
  expect(await printed(counter, main)).toEqual({ values: [1, 2, 3], sameId: false });
});

test('the state is that of the moment of the call, not of the moment when the data is ready', async () => {
  const main = `
    const pending = serializeFunction(held.get('read'));
    held.get('up')();
    print([await revive(await pending), held.get('read')()]);`;
  expect(await printed(counter, main)).toEqual([1, 2]);
});

test('what the far side assigns stays there', async () => {
  const main = `
    const data = await serializeFunction(held.get('up'));
    print([await revive(data), held.get('read')()]);`;
  expect(await printed(counter, main)).toEqual([2, 1]);
});

test('an object that changes is read anew, and its copy does not follow', async () => {
  const module = `const list = []; export const held = new Map([['read', () => list.length], ['add', () => list.push(1)]]);`;
  const main = `
    const read = held.get('read');
    const first = await serializeFunction(read);
    held.get('add')();
    const second = await serializeFunction(read);
    held.get('add')();
    print([await revive(first), await revive(second), read()]);`;
  expect(await printed(module, main)).toEqual([0, 1, 2]);
});

test('equal code and equal constants have one id, others have others', async () => {
  const module = `
    const make = (by) => (n) => n * by;
    const other = (by) => (n) => n * by;
    export const held = new Map([['a', make(2)], ['b', make(2)], ['c', make(3)], ['d', other(2)], ['minus zero', make(-0)], ['zero', make(0)], ['text', make('2')]]);`;
  const main = `
    const ids = {};
    for (const [name, fn] of held) ids[name] = [(await serializeFunction(fn)).id, (await serializeFunction(fn)).id];
    print(ids);`;
  const ids = (await printed(module, main)) as Record<string, [string, string]>; // `as`: printed above
  for (const [first, second] of Object.values(ids)) expect(second).toBe(first);
  expect(ids['b']?.[0]).toBe(ids['a']?.[0]);
  expect(new Set(Object.values(ids).map(([id]) => id)).size).toBe(6);
});

test('stack traces show the places of the original', async () => {
  const module = `const word = 'x';
const fail = (text) => {
  if (text === word) { throw new Error(text); }
};
const thrower = { async    run() { await null; fail(word); } };
export const held = new Map([
  ['closure', () => fail(word)],
  ['method', thrower.run],
  ['two on a line', (() => { const f = () => 1, g = () => { throw new Error(word); }; return () => f() && g(); })()],
]);`;
  const main = `
    const place = async (fn) => { try { await fn(); } catch (error) { return error.stack.match(/module\\.mjs:\\d+:\\d+/g); } };
    const report = [];
    for (const fn of held.values()) report.push([await place(fn), await place(await deserializeFunction(await serializeFunction(fn)))]);
    print(report);`;
  const report = (await printed(module, main)) as [string[], string[]][]; // `as`: printed above
  expect(report.length).toBe(3);
  for (const [home, away] of report) {
    expect(home.length).toBeGreaterThan(1);
    expect(away).toEqual(home);
  }
});
