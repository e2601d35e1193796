import { types } from 'node:util';

/** Within these bounds a value is looked through without a note of where, which takes a fraction of the time. */
const maxDepth = 8;
const maxPlaces = 500;
let placesLeft = 0;
/** A text of so many characters is copied in a fraction of the time in which it is written as JSON. */
export const longText: number = 16 * 1024;

/**
 * Whether JSON carries the value exactly and well for sure; a value of which that is not so plain may still be carried: `surveyValue` takes a
 * careful look. Throws what the value's own code throws.
 */
export function isPlainJson(value: unknown): boolean {
  placesLeft = maxPlaces;
  return isPlain(value, maxDepth);
}

function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return value.length < longText;
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && (value !== 0 || 1 / value > 0); // not -0
    case 'object':
      return value === null || (depth > 0 && --placesLeft > 0 && !types.isProxy(value) && isPlainListOrObject(value, depth - 1));
    default:
      return false;
  }
}

function isPlainListOrObject(value: object, depth: number): boolean {
  if ((value as { toJSON?: unknown }).toJSON !== undefined) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    if (prototype !== Array.prototype || value.length > placesLeft || Object.keys(value).length !== value.length) return false;
    for (let index = 0; index < value.length; index++) if (!isPlain(value[index], depth)) return false;
    placesLeft -= value.length;
    return true;
  }
  if (prototype !== Object.prototype || Object.getOwnPropertySymbols(value).length > 0) return false;
  // What is inherited is looked at too, though JSON leaves it out: at worst the careful way is taken.
  for (const key in value) if (!isPlain((value as Record<string, unknown>)[key], depth)) return false;
  return true;
}
