import { types } from 'node:util';
import { privateMembers } from '../inspector/private-members.ts';
import { intrinsicReference } from '../reference/intrinsics.ts';
import { getterOf, methodOf } from '../untampered.ts';
import { fillParts, isIndex } from './object-parts.ts';
import type { Datum, ObjectParts, ValueNode } from '../format/closure-data.ts';
import type { Encode } from './object-parts.ts';

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

/**
 * Turns an object into a node, contents and properties included. Runs no code of the object: what it keeps inside is read by the
 * language's own accessors, whatever the object has put in front of them.
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

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const inner = {
  time: methodOf(Date.prototype, 'getTime'),
  source: getterOf(RegExp.prototype, 'source'),
  bytes: getterOf(ArrayBuffer.prototype, 'byteLength'),
  resizable: getterOf(ArrayBuffer.prototype, 'resizable'),
  maxByteLength: getterOf(ArrayBuffer.prototype, 'maxByteLength'),
  typedArrayName: getterOf(typedArray, Symbol.toStringTag),
  href: getterOf(URL.prototype, 'href'),
  searchParams: getterOf(URL.prototype, 'searchParams'),
  searchText: methodOf(URLSearchParams.prototype, 'toString'),
  entries: methodOf(Map.prototype, 'entries'),
  members: methodOf(Set.prototype, 'values'),
};
const regExpFlags = Object.entries({ d: 'hasIndices', g: 'global', i: 'ignoreCase', m: 'multiline', s: 'dotAll', u: 'unicode', v: 'unicodeSets', y: 'sticky' }).map(([flag, name]) => ({ flag, isOn: getterOf(RegExp.prototype, name) }));
const viewParts = { array: partsOf(typedArray), data: partsOf(DataView.prototype) };
const unboxed = [String, Number, Boolean, BigInt, Symbol].map(({ prototype }) => methodOf(prototype as { valueOf: () => unknown }, 'valueOf')); // `as`: what they have in common

function partsOf(prototype: object): Record<'buffer' | 'byteOffset' | 'byteLength' | 'length', (view: object) => unknown> {
  return { buffer: getterOf(prototype, 'buffer'), byteOffset: getterOf(prototype, 'byteOffset'), byteLength: getterOf(prototype, 'byteLength'), length: getterOf(prototype, 'length') };
}

function describe(value: object): Described {
  // Elements and the like cannot be added once these are fixed, so they are written as any property is, after the elements.
  if (Array.isArray(value)) return { node: { type: 'array', length: value.length }, usual: Array.prototype, skip: (key) => key === 'length' && isWritable(value, key) };
  if (types.isDate(value)) return { node: { type: 'date', time: primitiveDatum(inner.time(value)) ?? null }, usual: Date.prototype };
  if (types.isRegExp(value)) {
    const flags = regExpFlags.flatMap(({ flag, isOn }) => (isOn(value) === true ? [flag] : [])).join('');
    return { node: { type: 'regexp', source: String(inner.source(value)), flags, lastIndex: 0 }, usual: RegExp.prototype, skip: (key) => key === 'lastIndex' && isWritable(value, key) };
  }
  if (types.isMap(value)) return { node: { type: 'map', entries: [] }, usual: Map.prototype };
  if (types.isSet(value)) return { node: { type: 'set', members: [] }, usual: Set.prototype };
  if (types.isNativeError(value)) return describeWebObject(value) ?? { node: { type: 'error' }, usual: Error.prototype }; // as a DOMException is on Node 22 and later
  if (types.isBoxedPrimitive(value)) return describeBoxed(value);
  if (types.isArgumentsObject(value)) return describeArguments(value);
  if (types.isArrayBuffer(value)) {
    const resizable = inner.resizable(value) === true;
    return { node: { type: 'buffer', bytes: Buffer.from(new Uint8Array(value)).toString('base64'), ...(resizable ? { maxByteLength: inner.maxByteLength(value) as number } : {}) }, usual: ArrayBuffer.prototype }; // `as`: a resizable one has it
  }
  if (ArrayBuffer.isView(value)) return describeView(value);
  return describeWebObject(value) ?? { node: { type: 'object' }, usual: Object.prototype };
}

function isWritable(value: object, key: PropertyKey): boolean {
  return Object.getOwnPropertyDescriptor(value, key)?.writable === true;
}

function describeBoxed(value: object): Described {
  const primitive = unbox(value);
  const usual = Object.getPrototypeOf(Object(primitive)) as object;
  const node = { type: 'boxed' as const, value: primitiveDatum(primitive) ?? null };
  if (typeof primitive !== 'string') return { node, usual };
  return { node, usual, skip: (key) => key === 'length' || (isIndex(key) && Number(key) < primitive.length) };
}

function unbox(value: object): unknown {
  for (const valueOf of unboxed) {
    try {
      return valueOf(value);
    } catch {
      // of another kind
    }
  }
  throw new TypeError('no boxed primitive');
}

function describeArguments(value: object): Described {
  const callee = Object.getOwnPropertyDescriptor(value, 'callee');
  const thrower: unknown = callee === undefined ? undefined : Reflect.get(callee, 'get');
  const isStrict = typeof thrower === 'function' && intrinsicReference(thrower)?.from === '%ThrowTypeError%';
  const isWhole = ['length', 'callee', Symbol.iterator].every((key, index, all) => Reflect.ownKeys(value).filter((each) => all.includes(each))[index] === key);
  return { node: { type: 'arguments', ...(isWhole ? {} : { exact: true as const }), ...(isStrict ? { strict: true as const } : {}) }, usual: Object.prototype, skip: (key) => isStrict && key === 'callee' };
}

function describeView(view: ArrayBufferView): Described {
  const isData = types.isDataView(view);
  const parts = isData ? viewParts.data : viewParts.array;
  const of = isData ? 'DataView' : String(inner.typedArrayName(view));
  const isBuffer = Object.getPrototypeOf(view) === Buffer.prototype;
  const usual = isBuffer ? (Buffer.prototype as object) : (Reflect.get(globalThis, of) as { prototype: object }).prototype; // `as`: the constructor of that name
  return {
    node: { type: 'view', of: isBuffer ? 'Buffer' : of, buffer: null, byteOffset: parts.byteOffset(view) as number, ...(isLengthTracking(view) ? {} : { length: (isData ? parts.byteLength(view) : parts.length(view)) as number }) }, // `as`: what these accessors give
    usual,
    skip: (key) => isIndex(key),
  };
}

/** Whether a view follows the length of a resizable buffer. Nothing says so, hence a copy is tried. */
function isLengthTracking(view: ArrayBufferView): boolean {
  const parts = types.isDataView(view) ? viewParts.data : viewParts.array;
  const its = parts.buffer(view);
  if (!types.isArrayBuffer(its) || inner.resizable(its) !== true) return false;
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

/** What Node's classes for the web keep inside is read by their own accessors, which throw for everything else. */
function describeWebObject(value: object): Described | undefined {
  const attempt = <Result>(read: () => Result): Result | undefined => {
    try {
      return read();
    } catch {
      return undefined;
    }
  };
  const domException = Reflect.get(globalThis, 'DOMException') as { prototype: object } | undefined; // `as`: Node's own, or nothing
  for (let holder = Object.getPrototypeOf(value) as object | null; holder !== null && !types.isProxy(holder); holder = Object.getPrototypeOf(holder) as object | null) {
    if (holder === URL.prototype) {
      const href = attempt(() => String(inner.href(value)));
      if (href !== undefined) return { node: { type: 'url', href }, usual: URL.prototype };
    } else if (holder === URLSearchParams.prototype) {
      const text = attempt(() => inner.searchText(value));
      if (text !== undefined) return { node: { type: 'url-search-params', text }, usual: URLSearchParams.prototype };
    } else if (domException !== undefined && holder === domException.prototype) {
      const { prototype } = domException;
      const parts = attempt(() => ({ message: String(getterOf(prototype, 'message')(value)), name: String(getterOf(prototype, 'name')(value)) }));
      if (parts !== undefined) return { node: { type: 'dom-exception', exact: true, ...parts }, usual: prototype };
    }
  }
  return undefined;
}

function fillContents(node: ValueNode, value: object, encode: Encode): void {
  if (node.type === 'map') {
    for (const [key, item] of inner.entries(value) as Iterable<[unknown, unknown]>) { // `as`: types.isMap
      node.entries.push([encode(key, '(key of a Map)'), encode(item, `(value at ${keyLabel(key)} of a Map)`)]);
    }
  } else if (node.type === 'set') {
    for (const member of inner.members(value) as Iterable<unknown>) node.members.push(encode(member, '(member of a Set)')); // `as`: types.isSet
  } else if (node.type === 'regexp') {
    if (isWritable(value, 'lastIndex')) node.lastIndex = encode((value as RegExp).lastIndex, '.lastIndex'); // `as`: types.isRegExp; an own data property, always
  } else if (node.type === 'view') {
    fillView(node, value as ArrayBufferView, encode); // `as`: ArrayBuffer.isView
  } else if (node.type === 'url-search-params') {
    const url = urlOf(value);
    if (url !== undefined) node.of = encode(url, '(URL of these parameters)');
  } else if (node.type === 'boxed' && node.value === null) {
    node.value = encode(unbox(value), '(boxed symbol)');
  }
}

function keyLabel(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(key);
  return typeof key === 'function' ? 'a function' : typeof key === 'object' && key !== null ? 'an object' : String(key); // `as`: any primitive
}

function fillView(node: ValueNode & { type: 'view' }, view: ArrayBufferView, encode: Encode): void {
  const parts = types.isDataView(view) ? viewParts.data : viewParts.array;
  const buffer = parts.buffer(view) as ArrayBufferLike; // `as`: every view has one
  const [byteOffset, byteLength] = [parts.byteOffset(view) as number, parts.byteLength(view) as number];
  // Small Buffers lie in a pool with others, whose bytes are nobody's business.
  if (node.of === 'Buffer' && types.isArrayBuffer(buffer) && byteLength < Number(inner.bytes(buffer))) {
    node.buffer = encode(new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength)).buffer, '(buffer)'); // a copy
    node.byteOffset = 0;
  } else node.buffer = encode(buffer, '(buffer)');
}

/** The URL that search parameters belong to: what is done to them is done to it. Only a #private field tells. */
function urlOf(parameters: object): unknown {
  const url = privateMembers(parameters)?.fields.find(([name]) => name === '#context')?.[1];
  return typeof url === 'object' && url !== null && inner.searchParams(url) === parameters ? url : undefined;
}
