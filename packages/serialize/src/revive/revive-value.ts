import { Buffer } from 'node:buffer';
import { compileFunction } from 'node:vm';
import { getPrototypeOf, mapped, methodOf } from '../untampered.ts';
import type { ValueNode } from '../format/closure-data.ts';
import type { Read } from './object-parts.ts';

// A tool may replace these on the far side.
const { Array, ArrayBuffer, BigInt64Array, BigUint64Array, DataView, Date, DOMException, Error, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Map, Object, RegExp, Set, Symbol, Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array, URL, URLSearchParams } = globalThis;
const makers: Readonly<Record<string, unknown>> = { BigInt64Array, BigUint64Array, DataView, Float16Array: Reflect.get(globalThis, 'Float16Array'), Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array };
const bufferFrom = Buffer.from.bind(Buffer);
const setEntry = methodOf(Map.prototype, 'set');
const addMember = methodOf(Set.prototype, 'add');
const setBytes = methodOf(getPrototypeOf(Uint8Array.prototype) as Uint8Array, 'set'); // `as`: it has the methods

/** Makes a value without its contents, so that others can refer to it. */
export function emptyValue(node: ValueNode, read: Read): unknown {
  switch (node.type) {
    case 'object':
      return {};
    case 'array':
      return new Array(node.length);
    case 'boxed':
      return Object(read(node.value));
    case 'date':
      return new Date(read(node.time) as number); // `as`: written by valueNode, as everything here
    case 'regexp':
      return new RegExp(node.source, node.flags);
    case 'map':
      return new Map();
    case 'set':
      return new Set();
    case 'error': {
      const error = new Error();
      delete error.stack;
      return error;
    }
    case 'buffer':
      return arrayBuffer(node.bytes, node.maxByteLength);
    case 'view': {
      const buffer = read(node.buffer) as ArrayBuffer;
      if (node.of === 'Buffer') return bufferFrom(buffer, node.byteOffset, node.length);
      const View = makers[node.of] as new (buffer: ArrayBuffer, byteOffset: number, length?: number) => object;
      return node.length === undefined ? new View(buffer, node.byteOffset) : new View(buffer, node.byteOffset, node.length);
    }
    case 'arguments':
      return node.strict === true ? strictArguments() : sloppyArguments();
    case 'url':
      return new URL(node.href);
    case 'url-search-params':
      return node.of === undefined ? new URLSearchParams(node.text) : (read(node.of) as URL).searchParams; // `as`: a URL, as everything here was written by valueNode
    case 'dom-exception':
      return new DOMException(node.message, node.name);
    case 'symbol':
      return Symbol(node.description);
    default:
      throw new Error(`there is no node of type ${JSON.stringify((node as { type: unknown }).type)}`); // `as`: of another version, or garbled
  }
}

// `as`: what the texts give
const strictArguments = compileFunction("'use strict'; return arguments") as () => object;
const sloppyArguments = compileFunction('return arguments') as () => object;

/** Puts in what a value holds besides its properties. */
export function fillContents(value: unknown, node: ValueNode, read: Read): void {
  if (node.type === 'map') mapped(node.entries, ([key, item]) => setEntry(value, read(key), read(item)));
  else if (node.type === 'set') mapped(node.members, (member) => addMember(value, read(member)));
  else if (node.type === 'regexp') (value as RegExp).lastIndex = read(node.lastIndex) as number;
}

function arrayBuffer(bytes: string, maxByteLength: number | undefined): ArrayBuffer {
  const from = bufferFrom(bytes, 'base64');
  // `as`: the second parameter is newer than the declarations
  const made = new (ArrayBuffer as new (length: number, options?: { maxByteLength: number }) => ArrayBuffer)(from.byteLength, maxByteLength === undefined ? undefined : { maxByteLength });
  setBytes(new Uint8Array(made), from);
  return made;
}
