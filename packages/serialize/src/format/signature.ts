import { createHmac, timingSafeEqual } from 'node:crypto';
import { Buffer } from 'node:buffer';
import { apply, hasOwn, isArray, stringify } from '../untampered.ts';
import { garbled } from './garbled.ts';
import type { SerializedFunction } from './serialized-function.ts';

// A tool may replace these on the far side.
const { entries } = Object;
const sortList: (this: [string, unknown][], compare: typeof byName) => [string, unknown][] = Reflect.get(Array.prototype, 'sort');
const bytesOf = Buffer.from.bind(Buffer) as (hexadecimal: string, encoding: 'hex') => Buffer; // `as`: the one form that is used

/** A key of {@link signed}: any text or bytes, but not none. */
export type HmacKey = string | Uint8Array;

/** @throws TypeError for what is no key, and for an empty one, which everybody knows */
export function checkHmacKey(caller: string, key: unknown): void {
  const isKey = typeof key === 'string' || key instanceof Uint8Array;
  if (!isKey) throw new TypeError(`${caller}: hmacKey must be a string or a Uint8Array, not ${key === null ? 'null' : typeof key}`);
  if (key.length === 0) throw new TypeError(`${caller}: hmacKey must not be empty`);
}

/** Signs data: all of its members, and for code not its id alone but every text. */
export function signed<Data extends SerializedFunction>(data: Data, key: HmacKey): Data {
  return { ...data, signature: hmacOf(data, key) };
}

/**
 * Checks a signature before anything of the data is parsed, compiled or looked up, in a time that does not depend on where it differs.
 *
 * @throws TransportError if there is none or it is not that of this key and content
 */
export function checkSignature(data: unknown, key: HmacKey): void {
  const isObject = typeof data === 'object' && data !== null;
  const signature: unknown = isObject && hasOwn(data, 'signature') ? (data as { signature?: unknown }).signature : undefined; // `as`: it has one
  if (signature === undefined) throw garbled('signature', 'there is none, and only what is signed is accepted here');
  let expected: string;
  try {
    expected = hmacOf(data as object, key); // `as`: it has a signature
  } catch {
    throw garbled('', 'it is not of the form that is signed'); // a cycle, a bigint
  }
  if (typeof signature === 'string' && signature.length === expected.length) {
    const given = bytesOf(signature, 'hex');
    if (given.length * 2 === expected.length && timingSafeEqual(given, bytesOf(expected, 'hex'))) return;
  }
  throw garbled('signature', 'it is not that of this key and content');
}

function hmacOf(data: object, key: HmacKey): string {
  return createHmac('sha256', key).update(stringify(canonical(data, true))).digest('hex');
}

/** Lists instead of records, in the order of their keys, so that an equal content has an equal text, whatever wire it came over. */
function canonical(value: unknown, isWhole: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value === undefined ? ['undefined'] : value;
  const list: unknown[] = [];
  if (isArray(value)) {
    for (let index = 0; index < value.length; index += 1) list[index] = canonical(value[index], false);
    return ['list', list];
  }
  const members = apply(sortList, entries(value), [byName]);
  for (let index = 0; index < members.length; index += 1) {
    const [name, member] = members[index] as [string, unknown]; // `as`: the index is below the length
    // What is undefined goes missing on some wires.
    if (member !== undefined && !(isWhole && name === 'signature')) list[list.length] = [name, canonical(member, false)];
  }
  return ['record', list];
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
