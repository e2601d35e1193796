import { outputText, surveyValue } from '@exec/core/far';
import type { ValueDegradation } from '@exec/core';
import { deserialize, serialize } from 'node:v8';

// A tool may replace these on the far side; the loop goes on with those that it found at its start.
const { parse, stringify } = JSON;
const { setPrototypeOf } = Object;

/**
 * A value on its way. A string is the JSON of a value that JSON carries exactly: by far the most frequent kind, and the
 * cheapest on every wire.
 */
export type EncodedValue = string | CarriedData;

/** A value that JSON does not carry exactly, with its text. */
interface CarriedData {
  readonly text: string;
  /** The value as `v8.serialize` writes it; absent if it cannot: then the text is all that is left of it. */
  readonly data?: Uint8Array;
  /** The data are of a pair: the value, and those of its objects that have no prototype, which the serializer does not tell. */
  readonly hasBare?: true;
  /** Present if what arrives is not quite what was sent. */
  readonly degraded?: ValueDegradation;
}

/** Encodes any value. Never throws: what cannot travel becomes its text, and `degraded` says so. */
export function encodeValue(value: unknown): EncodedValue {
  if (typeof value === 'string') return stringify(value);
  if (isPlain(value)) return String(value);
  const survey = surveyValue(value);
  if (survey.exactJson) {
    try {
      return stringify(value);
    } catch {
      // A getter that threw only this time, or a text beyond the longest string: the careful way below copes.
    }
  }
  const text = outputText(value);
  if (survey.cloneable === 'no') return { text, degraded: textOnly(survey.path, survey.reason) };
  let data: Uint8Array;
  try {
    data = serialize(survey.bare.length > 0 ? [value, survey.bare] : value);
  } catch (error) {
    // Objects of Node itself that only look like plain ones, shared memory, a getter that throws the second time.
    return { text, degraded: textOnly(survey.path, error instanceof Error ? error.message : 'it cannot be cloned') };
  }
  const carried: CarriedData = survey.bare.length > 0 ? { text, data, hasBare: true } : { text, data };
  return survey.cloneable === 'exact' ? carried : { ...carried, degraded: { path: survey.path, reason: survey.reason } };
}

/** Whether it is no text, and JSON and every wire carry it as it is. */
export function isPlain(value: unknown): value is number | boolean | null {
  return (typeof value === 'number' && value - value === 0 && (value !== 0 || 1 / value > 0)) || typeof value === 'boolean' || value === null;
}

/** Says that nothing is left of a value but its text. */
export function textOnly(path: string, reason: string): ValueDegradation {
  return { path, reason: `${reason}; the value arrives as text` };
}

/** Gives the value back. Each call makes a new one. @throws if the bytes cannot be read, which no survey can rule out */
export function decodeValue(encoded: EncodedValue): unknown {
  if (typeof encoded === 'string') return parse(encoded);
  if (encoded.data === undefined) return encoded.text;
  return encoded.hasBare === true ? withoutPrototypes(encoded.data) : deserialize(encoded.data);
}

/** The serializer keeps what is one object one object, so that those in the list are those in the value. */
function withoutPrototypes(data: Uint8Array): unknown {
  const [value, bare] = deserialize(data) as [unknown, object[]]; // as encodeValue wrote it
  for (let index = 0; index < bare.length; index++) setPrototypeOf(bare[index], null);
  return value;
}

/** The same for a value whose text will do if its bytes cannot be read. */
export function reviveValue(encoded: EncodedValue): unknown {
  try {
    return decodeValue(encoded);
  } catch {
    return encodedText(encoded);
  }
}

/** The text of an encoded value as `outputText` would write it. */
export function encodedText(encoded: EncodedValue): string {
  if (typeof encoded !== 'string') return encoded.text;
  return encoded.startsWith('"') ? (parse(encoded) as string) : encoded; // the JSON of a string is a string
}
