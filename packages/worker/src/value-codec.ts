import { outputText, surveyValue } from '@exec/core/far';
import type { ValueDegradation, ValueSurvey } from '@exec/core';
import { deserialize, ownCopy, serialize } from './out-of-band.ts';
import type { SerializedValue, TakeMemory } from './out-of-band.ts';

// A tool may replace these on the far side; the loop goes on with those that it found at its start.
const { parse, stringify } = JSON;
const { setPrototypeOf } = Object;

/** A value of which only the value is wanted: its JSON, or bytes. */
export type EncodedInput = string | CarriedValueBytes;

/** A value that JSON does not carry exactly, or not well, as bytes. */
interface CarriedValueBytes extends SerializedValue {
  /** The data are of a pair: the value, and those of its objects that have no prototype, which the serializer does not tell. */
  readonly hasBare?: true;
}

/**
 * A value on its way. A string is the JSON of a value that JSON carries exactly: by far the most frequent kind, and the
 * cheapest on every wire.
 */
export type EncodedValue = string | CarriedData;

/** A value that JSON does not carry exactly, with its text. */
interface CarriedData extends Partial<CarriedValueBytes> {
  readonly text: string;
  /** Present if what arrives is not quite what was sent. Without `data` the text is all that is left of the value. */
  readonly degraded?: ValueDegradation;
}

/** Encodes any value, with its text. Never throws: what cannot travel becomes its text, and `degraded` says so. */
export function encodeValue(value: unknown): EncodedValue {
  if (typeof value === 'string') return stringify(value);
  if (isPlain(value)) return String(value);
  const survey = surveyValue(value);
  const json = survey.exactJson ? exactJson(value) : undefined;
  if (json !== undefined) return json;
  const text = outputText(value);
  const { degraded, carried } = carry(value, survey, ownCopy);
  return { text, ...carried, ...(degraded !== undefined && { degraded }) };
}

/**
 * Encodes an input. It is kept by the host until its call is over, and is never changed.
 *
 * @returns what cannot travel as it is, and why, in place of an input
 */
export function encodeInput(value: unknown): EncodedInput | { readonly degraded: ValueDegradation } {
  if (isPlain(value)) return String(value);
  const survey = surveyValue(value);
  const json = survey.exactJson && !survey.hasLongText ? exactJson(value) : undefined;
  if (json !== undefined) return json;
  const { degraded, carried } = carry(value, survey, (view) => view);
  return degraded === undefined ? (carried as CarriedValueBytes) : { degraded };
}

function exactJson(value: unknown): string | undefined {
  try {
    return stringify(value);
  } catch {
    return undefined; // a getter that threw only this time, or a text beyond the longest string: bytes may do
  }
}

/** @returns the value as bytes, if they carry any of it, and what is lost, if anything is */
function carry(value: unknown, survey: ValueSurvey, take: TakeMemory): { readonly carried?: CarriedValueBytes; readonly degraded?: ValueDegradation } {
  if (survey.cloneable === 'no') return { degraded: textOnly(survey.path, survey.reason) };
  let carried: CarriedValueBytes;
  try {
    carried = survey.bare.length === 0 ? serialize(value, survey.arrayBuffers, take) : { ...serialize([value, survey.bare], survey.arrayBuffers, take), hasBare: true };
  } catch (error) {
    // Objects of Node itself that only look like plain ones, shared memory, a getter that throws the second time.
    return { degraded: textOnly(survey.path, error instanceof Error ? error.message : 'it cannot be cloned') };
  }
  return survey.cloneable === 'exact' ? { carried } : { carried, degraded: { path: survey.path, reason: survey.reason } };
}

/** Whether it is no text, and JSON and every wire carry it as it is. */
export function isPlain(value: unknown): value is number | boolean | null {
  return (typeof value === 'number' && value - value === 0 && (value !== 0 || 1 / value > 0)) || typeof value === 'boolean' || value === null;
}

/** Says that nothing is left of a value but its text. */
export function textOnly(path: string, reason: string): ValueDegradation {
  return { path, reason: `${reason}; the value arrives as text` };
}

/** Gives the value back; that of bytes takes their memory over. @throws if they cannot be read, which no survey can rule out */
export function decodeValue(encoded: EncodedValue | EncodedInput): unknown {
  if (typeof encoded === 'string') return parse(encoded);
  const { data } = encoded;
  if (data === undefined) return (encoded as CarriedData).text;
  const value = deserialize({ ...encoded, data });
  return encoded.hasBare === true ? withoutPrototypes(value as [unknown, object[]]) : value; // as `carry` wrote it
}

/** The serializer keeps what is one object one object, so that those in the list are those in the value. */
function withoutPrototypes(pair: readonly [unknown, object[]]): unknown {
  const bare = pair[1]; // not by destructuring, which uses an iterator that a tool may replace
  for (let index = 0; index < bare.length; index++) setPrototypeOf(bare[index], null);
  return pair[0];
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
