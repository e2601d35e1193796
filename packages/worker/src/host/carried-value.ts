import { CarriedValue } from '@exec/core';
import { decodeValue, encodedText, textOnly } from '../value-codec.ts';
import type { EncodedValue } from '../value-codec.ts';

/** A result: the value, its text, and what was lost. Never throws: bytes that cannot be read leave the text. */
export function carriedValue(encoded: EncodedValue): CarriedValue {
  const text = encodedText(encoded);
  if (typeof encoded === 'string') return new CarriedValue(text, () => decodeValue(encoded));
  let value: unknown;
  try {
    value = decodeValue(encoded);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read';
    return new CarriedValue(text, () => text, textOnly(encoded.degraded?.path ?? '', reason));
  }
  return new CarriedValue(text, () => value, encoded.degraded);
}
