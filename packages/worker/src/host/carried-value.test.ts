import { describe, expect, it } from 'vitest';
import { decodeValue, encodeValue, reviveValue } from '../value-codec.ts';
import { carriedValue } from './carried-value.ts';

describe('carriedValue', () => {
  it('has the value and its text', () => {
    expect(carriedValue(encodeValue(new Map([[1, 2]])))).toMatchObject({ value: new Map([[1, 2]]), output: 'Map(1) { 1 => 2 }', degraded: undefined });
    expect(carriedValue(encodeValue({ a: 1 }))).toMatchObject({ value: { a: 1 }, output: '{"a":1}', degraded: undefined });
  });

  it('has the text in place of a value whose bytes cannot be read, and says so', () => {
    const broken = { text: 'the text', data: new Uint8Array([0xff, 15, 0x72]) };
    expect(() => decodeValue(broken)).toThrow();
    expect(carriedValue(broken)).toMatchObject({
      value: 'the text',
      output: 'the text',
      degraded: { path: '', reason: expect.stringContaining('arrives as text') as string },
    });
    expect(reviveValue(broken)).toBe('the text');
  });
});
