import type { FreeName, NameUse } from './outer-needs.ts';
import type { Edit } from './text-edits.ts';

/**
 * Puts members of a record in the places of names, with the same meaning: `count += 1` becomes `cells.count += 1`.
 *
 * @param record - name of the record
 */
export function cellEdits(names: readonly FreeName[], record: string): Edit[] {
  const replaced = names.flatMap(({ name, uses }) => uses.map((use) => replacement(use, name, `${record}.${name}`, true)));
  return [...replaced, ...namesakeEdits(names)];
}

/** Puts another name in the places of a name. */
export function renamingEdits(name: string, uses: readonly NameUse[], other: string): Edit[] {
  return uses.map((use) => replacement(use, name, other, false));
}

function replacement({ offset, end, isShorthand, isCallee, beginsStatement }: NameUse, name: string, other: string, isMember: boolean): Edit {
  const called = isCallee && isMember ? `${beginsStatement ? '0,' : ''}(0,${other})` : other;
  return { start: offset, end, text: isShorthand ? `${name}: ${other}` : called };
}

/** A function without a name takes that of the variable it is assigned to, but not that of a member: `f = () => 1` is `cells.f = {f:() => 1}.f`. */
function namesakeEdits(names: readonly FreeName[]): Edit[] {
  const named = names.flatMap(({ name, uses }) => uses.flatMap(({ namesake }) => (namesake === undefined ? [] : [{ name, ...namesake }])));
  // Of two that end together the inner one is closed first.
  named.sort((a, b) => b.start - a.start);
  return [
    ...named.map(({ name, start }) => ({ start, end: start, text: `{${name === '__proto__' ? '["__proto__"]' : name}:` })),
    ...named.map(({ name, end }) => ({ start: end, end, text: `}.${name}` })),
  ];
}
