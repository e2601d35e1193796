import type { ToolCallResult } from './result.ts';

/**
 * Results as a map of id to text. Ids that repeat lose nothing: the second result of `call_1` is under
 * `call_1#2`, the third under `call_1#3`. An id such as `__proto__` becomes a key like any other.
 */
export function resultTexts(results: readonly ToolCallResult[]): Record<string, string> {
  const taken = new Set(results.map(({ id }) => id));
  const counts = new Map<string, number>();
  const texts: Record<string, string> = {};
  for (const { id, output } of results) {
    let count = (counts.get(id) ?? 0) + 1;
    let key = count === 1 ? id : `${id}#${count}`;
    while (count > 1 && taken.has(key)) key = `${id}#${++count}`;
    counts.set(id, count);
    taken.add(key);
    Object.defineProperty(texts, key, { value: output, enumerable: true, configurable: true, writable: true });
  }
  return texts;
}
