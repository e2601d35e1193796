import { outputText } from '@exec/core';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { decodeValue, encodeValue, encodedText } from './value-codec.ts';

describe('encodeValue', () => {
  it('carries every JSON value as its JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const encoded = encodeValue(value);
        if (typeof encoded !== 'string') {
          // -0 is the one number that JSON.stringify does not keep.
          expect(decodeValue(encoded)).toEqual(value);
          return;
        }
        expect(encoded).toBe(JSON.stringify(value));
        expect(decodeValue(encoded)).toEqual(value);
      }),
    );
  });

  it('carries what structured clone carries, exactly and with the text that inline gives', () => {
    const cyclic: Record<string, unknown> = { name: 'loop' };
    cyclic['self'] = cyclic;
    for (const value of [undefined, NaN, -0, 10n, new Date(0), new Map([[1, new Set(['x'])]]), new Uint8Array([1, 2]), /x/g, [undefined], cyclic]) {
      const encoded = encodeValue(value);
      expect(decodeValue(encoded)).toEqual(value);
      expect(encodedText(encoded)).toBe(outputText(value));
      expect(encoded).not.toHaveProperty('degraded');
    }
  });

  it('carries objects without a prototype as such', () => {
    const query = Object.assign(Object.create(null) as Record<string, unknown>, { page: '1', __proto__: 'text' });
    const shared = { query, again: query, plain: { list: [Object.create(null) as unknown] }, when: new Date(0) };
    for (const value of [query, shared]) {
      const encoded = encodeValue(value);
      expect(encoded).not.toHaveProperty('degraded');
      expect(encodedText(encoded)).toBe(outputText(value));
      expect(isDeepStrictEqual(decodeValue(encoded), value)).toBe(true); // compares prototypes
    }
    const { query: first, again } = decodeValue(encodeValue(shared)) as typeof shared;
    expect(again).toBe(first);
  });

  it('says where a value lost something', () => {
    class Account {
      readonly balance = 3;
    }
    const encoded = encodeValue({ list: [new Account()] });
    expect(encoded).toMatchObject({ degraded: { path: 'list[0]', reason: expect.stringContaining('Account') as string } });
    expect(decodeValue(encoded)).toEqual({ list: [{ balance: 3 }] });
  });

  it('turns what cannot travel into its text', () => {
    const values = [
      () => 1,
      Symbol('mark'),
      new Proxy({}, { ownKeys: () => { throw new Error('trap'); } }),
      { get broken() { throw new Error('getter'); } },
      new SharedArrayBuffer(8),
    ];
    for (const value of values) {
      const encoded = encodeValue(value);
      expect(encoded).toMatchObject({ text: outputText(value), degraded: { reason: expect.stringMatching(/./) as string } });
      expect(decodeValue(encoded)).toBe(outputText(value));
    }
  });
});

describe('encodedText', () => {
  it('is the string itself for a string', () => {
    expect(encodedText(encodeValue('say "x"'))).toBe('say "x"');
  });
});
