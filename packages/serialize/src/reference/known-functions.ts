import { ownName } from './member-path.ts';
import type { SerializedFunction, SourceFunction } from '../format/serialized-function.ts';

/** What a function was turned into, and whether that still holds. */
export interface KnownFunction {
  data: SerializedFunction;
  isCurrent: () => boolean;
}

/**
 * Functions that were captured before, when a reference was allowed. Their entries go when they go. `closure`: it is known to be
 * one, and its state has to be captured anew.
 */
export const knownFunctions: WeakMap<Function, KnownFunction | 'closure'> = shared('functions');
/** The same for functions of which the text was asked for. */
export const knownByValue: WeakMap<Function, KnownFunction | 'closure'> = shared('functions-by-value');

/**
 * One for all copies of this package in a thread: what the copy within a worker has revived, the one that a tool imports sends on.
 * Named after the version of the data's format.
 */
function shared(name: string): WeakMap<Function, KnownFunction | 'closure'> {
  const key = Symbol.for(`@exec/serialize.known-${name}.v1`);
  const holder = globalThis as unknown as Record<symbol, WeakMap<Function, KnownFunction | 'closure'>>; // `as`: whoever puts something else there harms himself
  if (!Object.hasOwn(holder, key)) Object.defineProperty(holder, key, { value: new WeakMap() });
  return holder[key] as WeakMap<Function, KnownFunction | 'closure'>; // just defined, if it was not there
}

/** Text never changes; the name can. */
export function knownSource(fn: Function, data: SourceFunction): KnownFunction {
  return { data, isCurrent: () => ownName(fn) === data.name };
}

/** A function that came as text goes on as that text: what was compiled here is not quite what was written there. */
export function rememberSource(fn: Function, data: SourceFunction): void {
  const known = knownSource(fn, data);
  knownFunctions.set(fn, known);
  knownByValue.set(fn, known);
}
