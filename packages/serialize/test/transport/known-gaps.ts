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
  /** Only some Nodes have the gap, so nobody is told when it closes. */
  onSomeNodes?: true;
  reason: string;
}

/** Where arrow functions in fields stand in the constructor, or a key of a class has become a name that the class alone uses. */
const compilesFields = ['tsx'];
const minified = ['minified esm', 'minified cjs'];
const commonJsBundles = ['cjs', 'minified cjs'];
const vitest = ['vitest', 'vitest in a vm context'];

const knownGaps: readonly Gap[] = [
  { row: 'class: computed field', in: minified, reason: 'the minifier puts the key into the class, where it is computed once and shows nowhere' },
  { row: /^(?:belongs: (?:async )?arrows? (?:in a|of a)|instance: arrow in a field)/, in: compilesFields, reason: 'the compiler moves fields into the constructor, and the "this" of an arrow there cannot be read' },
  { row: 'built-in: name of a global', in: commonJsBundles, reason: 'the bundler makes a copy of `process`, whose prototype is that of a thing that lives in the process' },
  { row: /^CommonJS: (?:import\(\)|require ES module)$/, in: commonJsBundles, reason: 'the bundler assigns what a module exports when it is first asked for: nothing tells whose variables these are' },
  { row: 'import(): the same module as the import declaration', in: vitest, shows: 'differs in the process', reason: "vitest's own instance of a module travels by value; import() on the far side loads Node's" },
  // Objects of two realms, of which the far side has one.
  { row: /^(?:built-in: (?:promisified|made for callbacks)|arguments of .*|value: arguments object)$/, in: ['vitest in a vm context'], onSomeNodes: true, reason: 'objects of another realm' },
  { row: /^(?:higher-order functions|import: passed on as a value|built-in: once|instance: of a Uint8Array class|value: (?:typed array|DataView|Buffer|globals|constructors|URL|Error: DOMException).*)$/, in: ['vitest in a vm context'], onSomeNodes: true, shows: 'differs in the process', reason: 'home has Array, Uint8Array, Buffer and URL of two realms' },
  { row: /^value: (?:typed array|prototypes without).*$/, in: ['vitest in a vm context'], reason: 'objects of another realm' },
  { row: '#private: constructor with parameters over several lines', in: ['vitest in a vm context'], shows: 'differs in the process', reason: 'the runner maps stack traces in another realm than that of the function' },
  { row: /^import: (?:CommonJS, (?:default|named|module state)|exported again)$/, in: ['vitest in a vm context'], reason: 'objects and functions of another realm' },
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
    if (gap.onSomeNodes === true) return false;
    const rows = lines.filter(({ name }) => isOf(gap, name));
    return rows.length > 0 && !rows.some(({ fault }) => fault === (gap.shows ?? 'refused'));
  });
  expect(closed.map(({ row, reason }) => `${String(row)}: ${reason}`), 'gaps that have closed').toEqual([]);
}
