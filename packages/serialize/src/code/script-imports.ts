import { namesIn } from './declared-names.ts';
import type { ImportedName } from './declared-names.ts';
import type { LiteralPlace } from './layers.ts';
import type { AnyNode } from 'acorn';

/** An import binding of a script, with its local name. */
export type ScriptImport = readonly [local: string, ImportedName];

const known = new WeakMap<AnyNode, readonly ScriptImport[]>();

/** Reads the import declarations of the script in which a literal stands. */
export function importsAround({ layers: [program] }: LiteralPlace): readonly ScriptImport[] {
  if (program === undefined) return [];
  let imports = known.get(program.node);
  if (imports === undefined) {
    imports = [...namesIn(program)].flatMap(([local, { import: from }]) => (from === undefined ? [] : [[local, from] as const]));
    known.set(program.node, imports);
  }
  return imports;
}
