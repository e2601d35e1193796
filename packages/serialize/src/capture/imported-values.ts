import { createRequire, isBuiltin } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isProxy } from 'node:util/types';
import { isEntryPoint } from '../reference/entry-point.ts';
import { moduleNames } from '../code/source-function.ts';
import type { ImportedName } from '../code/declared-names.ts';
import type { FunctionCode } from '../code/function-code.ts';
import type { CapturedScope } from '../inspector/captured-scopes.ts';
import type { Datum } from '../format/closure-data.ts';

/** Adds the nodes that stand for what a module gives. */
export interface ImportNodes {
  module: (imported: ImportedName) => Datum;
  importOf: (module: Datum, name: string) => Datum;
  memberOf: (holder: Datum, key: string) => Datum;
  commonJs: (url: string, name: string) => Datum;
  required: (url: string) => Datum;
}

/** Members of members of what is imported are known again, and no more than that. */
const maxDepth = 2;
const maxMembers = 1000;

/**
 * Knows the objects, functions and symbols that the modules of transported functions import, wherever they turn up: in a variable, in an
 * array. They are the far module's own on the far side, as they are for whoever names the import.
 */
export class ImportedValues {
  readonly #known = new Map<unknown, () => Datum>();
  readonly #scripts = new Set<string>();

  find(value: unknown): Datum | undefined {
    return this.#known.get(value)?.();
  }

  /** Looks at the imports of the script in which a function stands, if it is a new one. */
  visit({ scriptId, url, imports }: FunctionCode, scopes: readonly CapturedScope[], nodes: ImportNodes): void {
    const outermost = scopes.at(-1);
    if (outermost === undefined || url === undefined || this.#scripts.has(scriptId)) return;
    this.#scripts.add(scriptId);
    for (const [local, imported] of imports.imported) {
      const { specifier, name } = imported;
      if (isBuiltin(specifier) || (URL.canParse(specifier, url) && isEntryPoint(new URL(specifier, url).href))) continue;
      const make = (): Datum => (name === '*' ? nodes.module(imported) : nodes.importOf(nodes.module(imported), name));
      this.#note(valueOf(outermost, local), make, nodes, maxDepth);
    }
    if (url.startsWith('file:') && imports.imported.length === 0) this.#visitCommonJs(url, imports.required, outermost, nodes);
  }

  #visitCommonJs(url: string, specifiers: readonly string[], outermost: CapturedScope, nodes: ImportNodes): void {
    const require = createRequire(url);
    const present = require.cache[fileURLToPath(url)];
    if (present === undefined) return;
    for (const specifier of specifiers) {
      if (isBuiltin(specifier)) continue;
      const file = resolved(require, specifier);
      const module = file === undefined ? undefined : require.cache[file];
      if (file === undefined || module === undefined || isEntryPoint(pathToFileURL(file).href)) continue;
      this.#note(module.exports, () => nodes.required(pathToFileURL(file).href), nodes, maxDepth);
    }
    if (isEntryPoint(url)) return;
    this.#note(present, () => nodes.commonJs(url, 'module'), nodes, 0);
    this.#note(present.exports, () => nodes.commonJs(url, 'exports'), nodes, 0);
    for (const name of moduleNames) this.#note(valueOf(outermost, name), () => nodes.commonJs(url, name), nodes, 0);
  }

  #note(value: unknown, make: () => Datum, nodes: ImportNodes, depth: number): void {
    if ((typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') || value === null || isProxy(value)) return;
    if (this.#known.has(value)) return;
    let datum: Datum | undefined;
    const once = (): Datum => (datum ??= make());
    this.#known.set(value, once);
    if (depth === 0 || typeof value === 'symbol' || Array.isArray(value)) return;
    const keys = Object.keys(value);
    if (keys.length > maxMembers) return;
    for (const key of keys) this.#note(memberOf(value, key), () => nodes.memberOf(once(), key), nodes, depth - 1);
  }
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

function resolved(require: NodeJS.Require, specifier: string): string | undefined {
  try {
    return require.resolve(specifier);
  } catch {
    return undefined; // asked for in vain there, too
  }
}
