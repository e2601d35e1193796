import { describe, expect, test } from 'vitest';
import { serializeFunction } from '../serialize-function.ts';
import { deserializeFunction } from '../deserialize-function.ts';
import { identified } from './serialized-function.ts';
import { checkSignature, signed } from './signature.ts';
import type { ModuleFunction, SerializedFunction } from './serialized-function.ts';

const key = 'a key of the owner';
const data = identified<ModuleFunction>({ kind: 'module', name: 'f', url: 'data:text/javascript,export const f = () => 1', path: ['f'] });

describe('checkSignature', () => {
  test('data are accepted as they were signed, whatever wire they came over', () => {
    const original = signed(data, key);
    for (const copy of [original, structuredClone(original), JSON.parse(JSON.stringify(original)), Object.fromEntries(Object.entries(original).reverse())]) expect(() => checkSignature(copy, key)).not.toThrow();
  });

  test('every member counts, in closures down to each text', async () => {
    const outside = { value: 1 };
    const other = () => outside;
    const closure = signed(await serializeFunction(() => [outside.value, other]), key);
    const changes: unknown[] = [];
    const alter = (value: unknown, rebuild: (changed: unknown) => unknown): void => {
      if (Array.isArray(value)) {
        changes.push(rebuild([...value, 'more']));
        value.forEach((item, index) => alter(item, (changed) => rebuild(value.with(index, changed))));
      } else if (typeof value === 'object' && value !== null) {
        changes.push(rebuild({ ...value, more: 1 }));
        for (const [name, item] of Object.entries(value)) alter(item, (changed) => rebuild({ ...value, [name]: changed }));
      } else changes.push(rebuild(typeof value === 'string' ? `${value} ` : typeof value === 'number' ? value + 1 : !value));
    };
    alter(closure, (changed) => changed);
    expect(changes.length).toBeGreaterThan(25);
    for (const changed of changes) expect(() => checkSignature(changed, key), JSON.stringify(changed)).toThrow(/garbled at "signature": it is not that of this key and content/);
  });

  test.each([
    ['none', undefined, /there is none/],
    ['another type', 1, /not that of this key/],
    ['too short', 'ab', /not that of this key/],
    ['no hexadecimal digits', 'x'.repeat(64), /not that of this key/],
    ['as many characters, but more bytes', 'é'.repeat(64), /not that of this key/],
  ])('a signature: %s', (_name, signature, message) => {
    expect(() => checkSignature({ ...data, signature }, key)).toThrow(message);
  });

  test('what cannot be signed is refused as data', () => {
    const cycle: Record<string, unknown> = { signature: 'a' };
    cycle['self'] = cycle;
    for (const bad of [cycle, { signature: 'a', more: 1n }]) expect(() => checkSignature(bad, key)).toThrow('garbled');
    for (const bad of [null, undefined, 1, 'text']) expect(() => checkSignature(bad, key)).toThrow('garbled at "signature"');
  });
});

describe('the option hmacKey', () => {
  test('a signature does not lend itself to another function that is known here', async () => {
    const known = await serializeFunction(() => 'known');
    await deserializeFunction(known);
    const mine = await serializeFunction(() => 'mine', { hmacKey: key });
    await expect(deserializeFunction({ ...mine, id: known.id }, { hmacKey: key })).rejects.toThrow('garbled at "signature"');
  });

  test('it is checked before anything is parsed, compiled or imported', async () => {
    const bad = { ...identified<ModuleFunction>({ kind: 'module', name: 'f', url: 'data:text/javascript,globalThis.imported = true', path: ['f'] }), signature: 'ab' };
    await expect(deserializeFunction(bad, { hmacKey: key })).rejects.toThrow('garbled at "signature"');
    await expect(deserializeFunction({ v: 9, signature: 'ab' } as unknown as SerializedFunction, { hmacKey: key })).rejects.toThrow('garbled at "signature"');
    expect('imported' in globalThis).toBe(false);
  });

  test.each([['', 'must not be empty'], [new Uint8Array(), 'must not be empty'], [1, 'must be a string or a Uint8Array, not number'], [null, 'must be a string or a Uint8Array, not null']])('no key: %s', async (bad, message) => {
    const hmacKey = bad as string; // `as`: a caller without types
    await expect(serializeFunction(() => 1, { hmacKey })).rejects.toThrow(`serializeFunction: hmacKey ${message}`);
    await expect(deserializeFunction(data, { hmacKey })).rejects.toThrow(`deserializeFunction: hmacKey ${message}`);
  });
});
