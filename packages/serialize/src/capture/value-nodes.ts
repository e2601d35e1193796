import { types } from 'node:util';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { attribute } from '../format/closure-data.ts';
import { bytesOf, flagsOfRegExp, isResizable, maxByteLengthOf, sourceOfRegExp, typedArrayName, viewParts } from './internal-slots.ts';
import type { Datum, ObjectParts, PropertyDatum, ValueNode } from '../format/closure-data.ts';

/** Gives the datum for a value that was reached over a labelled step. */
export type Encode = (value: unknown, label: string) => Datum;

type Described = { node: ValueNode; usual: object | null; skip?: (key: PropertyKey) => boolean };

/** Every well-known symbol, by its name. */
const wellKnownSymbols: ReadonlyMap<symbol, string> = new Map(
  Object.getOwnPropertyNames(Symbol).flatMap((name): [symbol, string][] => {
    const value: unknown = Reflect.get(Symbol, name);
    return typeof value === 'symbol' ? [[value, name]] : [];
  }),
);

/** Encodes what needs no node. @returns undefined for objects, functions and symbols of their own */
export function primitiveDatum(value: unknown): Datum | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : ['number', Object.is(value, -0) ? '-0' : String(value)];
    case 'undefined':
      return ['undefined'];
    case 'bigint':
      return ['bigint', String(value)];
    case 'symbol': {
      const key = Symbol.keyFor(value);
      if (key !== undefined) return ['symbol-for', key];
      const name = wellKnownSymbols.get(value);
      return name === undefined ? undefined : ['well-known', name];
    }
    default:
      return value === null ? null : undefined;
  }
}

/** What an object of a type that no data describes is, in words; undefined for all others. Runs no code of the object. */
export function liveThing(value: object): string | undefined {
  if (types.isPromise(value)) return 'a Promise';
  if (types.isWeakMap(value)) return 'a WeakMap';
  if (types.isWeakSet(value)) return 'a WeakSet';
  if (types.isGeneratorObject(value)) return 'a generator under way';
  if (types.isMapIterator(value) || types.isSetIterator(value)) return 'an iterator under way';
  if (types.isModuleNamespaceObject(value)) return 'a module namespace';
  if (types.isExternal(value)) return 'an external value';
  if (types.isArgumentsObject(value)) return 'an arguments object';
  if (types.isSharedArrayBuffer(value)) return 'a SharedArrayBuffer';
  const tag = Object.prototype.toString.call(types.isNativeError(value) ? null : plainTagged(value));
  return ['[object WeakRef]', '[object FinalizationRegistry]', '[object Array Iterator]', '[object String Iterator]', '[object RegExp String Iterator]', '[object AsyncGenerator]', '[object Generator]'].includes(tag)
    ? `a${/^\[object [AEIOU]/.test(tag) ? 'n' : ''} ${tag.slice(8, -1)}`
    : undefined;
}

/** The object, if reading its tag runs no code; else something without. */
function plainTagged(value: object): object | null {
  for (let holder: object | null = value; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    if (types.isProxy(holder)) return null;
    const descriptor = Object.getOwnPropertyDescriptor(holder, Symbol.toStringTag);
    if (descriptor !== undefined) return descriptor.get === undefined ? value : null;
  }
  return value;
}

/**
 * Turns an object into a node, contents and properties included.
 *
 * @param fill - called once the node is known, as objects lead back to themselves
 */
export function valueNode(value: object): { node: ValueNode; fill: (encode: Encode) => void } {
  const { node, usual, skip } = describe(value);
  return {
    node,
    fill(encode) {
      fillContents(node, value, encode);
      // A symbol has neither; it does not come here.
      fillParts(node as ObjectParts, value, usual, encode, skip);
    },
  };
}

const isIndex = (key: PropertyKey): boolean => typeof key === 'string' && /^(?:0|[1-9]\d*)$/.test(key);

function describe(value: object): Described {
  if (Array.isArray(value)) return { node: { type: 'array', length: value.length }, usual: Array.prototype, skip: (key) => key === 'length' };
  if (types.isDate(value)) return { node: { type: 'date', time: primitiveDatum(Date.prototype.getTime.call(value)) ?? null }, usual: Date.prototype };
  if (types.isRegExp(value)) {
    return { node: { type: 'regexp', source: sourceOfRegExp(value), flags: flagsOfRegExp(value), lastIndex: 0 }, usual: RegExp.prototype, skip: (key) => key === 'lastIndex' };
  }
  if (types.isMap(value)) return { node: { type: 'map', entries: [] }, usual: Map.prototype };
  if (types.isSet(value)) return { node: { type: 'set', members: [] }, usual: Set.prototype };
  if (types.isNativeError(value)) return { node: { type: 'error' }, usual: Error.prototype, skip: (key) => key === 'stack' && traceOf(value) !== null };
  if (types.isBoxedPrimitive(value)) {
    const inner: unknown = types.isStringObject(value) ? String.prototype.valueOf.call(value) : types.isNumberObject(value) ? Number.prototype.valueOf.call(value) : types.isBooleanObject(value) ? Boolean.prototype.valueOf.call(value) : types.isBigIntObject(value) ? BigInt.prototype.valueOf.call(value) : Symbol.prototype.valueOf.call(value);
    const isText = typeof inner === 'string';
    return { node: { type: 'boxed', value: primitiveDatum(inner) ?? null }, usual: Object.getPrototypeOf(Object(inner)) as object, ...(isText ? { skip: (key: PropertyKey) => key === 'length' || (isIndex(key) && Number(key) < inner.length) } : {}) };
  }
  if (types.isArrayBuffer(value)) {
    const resizable = isResizable(value) === true ? { maxByteLength: maxByteLengthOf(value) } : {};
    return { node: { type: 'buffer', bytes: bytesOf(value).toString('base64'), ...resizable }, usual: ArrayBuffer.prototype };
  }
  if (ArrayBuffer.isView(value)) return describeView(value);
  const href = urlHref(value);
  if (href !== undefined) return { node: { type: 'url', href }, usual: URL.prototype, skip: (key) => typeof key === 'symbol' };
  return { node: { type: 'object' }, usual: Object.prototype };
}

function describeView(view: ArrayBufferView): Described {
  const of = typedArrayName(view) ?? 'DataView';
  const isBuffer = Object.getPrototypeOf(view) === Buffer.prototype;
  const { byteOffset, length } = viewParts(view);
  const usual = isBuffer ? (Buffer.prototype as object) : (Reflect.get(globalThis, of) as { prototype: object }).prototype; // `as`: the constructor of that name
  return {
    node: { type: 'view', of: isBuffer ? 'Buffer' : of, buffer: null, byteOffset, ...(isLengthTracking(view) ? {} : { length }) },
    usual,
    skip: (key) => isIndex(key),
  };
}

/** Whether a view follows the length of a resizable buffer. Nothing says so, hence a copy is tried. */
function isLengthTracking(view: ArrayBufferView): boolean {
  if (isResizable(viewParts(view).buffer) !== true) return false;
  const copy = structuredClone(view);
  const buffer = copy.buffer as ArrayBuffer & { maxByteLength: number; resize(byteLength: number): void }; // `as`: resizable, as just checked
  const before = copy.byteLength;
  if (buffer.byteLength + 8 <= buffer.maxByteLength) buffer.resize(buffer.byteLength + 8);
  else buffer.resize(copy.byteOffset + Math.floor(before / 16) * 8);
  try {
    return copy.byteLength !== before && copy.byteLength > 0;
  } catch {
    return false; // a DataView that does not follow is out of bounds now
  }
}

/** As `instanceof`, but no Proxy is asked. */
function inheritsFrom(value: object, prototype: object): boolean {
  for (let holder: object | null = value; holder !== null && !types.isProxy(holder); holder = Object.getPrototypeOf(holder) as object | null) if (holder === prototype) return true;
  return false;
}

function urlHref(value: object): string | undefined {
  if (!inheritsFrom(value, URL.prototype)) return undefined;
  try {
    return String(Reflect.get(URL.prototype, 'href', value)); // throws for what is none
  } catch {
    return undefined;
  }
}

function fillContents(node: ValueNode, value: object, encode: Encode): void {
  if (node.type === 'map') {
    for (const [key, item] of Map.prototype.entries.call(value as Map<unknown, unknown>)) { // `as`: types.isMap
      const label = typeof key === 'string' ? JSON.stringify(key) : typeof key === 'object' || typeof key === 'function' ? 'an object' : String(key);
      node.entries.push([encode(key, '(key of a Map)'), encode(item, `(value at ${label} of a Map)`)]);
    }
  } else if (node.type === 'set') {
    for (const member of Set.prototype.values.call(value as Set<unknown>)) node.members.push(encode(member, '(member of a Set)')); // `as`: types.isSet
  } else if (node.type === 'regexp') {
    node.lastIndex = encode((value as RegExp).lastIndex, '.lastIndex'); // `as`: types.isRegExp; an own data property
  } else if (node.type === 'view') {
    const { buffer, byteOffset, byteLength } = viewParts(value as ArrayBufferView); // `as`: describe() says so
    // Small Buffers lie in a pool with others, whose bytes are nobody's business.
    if (node.of === 'Buffer' && byteLength < new Uint8Array(buffer).byteLength) {
      node.buffer = encode(new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength)).buffer, '(buffer)'); // a copy
      node.byteOffset = 0;
    } else node.buffer = encode(buffer, '(buffer)');
  } else if (node.type === 'boxed' && node.value === null) {
    node.value = encode(Symbol.prototype.valueOf.call(value), '(boxed symbol)');
  }
}

/**
 * Reads the stack trace with which an error was made. V8 writes it when it is first read, and asks the error for its name and message.
 *
 * @returns undefined if there is none, or none that can be read; null if the program has put an accessor of its own in its place
 */
function traceOf(error: Error): PropertyDescriptor | undefined | null {
  try {
    const descriptor = Object.getOwnPropertyDescriptor(error, 'stack');
    if (descriptor === undefined || 'value' in descriptor) return descriptor;
    // An accessor in newer versions of V8.
    const get: unknown = Reflect.get(descriptor, 'get');
    const { enumerable = false, configurable = false } = descriptor;
    return typeof get === 'function' && !types.isProxy(get) && isBuiltinCode(get) ? { value: Reflect.apply(get, error, []) as unknown, enumerable, configurable } : null;
  } catch {
    return undefined;
  }
}

/** Fills in prototype, properties and whether the object can be extended. */
export function fillParts(parts: ObjectParts, value: object, usual: object | null, encode: Encode, skip?: (key: PropertyKey) => boolean): void {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== usual) parts.prototype = encode(prototype, '(prototype)');
  const properties: PropertyDatum[] = [];
  for (const key of Reflect.ownKeys(value)) {
    if (skip?.(key) === true) continue;
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor !== undefined) properties.push(propertyDatum(key, descriptor, encode));
  }
  const trace = types.isNativeError(value) ? traceOf(value) : undefined;
  if (trace !== undefined && trace !== null) properties.push(['stack', encode(trace.value, '.stack'), attributesOf({ ...trace, writable: true })]);
  if (properties.length > 0) parts.properties = properties;
  if (!Object.isExtensible(value)) parts.fixed = true;
}

const plain = attribute.writable | attribute.enumerable | attribute.configurable;

function attributesOf({ writable, enumerable, configurable }: PropertyDescriptor): number {
  return (writable === true ? attribute.writable : 0) | (enumerable === true ? attribute.enumerable : 0) | (configurable === true ? attribute.configurable : 0);
}

function propertyDatum(key: string | symbol, descriptor: PropertyDescriptor, encode: Encode): PropertyDatum {
  const label = typeof key === 'symbol' ? `[${String(key)}]` : isIndex(key) ? `[${key}]` : /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  const name = typeof key === 'symbol' ? encode(key, `(key ${label})`) : key;
  const attributes = attributesOf(descriptor);
  const getter: unknown = Reflect.get(descriptor, 'get');
  const setter: unknown = Reflect.get(descriptor, 'set');
  if ('value' in descriptor) {
    const value = encode(descriptor.value, label);
    return attributes === plain ? [name, value] : [name, value, attributes];
  }
  return [name, encode(getter, `${label} (getter)`), encode(setter, `${label} (setter)`), attributes];
}
