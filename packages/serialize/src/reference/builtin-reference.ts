import { builtinModules } from 'node:module';
import { isProxy } from 'node:util/types';
import { parts, stepOf, takeStep, symbolName } from './builtin-path.ts';
import { intrinsicReference, namelessIntrinsic } from './intrinsics.ts';
import { ownName } from './member-path.ts';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import type { BuiltinReference } from './builtin-path.ts';

export type { BuiltinReference } from './builtin-path.ts';

/** Objects that Node puts on the global object, and those that it puts on `process`. All else there may be a program's. */
const nodeObjects = ['process', 'console', 'performance', 'crypto', 'navigator'];
const processObjects: ReadonlySet<string> = new Set(['env', 'versions', 'stdout', 'stderr', 'stdin', 'release', 'config', 'features', 'report', 'hrtime']);

const none: ReadonlySet<string> = new Set();
/** Modules with objects that are another thing in each thread or process, and which of them mean the same by name. */
const sharedObjects: ReadonlyMap<string, ReadonlySet<string>> = new Map([['process', processObjects], ['worker_threads', none], ['cluster', none], ['repl', none], ['test', none]]);

let references = new WeakMap<object, BuiltinReference>();
let modulesInTable = -1;
let depthOfTable = 0;

/**
 * Finds the public name of an object or function of the language or of Node: `Math.max`, `Map.prototype`, the getter of its `size`,
 * `process.env`, `readFileSync` of `node:fs`. What the far side has under that name stands for it there.
 *
 * Looks into the language's own objects, the global object and the built-in modules that are loaded already; it loads none, and reads
 * no accessor but Node's own globals.
 *
 * @param value - an object, or a function that is known to be the language's or Node's
 */
export function builtinReference(value: object): BuiltinReference | undefined {
  return intrinsicReference(value) ?? globalReference(value) ?? prototypeReference(value) ?? memberReference(value);
}

/** Gives back what {@link builtinReference} found, here or in another process. */
export function followBuiltin({ from, path }: BuiltinReference): unknown {
  let value: unknown = from === 'globalThis' ? globalThis : from[0] === '%' ? namelessIntrinsic(from) : process.getBuiltinModule(from);
  for (let index = 0; index < path.length; index += 1) value = takeStep(value, path[index] ?? '');
  return value;
}

function globalReference(value: object): BuiltinReference | undefined {
  if (typeof value !== 'function') return undefined;
  const name = ownName(value);
  const descriptor = name === '' ? undefined : Object.getOwnPropertyDescriptor(globalThis, name);
  const getter: unknown = descriptor === undefined ? undefined : Reflect.get(descriptor, 'get');
  const found: unknown = typeof getter === 'function' && isBuiltinCode(getter) ? Reflect.get(globalThis, name) : descriptor?.value;
  return found === value ? { from: 'globalThis', path: [name] } : undefined;
}

/** The prototype of a class of Node's. */
function prototypeReference(value: object): BuiltinReference | undefined {
  const maker: unknown = typeof value === 'function' ? undefined : Object.getOwnPropertyDescriptor(value, 'constructor')?.value;
  if (typeof maker !== 'function' || isProxy(maker) || Object.getOwnPropertyDescriptor(maker, 'prototype')?.value !== value || !isBuiltinCode(maker)) return undefined;
  const reference = builtinReference(maker);
  return reference === undefined ? undefined : { from: reference.from, path: [...reference.path, 'prototype'] };
}

/** Members of Node's objects and modules. Nearly all are found at their surface; methods of classes are looked for when they are not. */
function memberReference(value: object): BuiltinReference | undefined {
  for (const depth of typeof value === 'function' ? [1, 2] : [1]) {
    // `as`: the list is there in every Node, and not in the type declarations.
    const { moduleLoadList = [] } = process as { moduleLoadList?: string[] };
    if (moduleLoadList.length !== modulesInTable || depth > depthOfTable) {
      references = new WeakMap();
      modulesInTable = moduleLoadList.length;
      depthOfTable = depth;
      for (const name of nodeObjects) index(Reflect.get(globalThis, name), { from: 'globalThis', path: [name] }, depth, sharedObjects.get(name));
      for (const module of publicModules(moduleLoadList)) index(process.getBuiltinModule(module), { from: `node:${module}`, path: [] }, depth, sharedObjects.get(module));
    }
    const found = references.get(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function publicModules(loadList: readonly string[]): string[] {
  const loaded = new Set(loadList.map((entry) => entry.replace('NativeModule ', '')));
  return builtinModules.filter((name) => loaded.has(name) && !name.startsWith('_'));
}

/** @param objects - names of the members that are taken if they are objects; all if left out, none below the surface, where a program's may lie */
function index(container: unknown, reference: BuiltinReference, depth: number, objects?: ReadonlySet<string>, isSurface = true): void {
  if (((typeof container !== 'object' || container === null) && typeof container !== 'function') || isProxy(container)) return;
  if ((typeof container === 'function' || isSurface) && !references.has(container)) references.set(container, reference);
  for (const key of Reflect.ownKeys(container)) {
    const name = typeof key === 'string' ? key : symbolName(key);
    const descriptor = Object.getOwnPropertyDescriptor(container, key);
    if (name === undefined || descriptor === undefined) continue;
    for (const part of parts) {
      const member: unknown = Reflect.get(descriptor, part);
      const there = { from: reference.from, path: [...reference.path, stepOf(name, part)] };
      if (typeof member === 'function') {
        if (!references.has(member)) references.set(member, there);
      } else if (typeof member !== 'object' || member === null || isProxy(member) || member === globalThis) continue;
      else if (isSurface && objects?.has(name) !== false && !references.has(member)) references.set(member, there);
      if (depth > 0 && (isSurface || name === 'prototype')) index(member, there, depth - 1, undefined, false);
    }
  }
}
