import { hash } from 'node:crypto';
import type { ClosureCode, CodeUnit } from './closure-data.ts';

// A tool may replace these on the far side.
const { stringify } = JSON;
const { entries } = Object;
const sortList: <Item>(this: Item[]) => Item[] = Reflect.get(Array.prototype, 'sort');
const { apply } = Reflect;

/** Fingerprint of a text: 32 hexadecimal digits. */
export function hashOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}

/** Gives the code of a function its id. It is frozen, as the id stands for it from now on. */
export function identifiedUnit(unit: Omit<CodeUnit, 'id'>): CodeUnit {
  return Object.freeze({ id: unitId(unit), ...unit });
}

/** Whatever members a unit has, and in whatever order, the id stands for all of them. */
export function unitId(unit: Omit<CodeUnit, 'id'>): string {
  return hashOf(stringify(apply(sortList, entries({ ...unit, id: undefined }), [])));
}

/** The id of code, for which the ids of its units stand for them. */
export function codeId({ units, links }: Omit<ClosureCode, 'id'>): string {
  return hashOf(stringify([units.map(({ id }) => id), links]));
}
