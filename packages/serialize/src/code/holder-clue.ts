import { isProxy } from 'node:util/types';
import type { Problem } from '../capture/refusal.ts';
import type { LiteralPlace } from './layers.ts';
import type { AnyNode } from 'acorn';

/** What the source says of the object that a function was made for, and without which it cannot be. */
export type HolderClue =
  /** An arrow that initialises a field: its `this` is the instance. */
  | { of: 'field'; key: string; isPrivate: boolean }
  /** A method of an object literal: its `super` is the prototype of that object. */
  | { of: 'literal'; keys: readonly string[] };

/** Tells for which object a function was made, if all that keeps it from travelling is that it uses that object. */
export function holderClue({ layers, literal }: LiteralPlace, problems: readonly Problem[]): HolderClue | undefined {
  const inner = layers.at(-1)?.node;
  const around = layers.at(-2)?.node;
  if (inner?.type === 'PropertyDefinition' && !inner.static && inner.value === literal && literal?.type === 'ArrowFunctionExpression' && problems.every(({ culprit }) => culprit === 'this' || culprit === '#private')) {
    const key = writtenKey(inner);
    return key === undefined ? undefined : { of: 'field', key, isPrivate: inner.key.type === 'PrivateIdentifier' };
  }
  if (inner?.type === 'Property' && around?.type === 'ObjectExpression' && (inner.method || inner.kind !== 'init') && problems.every(({ culprit }) => culprit === 'super')) {
    const keys = around.properties.map((property) => (property.type === 'Property' && !isPrototype(property) ? writtenKey(property) : undefined));
    return { of: 'literal', keys: keys.filter((key) => key !== undefined) };
  }
  return undefined;
}

/** Whether an object is the one for which a function was made, as far as one can tell from what it has. */
export function isHolder(holder: object, fn: Function, clue: HolderClue): boolean {
  if (isProxy(holder)) return false;
  if (clue.of === 'field') {
    // A private field is one of the holder's own, or nobody would have come this way.
    if (!clue.isPrivate && Object.getOwnPropertyDescriptor(holder, clue.key)?.value !== fn) return false;
    return isOfClassAround(holder, fn);
  }
  const isOwn = Reflect.ownKeys(holder).some((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    return descriptor?.value === fn || descriptor?.get === fn || descriptor?.set === fn;
  });
  return isOwn && clue.keys.every((key) => Object.hasOwn(holder, key));
}

/** Whether the text of a function stands in that of a class. */
export function isWrittenIn(fn: Function, maker: Function): boolean {
  return !isProxy(maker) && Function.prototype.toString.call(maker).includes(Function.prototype.toString.call(fn));
}

function isOfClassAround(holder: object, fn: Function): boolean {
  for (let prototype = Object.getPrototypeOf(holder) as object | null; prototype !== null && !isProxy(prototype); prototype = Object.getPrototypeOf(prototype) as object | null) {
    const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    if (typeof maker === 'function' && isWrittenIn(fn, maker)) return true;
  }
  return false;
}

function writtenKey({ key, computed }: { key: AnyNode; computed: boolean }): string | undefined {
  if (computed) return undefined;
  return key.type === 'Identifier' || key.type === 'PrivateIdentifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined;
}

function isPrototype({ key, computed, shorthand, method }: { key: AnyNode; computed: boolean; shorthand: boolean; method: boolean }): boolean {
  return !shorthand && !method && writtenKey({ key, computed }) === '__proto__';
}
