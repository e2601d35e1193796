import { isProxy } from 'node:util/types';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { ownName } from '../reference/member-path.ts';
import { liveObject } from './live-object.ts';

/** Classes of the language and of Node whose instances {@link valueNode} describes. */
const dataClasses = new Set([
  'Object', 'Function', 'Array', 'Date', 'RegExp', 'Map', 'Set', 'Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError',
  'SuppressedError', 'DOMException', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'ArrayBuffer', 'DataView', 'Buffer', 'URL', 'URLSearchParams', 'Iterator',
]);
const typedArray = Object.getPrototypeOf(Uint8Array) as object;

/** Why an object cannot travel. */
export interface Unfit {
  /** What it is: `a Socket`. */
  culprit: string;
  /** What of it cannot travel, said behind the culprit. */
  reason: string;
  /** What to do instead. */
  remedy: readonly string[];
}

const insteadOfIterator = { reason: 'whose position cannot be read', remedy: ['collect what it gives in an array first'] };
const insteadOfTimer = { reason: 'which runs in this process', remedy: ['start it inside the function'] };

/** What there is to say of some; of all others, that they live here. */
const explanations: Readonly<Record<string, Omit<Unfit, 'culprit'>>> = {
  'a Promise': { reason: 'which settles in this process', remedy: ['await it first and let the function use the value'] },
  'a WeakMap': { reason: 'whose entries cannot be listed', remedy: ['use a Map', 'make it inside the function'] },
  'a WeakSet': { reason: 'whose members cannot be listed', remedy: ['use a Set', 'make it inside the function'] },
  'an arguments object': { reason: 'which changes with the parameters of its function', remedy: ['use a copy of it, "[...arguments]"'] },
  'a FinalizationRegistry': { reason: 'which watches objects of this process', remedy: ['make it inside the function'] },
  'a WeakRef': { reason: 'which keeps nothing', remedy: ['use the object that it refers to'] },
  'a module namespace': { reason: 'which no import of the function leads to', remedy: ['import the module inside the function'] },
  'a Timeout': insteadOfTimer,
  'an Immediate': insteadOfTimer,
  'a generator under way': insteadOfIterator,
  'an iterator under way': insteadOfIterator,
};

/** Tells whether an object is tied to this process, and what could be done. Runs no code of the object. */
export function untransportable(value: object): Unfit | undefined {
  const live = liveObject(value);
  const foreign = live === undefined ? foreignThing(value) : undefined;
  const culprit = live ?? foreign?.culprit;
  if (culprit === undefined) return undefined;
  const known = Object.hasOwn(explanations, culprit) ? explanations[culprit] : culprit.endsWith(' Iterator') ? insteadOfIterator : undefined;
  if (known !== undefined) return { culprit, ...known };
  const { base, maker } = foreign ?? {};
  return {
    culprit,
    reason: base === undefined ? 'which lives in this process' : `${base}, which lives in this process`,
    remedy: ['make it inside the function', ...(base === undefined || maker === undefined ? [] : [ownTransportAdvice(maker)])],
  };
}

/** How instances of a class can travel that do not by themselves. */
export function ownTransportAdvice(className: string): string {
  return `give ${className === '' ? 'its class' : className} the methods [toTransport] and static [fromTransport]`;
}

/** An object of which the methods are Node's own: a socket, a timer, a stream. Data have prototypes that are ours or the language's. */
function foreignThing(value: object): { culprit: string; base?: string; maker?: string } | undefined {
  let ours: string | undefined;
  for (let holder = Object.getPrototypeOf(value) as object | null; holder !== null && !isProxy(holder); holder = Object.getPrototypeOf(holder) as object | null) {
    const maker: unknown = Object.getOwnPropertyDescriptor(holder, 'constructor')?.value;
    // What leads to another prototype has not made this one.
    const isMaker = typeof maker === 'function' && !isProxy(maker) && Object.getOwnPropertyDescriptor(maker, 'prototype')?.value === holder;
    if (isMaker && isBuiltinCode(maker)) {
      if (isDataClass(maker)) break;
      const base = article(ownName(maker));
      return ours === undefined ? { culprit: base } : { culprit: article(ours), base, maker: ours };
    }
    if (isMaker) ours ??= ownName(maker);
  }
  return undefined;
}

function isDataClass(maker: Function): boolean {
  if (maker === typedArray || Object.getPrototypeOf(maker) === typedArray) return true;
  const name = ownName(maker);
  return dataClasses.has(name) && Reflect.get(globalThis, name) === maker;
}

/** The function that an object says it was made by. */
export function makerOf(value: object): Function | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || isProxy(prototype)) return undefined;
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof maker === 'function' && !isProxy(maker) ? maker : undefined;
}

/** The function that an object is the `prototype` of, if that is an ordinary function's. */
export function prototypeOwner(value: object): Function | undefined {
  const maker: unknown = Object.getOwnPropertyDescriptor(value, 'constructor')?.value;
  if (typeof maker !== 'function' || isProxy(maker) || isBuiltinCode(maker)) return undefined;
  return Object.getOwnPropertyDescriptor(maker, 'prototype')?.value === value ? maker : undefined;
}

function article(name: string): string {
  return name === '' ? "an object of Node's own" : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}
