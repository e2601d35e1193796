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
export const knownFunctions: WeakMap<Function, KnownFunction | 'closure'> = new WeakMap();
/** The same for functions of which the text was asked for. */
export const knownByValue: WeakMap<Function, KnownFunction | 'closure'> = new WeakMap();

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
