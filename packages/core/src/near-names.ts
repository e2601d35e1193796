import leven from 'leven';

/** The names within a third of the length in edits, or that contain one another; the nearest first, at most three. */
export function nearNames(wanted: string, names: readonly string[]): string[] {
  if (wanted.length === 0 || wanted.length > 200) return [];
  const lower = wanted.toLowerCase();
  const near: { name: string; distance: number }[] = [];
  for (const name of names) {
    const other = name.toLowerCase();
    const distance = leven(lower, other);
    const contains = Math.min(lower.length, other.length) >= 3 && (other.includes(lower) || lower.includes(other));
    if (contains || distance <= Math.max(1, Math.floor(Math.max(lower.length, other.length) / 3))) near.push({ name, distance });
  }
  return near.sort((a, b) => a.distance - b.distance).slice(0, 3).map(({ name }) => name);
}
