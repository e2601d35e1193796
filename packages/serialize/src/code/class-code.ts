import { positionIn } from './source-function.ts';
import type { ClassMethod, ClassText } from './class-text.ts';
import type { Problem } from '../capture/refusal.ts';

/** The key of a field as the class was made with it: in a variable that is still seen, or written out. */
export type FieldKey = { scope: number; name: string } | { literal: string | number };

/** The key of a computed member. */
type MemberKey = ClassMethod | FieldKey;

/** What of a class never changes. */
export interface ClassCode {
  isDerived: boolean;
  /** Gives the method of the class that begins at a place of its script. */
  methodAt: (line: number, column: number) => ClassMethod | undefined;
  /** In the order in which the text numbers them. */
  computedKeys: MemberKey[];
  marksInstances: boolean;
  privateFields: string[];
  staticPrivateFields: string[];
}

/**
 * Sorts out what a class's text says of its members.
 *
 * @param keyOf - tells what the variable of a field's key holds
 * @param problems - gets what keeps the class here
 */
export function classCodeOf(
  { original, computedKeys, methods, isDerived, marksInstances, privateFields, staticPrivateFields }: ClassText,
  start: { line: number; column: number } | undefined,
  placeOfOffset: (offset: number) => string,
  keyOf: (name: string) => FieldKey | undefined,
  problems: (Problem & { offset: number })[],
): ClassCode {
  const byPlace = new Map(methods.map((method) => [positionIn(original, method.offset, start).join(':'), method]));
  const keys = computedKeys.flatMap((key): MemberKey[] => {
    if (key.of === 'method') return [key.method];
    const found = key.name === undefined ? undefined : keyOf(key.name);
    if (found !== undefined) return [found];
    const clause = 'has a field whose key was computed when the class was made, and nothing shows that key any more';
    problems.push({ culprit: 'a computed key', clause, location: placeOfOffset(key.offset), remedy: 'assign the field in the constructor', offset: key.offset });
    return [];
  });
  return { isDerived, methodAt: (line, column) => byPlace.get(`${line}:${column}`), computedKeys: keys, marksInstances, privateFields, staticPrivateFields };
}

const classes = new WeakMap<Function, boolean>();

/** Whether a function is a class: only those have a prototype that cannot be replaced. A method may be called `class` too. */
export function isClass(fn: Function): boolean {
  let is = classes.get(fn);
  if (is === undefined) {
    is = Object.getOwnPropertyDescriptor(fn, 'prototype')?.writable === false && /^class\b/.test(Function.prototype.toString.call(fn));
    classes.set(fn, is);
  }
  return is;
}
