import { DefaultSerializer, Deserializer } from 'node:v8';

/*
 * V8's format for values, with large memory (of typed arrays, DataView, Buffer, ArrayBuffer) beside it instead of in it: it is copied
 * once, when it is taken, and then travels as it is. Python's pickle calls this out-of-band buffers (PEP 574).
 */

/** A value in V8's format. */
export interface SerializedValue {
  readonly data: Uint8Array;
  /** Its large ArrayBuffers, then the memory of its large views, in the order in which `data` names them; absent if there are none. */
  readonly buffers?: readonly Uint8Array[];
}

/** What becomes of large memory: a copy, or the memory itself. */
export type TakeMemory = (view: Uint8Array) => Uint8Array;

/** Smaller memory costs less in the data than beside them. */
const leastBytes = 64 * 1024;

/** What the data call each kind of view is its place here. Float16Array is younger than Node 20. */
const kinds = [
  'Uint8Array', 'Int8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'DataView',
].map((name) => ({ name, View: (globalThis as unknown as Record<string, ViewConstructor | undefined>)[name] }));
const dataView = kinds.length - 1;
/** The one subclass that arrives as what it is. */
const nodeBuffer = kinds.length;

interface ViewConstructor {
  readonly BYTES_PER_ELEMENT?: number;
  new (memory: ArrayBuffer, offset: number, length: number): ArrayBufferView;
}

// A tool may replace these on the far side.
const isView = ArrayBuffer.isView.bind(ArrayBuffer);
const { getPrototypeOf } = Object;
const bufferPrototype: unknown = Buffer.prototype;
const allocate = Buffer.allocUnsafeSlow.bind(Buffer) as (size: number) => Buffer; // `as`: Node declares `this` of it as any
const tagged = Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag) as { get: () => unknown };
/** The name of a typed array's class, undefined for a DataView; no property of the view is read. */
const tagOf = Function.prototype.call.bind(tagged.get) as (view: ArrayBufferView) => unknown; // `as`: what bind makes of it

/** In memory of its own, which may be handed to another thread. */
export function ownCopy(view: Uint8Array): Uint8Array<ArrayBuffer> {
  // Memory that need not be zero is mostly memory that was used before: a fifth of the time that new pages cost.
  const copy = allocate(view.byteLength) as Uint8Array<ArrayBuffer>; // by its documentation never shared
  copy.set(view);
  return copy;
}

class OutOfBandSerializer extends DefaultSerializer {
  readonly #take: TakeMemory;
  readonly buffers: Uint8Array[] = [];

  constructor(arrayBuffers: readonly ArrayBuffer[], take: TakeMemory) {
    super();
    this.#take = take;
    this.writeHeader();
    const taken = new WeakSet<ArrayBuffer>();
    for (let index = 0; index < arrayBuffers.length; index++) {
      const arrayBuffer = arrayBuffers[index] as ArrayBuffer; // within the list
      if (arrayBuffer.byteLength < leastBytes || taken.has(arrayBuffer)) continue;
      taken.add(arrayBuffer);
      this.transferArrayBuffer(this.buffers.length, arrayBuffer);
      this.#add(new Uint8Array(arrayBuffer));
    }
    this.writeUint32(this.buffers.length);
  }

  #add(bytes: Uint8Array): void {
    this.buffers[this.buffers.length] = this.#take(bytes); // a tool may replace `push`
  }

  /** V8 asks for each view: see `DefaultSerializer` in Node's documentation. */
  _writeHostObject(view: ArrayBufferView): void {
    const kind = isView(view) ? kindOf(view) : -1;
    if (kind === -1) throw new TypeError('an object of Node.js that cannot be cloned');
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    this.writeUint32(kind);
    this.writeUint32(bytes.length);
    if (bytes.length < leastBytes) this.writeRawBytes(bytes);
    else this.#add(bytes);
  }
}

function kindOf(view: ArrayBufferView): number {
  if (getPrototypeOf(view) === bufferPrototype) return nodeBuffer;
  const tag = tagOf(view);
  if (tag === undefined) return dataView;
  for (let kind = 0; kind < dataView; kind++) if (kinds[kind]?.name === tag) return kind;
  return -1;
}

/** Not a DefaultDeserializer, whose constructor hands its argument on by an iterator, which a tool may replace. */
class OutOfBandDeserializer extends Deserializer {
  readonly #buffers: readonly Uint8Array[];
  #next = 0;

  constructor({ data, buffers = [] }: SerializedValue) {
    super(data);
    this.#buffers = buffers;
    this.readHeader();
    const arrayBuffers = this.readUint32();
    for (let id = 0; id < arrayBuffers; id++) this.transferArrayBuffer(id, this.#memory().buffer);
  }

  _readHostObject(): ArrayBufferView {
    const kind = this.readUint32();
    const size = this.readUint32();
    // Small ones are copied: a view of the message would show what else is in it.
    const bytes = size < leastBytes ? ownCopy(this.readRawBytes(size)) : this.#memory();
    if (kind === nodeBuffer) return Buffer.from(bytes.buffer, bytes.byteOffset, size);
    const View = kinds[kind]?.View;
    if (View === undefined) throw new RangeError(`the data hold a view of unknown kind ${kind}`);
    return new View(bytes.buffer, bytes.byteOffset, size / (View.BYTES_PER_ELEMENT ?? 1));
  }

  #memory(): Uint8Array<ArrayBuffer> {
    const bytes = this.#buffers[this.#next++];
    if (bytes === undefined) throw new RangeError('the data name memory that is not beside them');
    return bytes as Uint8Array<ArrayBuffer>; // as it was made
  }
}

/**
 * Writes a value in V8's format.
 *
 * @param arrayBuffers - those in the value that are to stand beside the data if they are large; V8 does not ask for them
 * @param take - what is to become of large memory
 * @throws if structured clone cannot carry the value
 */
export function serialize(value: unknown, arrayBuffers: readonly ArrayBuffer[], take: TakeMemory): SerializedValue {
  const serializer = new OutOfBandSerializer(arrayBuffers, take);
  serializer.writeValue(value);
  const data = serializer.releaseBuffer();
  return serializer.buffers.length === 0 ? { data } : { data, buffers: serializer.buffers };
}

/** Reads what {@link serialize} wrote. The value takes the memory beside the data over. @throws if it cannot be read */
export function deserialize(serialized: SerializedValue): unknown {
  return new OutOfBandDeserializer(serialized).readValue();
}
