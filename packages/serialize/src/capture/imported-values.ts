import { isBuiltin } from 'node:module';
import { isProxy } from 'node:util/types';
import { isEntryPoint } from '../reference/entry-point.ts';
import { followPath } from '../reference/member-path.ts';
import type { ImportedName } from '../code/declared-names.ts';
import type { FunctionCode } from '../code/function-code.ts';
import type { CapturedScope } from '../inspector/captured-scopes.ts';
import type { Datum } from '../format/closure-data.ts';

/** Adds the nodes that stand for what a module gives. */
export interface ImportNodes {
  module: (imported: ImportedName) => Datum;
  importOf: (module: Datum, name: string) => Datum;
  memberOf: (holder: Datum, key: string) => Datum;
}

/** The way to a value: an import binding of a script, and members from there on. */
interface Way {
  local: string;
  imported: ImportedName;
  keys: readonly string[];
}

/** Members of members of what is imported are known again, and no more than that. */
const maxDepth = 2;
const maxMembers = 1000;

/** By script, what its imports lead to. Looked up once: whoever finds a value here checks whether the way still leads to it. */
const waysByScript = new Map<string, Map<unknown, Way>>();
const maxScripts = 200;

interface Visit {
  ways: ReadonlyMap<unknown, Way>;
  outermost: CapturedScope;
  nodes: ImportNodes;
}

/**
 * Knows the objects, functions and symbols that the modules of transported functions import, wherever they turn up: in a variable, in an
 * array. They are the far module's own on the far side, as they are for whoever names the import.
 */
export class ImportedValues {
  readonly #visits = new Map<string, Visit>();

  /** Notes the script in which a function stands. */
  visit({ scriptId, url, imports }: FunctionCode, scopes: readonly CapturedScope[], nodes: ImportNodes): void {
    const outermost = scopes.at(-1);
    if (outermost === undefined || url === undefined || imports.length === 0 || this.#visits.has(scriptId)) return;
    let ways = waysByScript.get(scriptId);
    if (ways === undefined) {
      waysByScript.set(scriptId, (ways = waysFrom(url, imports, outermost)));
      const [oldest] = waysByScript.keys();
      if (waysByScript.size > maxScripts && oldest !== undefined) waysByScript.delete(oldest);
    }
    this.#visits.set(scriptId, { ways, outermost, nodes });
  }

  /** @returns undefined for values that are no imports of the scripts that were visited */
  find(value: unknown): Datum | undefined {
    for (const { ways, outermost, nodes } of this.#visits.values()) {
      const way = ways.get(value);
      if (way === undefined || followPath(valueOf(outermost, way.local), way.keys) !== value) continue;
      const { imported, keys } = way;
      let datum = nodes.module(imported);
      if (imported.name !== '*') datum = nodes.importOf(datum, imported.name);
      for (const key of keys) datum = nodes.memberOf(datum, key);
      return datum;
    }
    return undefined;
  }
}

function waysFrom(url: string, imports: FunctionCode['imports'], outermost: CapturedScope): Map<unknown, Way> {
  const ways = new Map<unknown, Way>();
  const note = (value: unknown, way: Way): void => {
    if ((typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') || value === null || isProxy(value) || ways.has(value)) return;
    ways.set(value, way);
    if (way.keys.length === maxDepth || typeof value === 'symbol' || Array.isArray(value)) return;
    const keys = Object.keys(value);
    if (keys.length > maxMembers) return;
    for (const key of keys) note(memberOf(value, key), { ...way, keys: [...way.keys, key] });
  };
  for (const [local, imported] of imports) {
    const { specifier } = imported;
    if (isBuiltin(specifier) || (URL.canParse(specifier, url) && isEntryPoint(new URL(specifier, url).href))) continue;
    note(valueOf(outermost, local), { local, imported, keys: [] });
  }
  return ways;
}

function valueOf({ variables }: CapturedScope, name: string): unknown {
  return memberOf(variables, name);
}

function memberOf(holder: object, key: string): unknown {
  try {
    return Object.getOwnPropertyDescriptor(holder, key)?.value as unknown;
  } catch {
    return undefined; // an export or a variable in its dead zone
  }
}
