/*
 * What an object of the language holds, read from its internal slots: whatever properties the object, its class or a subclass has put
 * in front of them, none of that is asked. The accessors are those that were there when this file was loaded.
 */

type Read<Value> = (object: object) => Value;

function slot<Value>(prototype: object, key: PropertyKey): Read<Value> {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, key) ?? {};
  const get: unknown = Reflect.get(descriptor, 'get');
  return (object) => (typeof get === 'function' ? Reflect.apply(get, object, []) : undefined) as Value; // `as`: callers say what the language keeps there
}

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object; // `as`: every typed array's prototype has that one

export const typedArrayName: Read<string | undefined> = slot(typedArray, Symbol.toStringTag);

/** What a typed array, Buffer or DataView shows of which buffer. */
export function viewParts(view: ArrayBufferView): { buffer: ArrayBuffer; byteOffset: number; byteLength: number; length: number } {
  const [buffer, byteOffset, byteLength, length] = typedArrayName(view) === undefined ? dataViewSlots : typedArraySlots;
  return { buffer: buffer(view), byteOffset: byteOffset(view), byteLength: byteLength(view), length: length(view) };
}

type ViewSlots = [buffer: Read<ArrayBuffer>, byteOffset: Read<number>, byteLength: Read<number>, length: Read<number>];

const typedArraySlots: ViewSlots = [slot(typedArray, 'buffer'), slot(typedArray, 'byteOffset'), slot(typedArray, 'byteLength'), slot(typedArray, 'length')];
const dataViewSlots: ViewSlots = [slot(DataView.prototype, 'buffer'), slot(DataView.prototype, 'byteOffset'), slot(DataView.prototype, 'byteLength'), slot(DataView.prototype, 'byteLength')];

/** Undefined, as in engines without resizable buffers. */
export const isResizable: Read<boolean | undefined> = slot(ArrayBuffer.prototype, 'resizable');
export const maxByteLengthOf: Read<number> = slot(ArrayBuffer.prototype, 'maxByteLength');

/** A copy of the bytes of a buffer. */
export function bytesOf(buffer: ArrayBuffer): Buffer {
  const copy = new Uint8Array(new Uint8Array(buffer)); // the buffer's own properties are asked for nothing
  return Buffer.from(copy.buffer);
}

export const sourceOfRegExp: Read<string> = slot(RegExp.prototype, 'source');

const flagSlots: [flag: string, isSet: Read<boolean | undefined>][] = [
  ['d', slot(RegExp.prototype, 'hasIndices')],
  ['g', slot(RegExp.prototype, 'global')],
  ['i', slot(RegExp.prototype, 'ignoreCase')],
  ['m', slot(RegExp.prototype, 'multiline')],
  ['s', slot(RegExp.prototype, 'dotAll')],
  ['u', slot(RegExp.prototype, 'unicode')],
  ['v', slot(RegExp.prototype, 'unicodeSets')],
  ['y', slot(RegExp.prototype, 'sticky')],
];

/** The accessor `flags` itself asks the properties of the object for each flag. */
export function flagsOfRegExp(object: object): string {
  return flagSlots.map(([flag, isSet]) => (isSet(object) === true ? flag : '')).join('');
}
