import { get, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, methodOf } from '../untampered.ts';

const textAfter = methodOf(String.prototype, 'slice');

/** Where an object or function of the language or of Node is found by name. */
export interface BuiltinReference {
  /** `globalThis`, a built-in module such as `node:fs`, or an object of the language without a global name, such as `%AsyncFunction%`. */
  from: string;
  /**
   * Steps that lead on: the name of a member (`max`, or `@@iterator`, `@@for key` for one under a symbol), one half of an accessor
   * (`get size`), or `[[Prototype]]`.
   */
  path: string[];
}

/** The parts of a property that may hold something. */
export const parts = ['value', 'get', 'set'] as const;

type Part = (typeof parts)[number];

/** The step from an object to a part of one of its properties. */
export function stepOf(name: string, part: Part): string {
  return part === 'value' ? name : `${part} ${name}`;
}

/** How a symbol that every realm has stands in a path: a well-known one as `@@iterator`, one of the registry as `@@for key`. */
export function symbolName(symbol: symbol): string | undefined {
  const key = Symbol.keyFor(symbol);
  return key === undefined ? wellKnownNames.get(symbol) : `${registered}${key}`;
}

const registered = '@@for ';
const symbolFor = Symbol.for.bind(Symbol);
const startsWith = methodOf(String.prototype, 'startsWith');

const wellKnownNames = new Map<symbol, string>();
const wellKnownSymbols = Object.create(null) as Record<string, symbol>;
for (const name of Object.getOwnPropertyNames(Symbol)) {
  const symbol: unknown = Object.getOwnPropertyDescriptor(Symbol, name)?.value;
  if (typeof symbol !== 'symbol') continue;
  wellKnownNames.set(symbol, `@@${name}`);
  wellKnownSymbols[`@@${name}`] = symbol;
}

/** Takes one step. @returns undefined where it leads nowhere */
export function takeStep(from: unknown, step: string): unknown {
  if ((typeof from !== 'object' || from === null) && typeof from !== 'function') return undefined;
  if (step === '[[Prototype]]') return getPrototypeOf(from);
  const part: Part = step[3] !== ' ' ? 'value' : step[0] === 'g' ? 'get' : 'set';
  const name = part === 'value' ? step : textAfter(step, 'get '.length);
  const key = wellKnownSymbols[name] ?? (startsWith(name, registered) ? symbolFor(textAfter(name, registered.length)) : name);
  if (!hasOwn(from, key)) return undefined;
  return part === 'value' ? get(from, key) : get(getOwnPropertyDescriptor(from, key) ?? {}, part);
}
