import { isBuiltin } from 'node:module';
import { isProxy } from 'node:util/types';
import { isEntryPoint } from '../reference/entry-point.ts';
import { followPath } from '../reference/member-path.ts';
import type { ImportedName } from '../code/declared-names.ts';
import type { FunctionCode } from '../code/function-code.ts';
import type { CapturedVariables } from './captured-variables.ts';
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
  code: FunctionCode;
  variables: CapturedVariables;
  nodes: ImportNodes;
}

/**
 * Knows the objects, functions and symbols that the modules of transported functions import, wherever they turn up: in a variable, in an
 * array. They are the far module's own on the far side, as they are for whoever names the import.
 */
export class ImportedValues {
  readonly #visits = new Map<string, Visit>();

  /** Notes the script in which a function stands. */
  visit(code: FunctionCode, variables: CapturedVariables, nodes: ImportNodes): void {
    if (code.url === undefined || code.imports.length === 0 || this.#visits.has(code.scriptId)) return;
    this.#visits.set(code.scriptId, { code, variables, nodes });
  }

  /** @returns undefined for values that are no imports of the scripts that were visited */
  find(value: unknown): Datum | undefined {
    for (const { code, variables, nodes } of this.#visits.values()) {
      const way = waysOf(code, variables).get(value);
      // Only what was an import once is worth reading the variables.
      const outermost = way === undefined ? undefined : variables.scopes.at(-1);
      if (way === undefined || outermost === undefined || followPath(valueOf(outermost, way.local), way.keys) !== value) continue;
      const { imported, keys } = way;
      let datum = nodes.module(imported);
      if (imported.name !== '*') datum = nodes.importOf(datum, imported.name);
      for (const key of keys) datum = nodes.memberOf(datum, key);
      return datum;
    }
    return undefined;
  }
}

const noWays: ReadonlyMap<unknown, Way> = new Map();

function waysOf({ scriptId, url, imports }: FunctionCode, variables: CapturedVariables): ReadonlyMap<unknown, Way> {
  const present = waysByScript.get(scriptId);
  if (present !== undefined) return present;
  const outermost = variables.scopes.at(-1);
  if (outermost === undefined || url === undefined) return noWays;
  const ways = waysFrom(url, imports, outermost);
  waysByScript.set(scriptId, ways);
  const [oldest] = waysByScript.keys();
  if (waysByScript.size > maxScripts && oldest !== undefined) waysByScript.delete(oldest);
  return ways;
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
