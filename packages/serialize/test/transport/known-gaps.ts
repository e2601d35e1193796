import { expect } from 'vitest';

/** What became of one row. */
export interface Line {
  file?: string;
  name: string;
  fault?: string;
  detail?: string;
}

/** Rows that are not yet as the table says. A gap fails its test as soon as it closes, so that it is taken out. */
interface Gap {
  /** A row's name, or a pattern for many. */
  row: string | RegExp;
  /** The surroundings that have the gap; all of them if left out. */
  in?: readonly string[];
  /** What the row shows instead; `refused` if left out. Anything else is a meaning that changes, and weighs more. */
  shows?: string;
  reason: string;
}

const noClasses = 'classes do not travel by value yet';
const inlined = ['esm', 'cjs', 'minified esm', 'minified cjs', 'vitest'];
const ofClasses = ['module: class', 'name of a class expression, from a closure', 'used as the base of a class inside', 'bound: method of an instance', 'bound: a class', 'the portrait of captured functions of every kind', 'cycle: through Map, Set, Error and class'];
const waysThroughClasses = ['static field of a class', 'method of a class', 'name that a class uses', 'private field of an instance', 'base class'];
const compiledClasses = ['typed: abstract class, implements, override, #private', 'typed: captured instance', 'compiled: parameter properties', 'compiled: instance with parameter properties', 'compiled: decorated methods', 'compiled: decorators do not run again', 'compiled: named functions keep their names', 'compiled: downlevelled syntax', 'compiled: using'];

const knownGaps: readonly Gap[] = [
  // What changes its meaning without a word.
  { row: 'import.meta.resolve', in: ['plain', 'worker', 'inspect', 'tsx', 'stripped', 'esm', 'minified esm'], shows: 'differs in the process', reason: 'packages are not resolved on the far side' },
  { row: 'import(): the error of a missing module names the importing file', shows: 'differs in the process', reason: 'it names ours' },
  // What is refused.
  { row: /^(?:class|#private|inheritance|instance): |^#private/, reason: noClasses },
  ...ofClasses.map((row) => ({ row, reason: noClasses })),
  ...compiledClasses.map((row) => ({ row, in: ['tsx', 'stripped'], reason: noClasses })),
  ...waysThroughClasses.map((row) => ({ row: `way: ${row}`, shows: 'another message', reason: noClasses })),
  { row: 'built-in: promisified', reason: 'a native function bound to others' },
  { row: 'import: assigning throws', reason: 'an assigned import cannot be read from its namespace' },
  { row: /./, in: inlined, reason: 'classes, and what a bundler or test runner has inlined' },
];

const gapsIn = (surroundings: string) => knownGaps.filter((gap) => gap.in?.includes(surroundings) ?? true);
const isOf = ({ row }: Gap, name: string) => (typeof row === 'string' ? row === name : row.test(name));

export const isKnownGap = (surroundings: string, line: Line): boolean =>
  gapsIn(surroundings).some((gap) => isOf(gap, line.name) && (gap.shows ?? 'refused') === line.fault);

export const shown = ({ name, fault, detail }: Line): string => `${name}: ${String(fault)}: ${String(detail)}`;

/** Every row is as the table says, apart from the gaps, and no gap has closed. */
export function expectWhole(surroundings: string, lines: readonly Line[]): void {
  const faults = lines.filter((line) => line.fault !== undefined && !isKnownGap(surroundings, line));
  expect(faults.map(shown)).toEqual([]);
  const closed = gapsIn(surroundings).filter((gap) => {
    const rows = lines.filter(({ name }) => isOf(gap, name));
    return rows.length > 0 && !rows.some(({ fault }) => fault === (gap.shows ?? 'refused'));
  });
  expect(closed.map(({ row, reason }) => `${String(row)}: ${reason}`), 'gaps that have closed').toEqual([]);
}
