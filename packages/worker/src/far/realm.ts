// A tool may replace these; this file keeps what it found at its start.
const { getOwnPropertyDescriptor, ownKeys } = Reflect;
const rootPrototype = Object.prototype;
const rootKeys = ownKeys(rootPrototype).length;
const listPrototype = Array.prototype;

/**
 * What a tool has done to the realm that would give later calls other results than their own: a `then` on the prototype of all objects
 * is taken by every promise for the result, a `toJSON` on that of arrays writes others' arrays, and a property `0` there
 * swallows what is added to a list.
 *
 * @returns a sentence; undefined if all is well
 */
export function realmDamage(): string | undefined {
  if (ownKeys(rootPrototype).length !== rootKeys) return 'a tool changed Object.prototype';
  for (const key of ['toJSON', '0'] as const) {
    if (getOwnPropertyDescriptor(listPrototype, key) !== undefined) return `a tool defined Array.prototype.${key}`;
  }
  return undefined;
}
