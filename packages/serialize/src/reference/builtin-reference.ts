import { builtinModules } from 'node:module';
import { isProxy } from 'node:util/types';
import { runInNewContext } from 'node:vm';

/** Where something of the language or of Node is found by name. */
export interface BuiltinReference {
  /** Where `path` begins: `globalThis`, a built-in module such as `node:fs`, or an intrinsic object that has no global name, `%TypedArray%` for one. */
  from: string;
  /**
   * Names of own members, each leading on from there. `[Symbol.iterator]` is the member of a well-known symbol; `get size` and
   * `set size` are the halves of an accessor, which is not called.
   */
  path: string[];
}

const { apply, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const mapGet: <Value>(this: Map<unknown, Value>, key: unknown) => Value | undefined = Reflect.get(Map.prototype, 'get');

const prototypeOf = (value: object): object => getPrototypeOf(value) as object; // `as`: none of those it is asked of inherits from null

/** Objects of the language that nothing leads to by name, as ECMAScript calls them. */
const intrinsics: ReadonlyMap<string, object> = new Map<string, object>([
  ['%TypedArray%', prototypeOf(Int8Array)],
  ['%AsyncFunction%', prototypeOf(async () => 0).constructor],
  ['%GeneratorFunction%', prototypeOf(function* () { yield 0; }).constructor],
  ['%AsyncGeneratorFunction%', prototypeOf(async function* () { yield 0; }).constructor],
  ['%ArrayIteratorPrototype%', prototypeOf([][Symbol.iterator]())],
  ['%MapIteratorPrototype%', prototypeOf(new Map()[Symbol.iterator]())],
  ['%SetIteratorPrototype%', prototypeOf(new Set()[Symbol.iterator]())],
  ['%StringIteratorPrototype%', prototypeOf(''[Symbol.iterator]())],
  ['%RegExpStringIteratorPrototype%', prototypeOf(''.matchAll(/(?:)/g))],
  ['%IteratorPrototype%', prototypeOf(prototypeOf([][Symbol.iterator]()))],
  ['%AsyncIteratorPrototype%', prototypeOf(prototypeOf(prototypeOf((async function* () { yield 0; })())))],
]);

/** Globals of Node that load their code when they are read, with the module that shows that one was. */
const lazyObjects = new Map([['performance', 'internal/process/pre_execution'], ['crypto', 'internal/crypto/webcrypto'], ['navigator', 'internal/navigator']]);
const nodeFunctions = [
  'AbortController', 'AbortSignal', 'Blob', 'BroadcastChannel', 'Buffer', 'ByteLengthQueuingStrategy', 'CompressionStream', 'CountQueuingStrategy', 'Crypto', 'CryptoKey',
  'CustomEvent', 'DOMException', 'DecompressionStream', 'Event', 'EventTarget', 'File', 'FormData', 'Headers', 'MessageChannel', 'MessageEvent', 'MessagePort', 'Performance',
  'ReadableStream', 'Request', 'Response', 'SubtleCrypto', 'TextDecoder', 'TextDecoderStream', 'TextEncoder', 'TextEncoderStream', 'TransformStream', 'URL', 'URLSearchParams',
  'WebSocket', 'WritableStream', 'atob', 'btoa', 'clearImmediate', 'clearInterval', 'clearTimeout', 'fetch', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout', 'structuredClone',
];
const processMembers = ['env', 'versions', 'stdout', 'stderr', 'stdin', 'release', 'config', 'features', 'report', 'hrtime'];

const globalName = 'globalThis';

let references: Map<object, BuiltinReference> | undefined;
const modulesInTable = new Set<string>();
let lastLoaded = 0;

/**
 * Finds the public name of a function or object of the language or of Node: `Math.max`, `Map.prototype`, `node:fs` readFileSync, the
 * getter of `Map.prototype.size`. What the far side has under that name stands for it there.
 *
 * Knows what is in the built-in modules that are loaded already; it loads none, and calls no accessor. What a program has added to
 * built-in objects is none of it. The first question takes about 20 ms, later ones less than a microsecond.
 */
export function builtinReference(value: object): BuiltinReference | undefined {
  references ??= languageTable();
  const known = references.get(value);
  if (known !== undefined) return known;
  if (!addLoadedModules(references)) return undefined;
  return references.get(value);
}

/** Gives back what {@link builtinReference} found, here or in another process. */
export function followBuiltin({ from, path }: BuiltinReference): unknown {
  let value: unknown = from === globalName ? globalThis : from.startsWith('node:') ? process.getBuiltinModule(from) : apply(mapGet, intrinsics, [from]);
  for (let index = 0; index < path.length; index += 1) {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
    value = step(value, path[index] ?? '');
  }
  return value;
}

function step(holder: object, name: string): unknown {
  const [, half, key = name] = /^(get|set) (.+)$/s.exec(name) ?? [];
  const descriptor = getOwnPropertyDescriptor(holder, keyNamed(key));
  if (half !== undefined) return descriptor?.[half as 'get' | 'set']; // `as`: the pattern says so
  // Lazy globals of Node are accessors; nothing else is read through one.
  return descriptor?.get !== undefined ? (holder === globalThis ? Reflect.get(holder, key) : undefined) : (descriptor?.value as unknown);
}

function keyNamed(name: string): PropertyKey {
  const [, symbol] = /^\[Symbol\.(\w+)\]$/.exec(name) ?? [];
  return symbol === undefined ? name : (Reflect.get(Symbol, symbol) as symbol); // `as`: a name that nameOf gave
}

function nameOf(key: PropertyKey): string | undefined {
  if (typeof key !== 'symbol') return String(key);
  return /^Symbol\((Symbol\.\w+)\)$/.exec(String(key))?.[1]?.replace(/^.*$/, '[$&]');
}

/** The language's own objects as they were before any program ran: a new context shows them. */
function languageTable(): Map<object, BuiltinReference> {
  const found = new Map<object, BuiltinReference>();
  const pristine = runInNewContext('globalThis') as object; // `as`: that is what the expression gives
  const seen = new Set<object>([pristine]);
  /** Pristine objects with what the real ones have in their place; nearer names come first. */
  const queue: [original: object, real: object, path: string[]][] = [[pristine, globalThis, []]];
  found.set(globalThis, { from: globalName, path: [] });
  for (const [original, real, path] of queue) {
    for (const key of ownKeys(original)) {
      const name = nameOf(key);
      const was = name === undefined ? undefined : getOwnPropertyDescriptor(original, key);
      const is = was === undefined ? undefined : getOwnPropertyDescriptor(real, key);
      if (was === undefined || is === undefined) continue;
      for (const half of ['get', 'set'] as const) {
        const accessor = is[half];
        if (was[half] !== undefined && accessor !== undefined && !found.has(accessor) && isNative(accessor)) found.set(accessor, { from: globalName, path: [...path, `${half} ${name}`] });
      }
      const value: unknown = is.value;
      if (!isObject(was.value) || !isObject(value) || seen.has(was.value) || isProxy(value)) continue;
      seen.add(was.value);
      if (typeof value === 'function' && !isNative(value)) continue; // a program has put its own there
      const inner = [...path, name ?? ''];
      if (!found.has(value)) found.set(value, { from: globalName, path: inner });
      queue.push([was.value, value, inner]);
    }
  }
  for (const [name, value] of intrinsics) addMembers(found, value, name, [], 2);
  addMembers(found, process, globalName, ['process'], 0);
  addMembers(found, console, globalName, ['console'], 0);
  for (const name of processMembers) addMembers(found, getOwnPropertyDescriptor(process, name)?.value, globalName, ['process', name], -1);
  return found;
}

/** Notes what has come with modules that were loaded since. @returns whether there are any */
function addLoadedModules(found: Map<object, BuiltinReference>): boolean {
  // `as`: the list is there in every Node, and not in the type declarations.
  const { moduleLoadList = [] } = process as { moduleLoadList?: string[] };
  if (moduleLoadList.length === lastLoaded) return false;
  lastLoaded = moduleLoadList.length;
  const loaded = new Set(moduleLoadList.map((entry) => entry.replace('NativeModule ', '')));
  for (const name of builtinModules) {
    if (!loaded.has(name) || name.startsWith('_') || modulesInTable.has(name)) continue;
    modulesInTable.add(name);
    addMembers(found, process.getBuiltinModule(name), `node:${name}`, [], 1);
  }
  for (const [name, module] of lazyObjects) if (loaded.has(module)) addMembers(found, Reflect.get(globalThis, name), globalName, [name], 0);
  // A class that was never read has no instance, and is still an accessor.
  for (const name of nodeFunctions) addMembers(found, getOwnPropertyDescriptor(globalThis, name)?.value, globalName, [name], 1);
  return true;
}

/** Notes an object of Node with its members, those of prototypes included; `depth` is how far objects in it are followed. */
function addMembers(found: Map<object, BuiltinReference>, value: unknown, from: string, path: string[], depth: number): void {
  if (!isObject(value) || isProxy(value)) return;
  if (!found.has(value)) found.set(value, { from, path });
  if (depth < 0) return;
  for (const key of ownKeys(value)) {
    const name = nameOf(key);
    const descriptor = getOwnPropertyDescriptor(value, key);
    if (name === undefined || descriptor === undefined || key === 'constructor') continue;
    for (const half of ['value', 'get', 'set'] as const) {
      const member: unknown = Reflect.get(descriptor, half);
      const inner = [...path, half === 'value' ? name : `${half} ${name}`];
      // `global` and its like lead back to where everything begins.
      if (!isObject(member) || member === globalThis || isProxy(member)) continue;
      addMembers(found, member, from, inner, key === 'default' ? -1 : depth - 1);
    }
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** No other function can have such a text: as code it would be a syntax error. */
function isNative(fn: object): boolean {
  return typeof fn === 'function' && !isProxy(fn) && /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(fn));
}
