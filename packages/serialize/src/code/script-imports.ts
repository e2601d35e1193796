import { childrenOf } from './free-names.ts';
import { namesIn } from './declared-names.ts';
import type { ImportedName } from './declared-names.ts';
import type { LiteralPlace } from './layers.ts';
import type { AnyNode } from 'acorn';

/** What a script takes from other modules, as it is written. */
export interface ScriptImports {
  /** Import bindings, by their local names. */
  imported: readonly (readonly [local: string, ImportedName])[];
  /** What `require` is called with, where that is written out. */
  required: readonly string[];
}

const known = new WeakMap<AnyNode, ScriptImports>();

/** Reads the imports of the script in which a literal stands. */
export function importsAround({ layers: [program] }: LiteralPlace): ScriptImports {
  if (program === undefined) return { imported: [], required: [] };
  let imports = known.get(program.node);
  if (imports === undefined) {
    const imported = [...namesIn(program)].flatMap(([local, { import: from }]) => (from === undefined ? [] : [[local, from] as const]));
    // A module has either: looking for calls takes a walk through all of it.
    imports = { imported, required: imported.length > 0 ? [] : requiredIn(program.node) };
    known.set(program.node, imports);
  }
  return imports;
}

function requiredIn(program: AnyNode): string[] {
  const specifiers = new Set<string>();
  const pending: AnyNode[] = [program];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require') {
      const [argument] = node.arguments;
      if (argument?.type === 'Literal' && typeof argument.value === 'string') specifiers.add(argument.value);
    }
    pending.push(...childrenOf(node));
  }
  return [...specifiers];
}
