import { compileFunction, runInNewContext } from 'node:vm';
import { isProxy } from 'node:util/types';
import { parts, stepOf, symbolName } from './builtin-path.ts';
import type { BuiltinReference } from './builtin-path.ts';

/** Objects of the language that no global leads to by names: only syntax makes them, or what they are the prototype of. */
const namelessText = `
  const optional = (make) => { try { return make(); } catch { return undefined; } };
  const prototypeOf = Object.getPrototypeOf;
  return {
    '%AsyncFunction%': (async () => {}).constructor,
    '%GeneratorFunction%': (function* () {}).constructor,
    '%AsyncGeneratorFunction%': (async function* () {}).constructor,
    '%ThrowTypeError%': Object.getOwnPropertyDescriptor(function () { 'use strict'; return arguments; }(), 'callee').get,
    '%ArrayIteratorPrototype%': prototypeOf([][Symbol.iterator]()),
    '%MapIteratorPrototype%': prototypeOf(new Map().keys()),
    '%SetIteratorPrototype%': prototypeOf(new Set().keys()),
    '%StringIteratorPrototype%': prototypeOf(''[Symbol.iterator]()),
    '%RegExpStringIteratorPrototype%': prototypeOf(/./[Symbol.matchAll]('')),
    '%IteratorHelperPrototype%': optional(() => prototypeOf([].values().map(() => 0))),
    '%WrapForValidIteratorPrototype%': optional(() => prototypeOf(Iterator.from({ next: () => 0 }))),
  };`;

type Roots = Record<string, unknown>;
// `as`: what the text gives
const namelessOf: () => Roots = compileFunction(namelessText) as () => Roots;
let nameless: Roots | undefined;

/** The root of a reference that begins with such a name: `%AsyncFunction%`. */
export function namelessIntrinsic(name: string): unknown {
  nameless ??= namelessOf();
  return Object.hasOwn(nameless, name) ? nameless[name] : undefined;
}

/** An object of the language by the step that leads to it from another. */
interface Entry {
  /** A root if there is none. */
  from?: Entry;
  step: string;
}

let table: Map<object, Entry> | undefined;

/**
 * Finds the name of an object or function of the language itself: `Math.max`, `Map.prototype`, the getter of its `size`, the prototype
 * of async functions.
 *
 * The table of some 1,300 entries is made on first use, in about 6 ms.
 */
export function intrinsicReference(value: object): BuiltinReference | undefined {
  table ??= intrinsics();
  const path: string[] = [];
  for (let entry = table.get(value); entry !== undefined; entry = entry.from) {
    if (entry.from === undefined) return { from: entry.step, path: path.reverse() };
    path.push(entry.step);
  }
  return undefined;
}

/** Whether an object of the language is the prototype of things with a hidden state: iterators and the like. */
export function isStatefulPrototype(value: object): boolean {
  table ??= intrinsics();
  const entry = table.get(value);
  return entry !== undefined && entry.from === undefined && entry.step.endsWith('Prototype%');
}

/** Walks our realm and a new one side by side, so that what a program has added to the language's objects is not taken for a part of it. */
function intrinsics(): Map<object, Entry> {
  const found = new Map<object, Entry>();
  const queue: { pristine: object; ours: object; entry: Entry }[] = [];
  const add = (pristine: unknown, ours: unknown, entry: Entry): void => {
    if (!isObject(ours) || !isObject(pristine) || found.has(ours)) return;
    if (typeof ours === 'function' && !isNative(ours)) return; // a program has put its own in that place
    found.set(ours, entry);
    queue.push({ pristine, ours, entry });
  };
  const [pristineGlobal, pristineNameless] = runInNewContext(`[globalThis, (function () {${namelessText}})()]`) as [object, Roots]; // `as`: what the text gives
  add(pristineGlobal, globalThis, { step: 'globalThis' });
  for (const [step, pristine] of Object.entries(pristineNameless)) add(pristine, namelessIntrinsic(step), { step });
  for (const { pristine, ours, entry } of queue) {
    const keys = Reflect.ownKeys(pristine);
    // Most are functions without members: their names and lengths are nothing to look at.
    if (typeof ours !== 'function' || keys.length > 2) {
      for (const key of keys) {
        const name = typeof key === 'string' ? key : symbolName(key);
        const here = Object.getOwnPropertyDescriptor(ours, key);
        if (name === undefined || here === undefined || ('value' in here && !isObject(here.value))) continue;
        const there = Object.getOwnPropertyDescriptor(pristine, key) ?? {};
        for (const part of parts) add(Reflect.get(there, part), Reflect.get(here, part), { from: entry, step: stepOf(name, part) });
      }
    }
    add(Object.getPrototypeOf(pristine), Object.getPrototypeOf(ours), { from: entry, step: '[[Prototype]]' });
  }
  return found;
}

function isObject(value: unknown): value is object {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && !isProxy(value);
}

const nativeEnd = '{ [native code] }';

function isNative(fn: Function): boolean {
  return Function.prototype.toString.call(fn).endsWith(nativeEnd);
}
