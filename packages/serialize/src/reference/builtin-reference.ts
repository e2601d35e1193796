import { builtinModules } from 'node:module';
import { followPath, ownName } from './member-path.ts';

/** Where a function of the language or of Node is found by name. */
export interface BuiltinReference {
  from: string;
  path: string[];
}

const globalName = 'globalThis';

let references = new WeakMap<Function, BuiltinReference>();
let modulesInTable = -1;

/**
 * Finds the public name of a built-in function: `Math.max`, `node:fs` readFileSync.
 *
 * Looks into the global object and the built-in modules that are loaded already; it loads none. Members that are accessors
 * are left alone, as reading some of them loads code or prints a warning.
 */
export function builtinReference(fn: Function): BuiltinReference | undefined {
  const name = ownName(fn);
  if (name !== '' && followPath(globalThis, [name]) === fn) return { from: globalName, path: [name] };
  const loaded = loadedModules();
  if (loaded.length !== modulesInTable) {
    references = new WeakMap();
    modulesInTable = loaded.length;
    index(globalThis, { from: globalName, path: [] }, 2);
    for (const module of loaded) index(process.getBuiltinModule(module), { from: `node:${module}`, path: [] }, 1);
  }
  return references.get(fn);
}

/** Gives back what {@link builtinReference} found, here or in another process. */
export function followBuiltin({ from, path }: BuiltinReference): unknown {
  const root: unknown = from === globalName ? globalThis : from.startsWith('node:') ? process.getBuiltinModule(from) : undefined;
  return followPath(root, path);
}

function loadedModules(): string[] {
  // `as`: the list is there in every Node, and not in the type declarations.
  const { moduleLoadList = [] } = process as { moduleLoadList?: string[] };
  const loaded = new Set(moduleLoadList.map((entry) => entry.replace('NativeModule ', '')));
  return builtinModules.filter((name) => loaded.has(name) && !name.startsWith('_'));
}

function index(container: object | undefined, reference: BuiltinReference, depth: number): void {
  if (container === undefined) return;
  if (typeof container === 'function' && !references.has(container)) references.set(container, reference);
  for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(container)) as [string, { value?: unknown }][]) {
    const inner = { from: reference.from, path: [...reference.path, key] };
    if (typeof value === 'function') {
      if (!references.has(value)) references.set(value, inner);
    } else if (typeof value !== 'object' || value === null) continue;
    // `global` and `globalThis` lead back to where the walk began.
    if (depth > 0 && value !== globalThis) index(value, inner, depth - 1);
  }
}
