import { builtinModules } from 'node:module';
import { runInNewContext } from 'node:vm';
import { ownName } from '../reference/member-path.ts';
import type { BuiltinReference } from '../reference/builtin-reference.ts';

/** Globals of Node that are objects and not functions. */
const nodeObjects = ['process', 'console', 'performance', 'crypto', 'navigator'];
const processMembers = ['env', 'versions', 'stdout', 'stderr', 'stdin', 'release', 'config', 'features', 'report', 'hrtime'];

let references: Map<object, BuiltinReference> | undefined;

/**
 * Finds the public name of an object of the language or of Node: `Math`, `Map.prototype`, `process.env`, `node:path`'s `posix`.
 * What the far side has under that name stands for it there.
 */
export function builtinObject(value: object): BuiltinReference | undefined {
  references ??= table();
  return references.get(value);
}

function table(): Map<object, BuiltinReference> {
  const found = new Map<object, BuiltinReference>();
  const add = (value: unknown, from: string, path: string[]): void => {
    if (((typeof value === 'object' && value !== null) || typeof value === 'function') && !found.has(value)) found.set(value, { from, path });
  };
  const languageNames = runInNewContext('Object.getOwnPropertyNames(globalThis)') as string[]; // `as`: that is what the expression gives
  add(globalThis, 'globalThis', []);
  for (const name of new Set([...languageNames, ...nodeObjects, ...Object.getOwnPropertyNames(globalThis)])) {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
    // A getter that Node puts there may load code; only those on the list are worth it. A program's own globals are no built-ins.
    const isKnown = languageNames.includes(name) || nodeObjects.includes(name);
    const value: unknown = isKnown ? Reflect.get(globalThis, name) : descriptor?.value;
    if (typeof value === 'function') {
      if (!isNativeOrNode(value, name)) continue;
      const prototype: unknown = Object.getOwnPropertyDescriptor(value, 'prototype')?.value;
      add(prototype, 'globalThis', [name, 'prototype']);
    } else if (isKnown) {
      add(value, 'globalThis', [name]);
    }
  }
  for (const name of processMembers) add(Object.getOwnPropertyDescriptor(process, name)?.value, 'globalThis', ['process', name]);
  for (const [key, value] of Object.entries(Intl).concat(Object.getOwnPropertyNames(Intl).map((name) => [name, Reflect.get(Intl, name)]))) {
    if (typeof value === 'function') add((value as { prototype?: unknown }).prototype, 'globalThis', ['Intl', key, 'prototype']); // `as`: asking is all
  }
  // `as`: the list is there in every Node, and not in the type declarations.
  const loaded = new Set(((process as { moduleLoadList?: string[] }).moduleLoadList ?? []).map((entry) => entry.replace('NativeModule ', '')));
  for (const name of builtinModules) {
    if (!loaded.has(name) || name.startsWith('_')) continue;
    const module: unknown = process.getBuiltinModule(name);
    add(module, `node:${name}`, []);
    if (module === undefined) continue;
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(module)) as [string, { value?: unknown }][]) {
      if (typeof value === 'object') add(value, `node:${name}`, [key]);
      else if (typeof value === 'function') add(Object.getOwnPropertyDescriptor(value, 'prototype')?.value, `node:${name}`, [key, 'prototype']);
    }
  }
  return found;
}

/** A class that a program put on the global object under a name of its own is not Node's. */
function isNativeOrNode(fn: Function, name: string): boolean {
  if (/\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(fn))) return true;
  return ownName(fn) === name && nodeGlobals.has(name);
}

const nodeGlobals = new Set([
  'AbortController', 'AbortSignal', 'Blob', 'Buffer', 'BroadcastChannel', 'ByteLengthQueuingStrategy', 'CompressionStream', 'CountQueuingStrategy', 'Crypto', 'CryptoKey',
  'CustomEvent', 'DOMException', 'DecompressionStream', 'Event', 'EventTarget', 'File', 'FormData', 'Headers', 'MessageChannel', 'MessageEvent', 'MessagePort', 'Performance',
  'ReadableStream', 'Request', 'Response', 'SubtleCrypto', 'TextDecoder', 'TextDecoderStream', 'TextEncoder', 'TextEncoderStream', 'TransformStream', 'URL', 'URLSearchParams',
  'WebSocket', 'WritableStream',
]);
