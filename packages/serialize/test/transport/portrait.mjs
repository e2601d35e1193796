// Draws a value so that two sides can compare it as text: prototypes, identity, cycles, -0, holes, symbols, descriptors, frozen state.
import { types } from 'node:util';

/** Modules of Node whose members the table uses; each is known by its name, like the globals. */
const nodeModules = ['assert', 'buffer', 'child_process', 'crypto', 'events', 'fs', 'fs/promises', 'os', 'path', 'process', 'stream', 'timers', 'timers/promises', 'url', 'util', 'worker_threads', 'zlib'];

const intrinsics = new Map();
const wellKnownSymbols = new Map(Object.getOwnPropertyNames(Symbol).map((name) => [Symbol[name], `Symbol.${name}`]));

function nameIntrinsics(name, value) {
  const queue = [[name, value]];
  for (const [path, each] of queue) {
    if ((typeof each !== 'object' && typeof each !== 'function') || each === null || intrinsics.has(each) || types.isProxy(each)) continue;
    intrinsics.set(each, path);
    queue.push([`${path}.[[Prototype]]`, Object.getPrototypeOf(each)]);
    for (const key of Reflect.ownKeys(each)) {
      const { value: member, get, set } = Object.getOwnPropertyDescriptor(each, key);
      queue.push([`${path}.${String(key)}`, member], [`get ${path}.${String(key)}`, get], [`set ${path}.${String(key)}`, set]);
    }
  }
}
const hidden = {
  Generator: (function* () {})(),
  AsyncGenerator: (async function* () {})(),
  AsyncFunction: async () => {},
  ArrayIterator: [][Symbol.iterator](),
  MapIterator: new Map().keys(),
  SetIterator: new Set().keys(),
  StringIterator: ''[Symbol.iterator](),
};
intrinsics.set(globalThis, 'globalThis');
for (const [name, value] of Object.entries(hidden)) nameIntrinsics(`%${name}%`, Object.getPrototypeOf(value));
// What test runners add to the global object is on one side only, and its other names lead there (in a vm context to another object).
for (const name of Object.getOwnPropertyNames(globalThis).filter((each) => !/^(?:__|global$|self$)/.test(each))) {
  nameIntrinsics(name, Object.getOwnPropertyDescriptor(globalThis, name).value);
}
for (const name of nodeModules) nameIntrinsics(`node:${name}`, process.getBuiltinModule(`node:${name}`));

const bytesOf = (buffer) => Buffer.from(buffer).toString('base64');
const wrapped = [Number, String, Boolean, BigInt, Symbol].map(({ prototype }) => prototype.valueOf);

/** What an object holds besides its properties. `refer` numbers the objects that it leads to. */
function contentsOf(value, refer) {
  if (typeof value === 'function') return 'function';
  if (Array.isArray(value)) return 'Array';
  if (types.isDate(value)) return `Date ${Date.prototype.getTime.call(value)}`;
  if (types.isRegExp(value)) return `RegExp ${RegExp.prototype.toString.call(value)}`;
  if (types.isMap(value)) return `Map {${[...Map.prototype.entries.call(value)].map(([key, item]) => `${refer(key)} => ${refer(item)}`).join(', ')}}`;
  if (types.isSet(value)) return `Set {${[...Set.prototype.values.call(value)].map(refer).join(', ')}}`;
  if (types.isNativeError(value)) return 'Error';
  if (types.isArrayBuffer(value)) return `ArrayBuffer ${value.resizable ? `up to ${value.maxByteLength} ` : ''}${bytesOf(value)}`;
  if (types.isSharedArrayBuffer(value)) return `SharedArrayBuffer ${value.growable ? `up to ${value.maxByteLength} ` : ''}${bytesOf(value)}`;
  if (Buffer.isBuffer(value)) return `Buffer ${value.toString('base64')}`; // what else is in its pool is not its own
  if (types.isDataView(value)) return `DataView ${value.byteOffset} ${value.byteLength} of ${refer(value.buffer)}`;
  if (types.isTypedArray(value)) return `${value[Symbol.toStringTag]} ${value.byteOffset} ${value.length} of ${refer(value.buffer)}`;
  if (types.isBoxedPrimitive(value)) return `boxed ${refer(unbox(value))}`;
  if (types.isModuleNamespaceObject(value)) return 'namespace';
  if (value instanceof URL) return `URL ${value.href}`;
  if (value instanceof URLSearchParams) return `URLSearchParams ${value.toString()}`;
  for (const kind of ['Promise', 'WeakMap', 'WeakSet', 'GeneratorObject', 'ArgumentsObject', 'External']) if (types[`is${kind}`](value)) return kind;
  return 'object';
}

function unbox(value) {
  for (const valueOf of wrapped) {
    try {
      return valueOf.call(value);
    } catch {
      // of another kind
    }
  }
  throw new TypeError('no boxed primitive');
}

/** What V8 keeps apart, or what is another place's business. */
function isShown(value, key) {
  if (types.isNativeError(value) || value instanceof DOMException) return key !== 'stack';
  return !(types.isTypedArray(value) && typeof key === 'string' && /^\d+$/.test(key)) && !(types.isBoxedPrimitive(value) && typeof key === 'string');
}

/** Draws a value, one line for each object that it leads to, numbered in the order of discovery. Does not recurse. */
export function portrait(root) {
  const numbers = new Map();
  const symbols = new Map();
  const found = [];
  const refer = (value) => {
    if (Object.is(value, -0)) return '-0';
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'symbol') return drawSymbol(value);
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return String(value);
    if (intrinsics.has(value)) return intrinsics.get(value);
    if (!numbers.has(value)) {
      numbers.set(value, found.length);
      found.push(value);
    }
    return `#${numbers.get(value)}`;
  };
  const drawSymbol = (symbol) => {
    if (wellKnownSymbols.has(symbol)) return wellKnownSymbols.get(symbol);
    if (Symbol.keyFor(symbol) !== undefined) return `Symbol.for(${JSON.stringify(Symbol.keyFor(symbol))})`;
    if (!symbols.has(symbol)) symbols.set(symbol, symbols.size);
    return `symbol ${symbols.get(symbol)} (${symbol.description})`;
  };
  const drawMember = (value, key) => {
    const { get, set, enumerable, configurable, writable, value: held } = Object.getOwnPropertyDescriptor(value, key);
    const flags = `${enumerable ? 'e' : ''}${configurable ? 'c' : ''}${writable ? 'w' : ''}`;
    return `${refer(key)} ${flags}: ${get || set ? `get ${refer(get)} set ${refer(set)}` : refer(held)}`;
  };
  const lines = [refer(root)];
  for (let number = 0; number < found.length; number += 1) {
    const value = found[number];
    if (types.isProxy(value)) {
      lines.push(`#${number} Proxy`);
      continue;
    }
    const members = Reflect.ownKeys(value).filter((key) => isShown(value, key)).map((key) => drawMember(value, key));
    const state = Object.isExtensible(value) ? '' : ' not extensible';
    lines.push(`#${number} ${contentsOf(value, refer)}${state} from ${refer(Object.getPrototypeOf(value))} {${members.join(', ')}}`);
  }
  return lines.join('\n');
}
