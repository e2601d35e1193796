import { hash } from 'node:crypto';
import { apply, mapped, methodOf, stringify } from '../untampered.ts';
import type { ClosureCode, CodeUnit } from './closure-data.ts';

// A tool may replace these on the far side.
const { entries } = Object;
const sortList: <Item>(this: Item[], compare: (one: Item, other: Item) => number) => Item[] = Reflect.get(Array.prototype, 'sort');
const sliceOf = methodOf(String.prototype, 'slice');

/** Fingerprint of a text: 32 hexadecimal digits. */
export function hashOf(text: string): string {
  return sliceOf(hash('sha256', text, 'hex'), 0, 32);
}

/** Gives the code of a function its id. It is frozen, as the id stands for it from now on. */
export function identifiedUnit(unit: Omit<CodeUnit, 'id'>): CodeUnit {
  return Object.freeze({ id: unitId(unit), ...unit });
}

/** Whatever members a unit has, and in whatever order, the id stands for all of them. */
export function unitId(unit: Omit<CodeUnit, 'id'>): string {
  return hashOf(stringify(apply(sortList, entries({ ...unit, id: undefined }), [byName])));
}

/** The id of code, for which the ids of its units stand for them. */
export function codeId({ units, links }: Omit<ClosureCode, 'id'>): string {
  return hashOf(stringify([mapped(units, ({ id }) => id), links]));
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
