import type { Writable } from 'node:stream';
import { deserialize, serialize } from '@exec/worker/far';

/*
 * A frame: mark (3 bytes), format of the body (1 byte), length of the body (4 bytes, little endian), body.
 * The mark tells a frame from what a tool writes into the descriptor, from its first byte on: no text begins so.
 * JSON is several times faster than V8's format for lists of strings and numbers, which is what nearly all messages are;
 * V8's carries everything else. Large memory stands behind the body, as it is; the body of such a frame begins with the number
 * of its pieces and the length of each (4 bytes each).
 */
const mark = [0xff, 0x65, 0x78];
const headerBytes = mark.length + 5;
/** A frame, or a piece of memory behind it, that claims to be larger is none. */
const maxBytes = 2 ** 30;
const format = { json: 0, v8: 1, v8WithMemory: 2 } as const;
/** A larger body is not copied behind its header, but written after it. */
const largeBody = 16 * 1024;

// A tool may replace these on the far side.
const { parse, stringify } = JSON;

/** Whether a tool has given all lists or objects a `toJSON`: then JSON carries nothing exactly. */
function isJsonAltered(): boolean {
  return ([] as { toJSON?: unknown }).toJSON !== undefined;
}

/**
 * Writes a message as one frame.
 *
 * @param flat - whether JSON carries the message exactly
 * @returns the frame in pieces; large memory in the message is among them as it is, and is not to be changed until it is written
 * @throws RangeError if the message is too large for one buffer or string
 */
export function encodeFrame(message: unknown, flat: boolean): Uint8Array[] {
  if (flat && !isJsonAltered()) {
    const text = stringify(message);
    const size = Buffer.byteLength(text);
    const frame = newFrame(format.json, size, size);
    frame.write(text, headerBytes);
    return [frame];
  }
  const { data, buffers = [] } = serialize(message, [], (view) => view);
  const body = buffers.length === 0 ? data : Buffer.concat([lengthsOf(buffers), data]);
  const isLarge = body.length > largeBody;
  const frame = newFrame(buffers.length === 0 ? format.v8 : format.v8WithMemory, body.length, isLarge ? 0 : body.length);
  const pieces: Uint8Array[] = [frame];
  // Neither spread nor `push`, which a tool may replace.
  if (isLarge) pieces[1] = body;
  else frame.set(body, headerBytes);
  for (let index = 0; index < buffers.length; index++) pieces[pieces.length] = buffers[index] as Uint8Array; // within the list
  return pieces;
}

/** What stands before the data in the body of a frame with memory. */
function lengthsOf(buffers: readonly Uint8Array[]): Buffer {
  const lengths = Buffer.allocUnsafe(4 + 4 * buffers.length);
  lengths.writeUInt32LE(buffers.length, 0);
  for (let index = 0; index < buffers.length; index++) {
    const { length } = buffers[index] as Uint8Array; // within the list
    checkSize(length);
    lengths.writeUInt32LE(length, 4 + 4 * index);
  }
  return lengths;
}

/** Writes the pieces of a frame, all in one go if the pipe has room. */
export function writeAll(pipe: Writable, pieces: readonly Uint8Array[]): void {
  if (pieces.length > 1) pipe.cork();
  for (let index = 0; index < pieces.length; index++) pipe.write(pieces[index]);
  if (pieces.length > 1) pipe.uncork();
}

/** A frame with its header, and room for so many bytes of its body. */
function newFrame(bodyFormat: number, bodyBytes: number, room: number): Buffer {
  checkSize(bodyBytes);
  const frame = Buffer.allocUnsafe(headerBytes + room);
  frame.set(mark);
  frame.writeUInt8(bodyFormat, mark.length);
  frame.writeUInt32LE(bodyBytes, mark.length + 1);
  return frame;
}

function checkSize(size: number): void {
  if (size > maxBytes) throw new RangeError(`a message of ${size} bytes is larger than a frame may be (${maxBytes})`);
}

/** Looks at as much of a header as is there. */
function checkHeader(bytes: Uint8Array): void {
  for (let index = 0; index < mark.length && index < bytes.length; index++) {
    if (bytes[index] !== mark[index]) throw new Error('the pipe carries something that is no message');
  }
  const bodyFormat = bytes[mark.length];
  if (bodyFormat !== undefined && bodyFormat > format.v8WithMemory) throw new Error(`the pipe carries a message of unknown format ${bodyFormat}`);
}

const nothing: Buffer = Buffer.alloc(0);

/** Cuts a stream of bytes into messages. */
export class FrameReader {
  /** A header of which only a part has come. */
  #header: Buffer = nothing;
  #format = 0;
  /** Lengths of the pieces of a frame whose header has come: the body, and as soon as that tells them those of the memory behind it. */
  #lengths: number[] = [];
  /** The pieces that are complete. */
  #pieces: Buffer[] = [];
  /** The next piece, and how much of it has come. */
  #piece: Buffer | undefined;
  #filled = 0;

  /**
   * Takes a piece of the stream and gives the messages that are complete with it. Nothing of the piece is used afterwards. Throws if one
   * cannot be read.
   */
  *read(chunk: Buffer): Generator<unknown> {
    let rest = chunk;
    while (rest.length > 0) {
      rest = this.#lengths.length === 0 ? this.#readHeader(rest) : this.#gather(rest);
      const body = this.#pieces[0]; // not by destructuring, which uses an iterator that a tool may replace
      if (body === undefined || this.#pieces.length < this.#lengths.length) continue;
      if (this.#format === format.v8WithMemory && this.#lengths.length === 1) {
        this.#lengths = lengthsIn(body);
        continue;
      }
      const pieces = this.#pieces;
      this.#pieces = [];
      this.#lengths = [];
      yield decode(this.#format, pieces);
    }
  }

  #readHeader(chunk: Buffer): Buffer {
    const missing = headerBytes - this.#header.length;
    const header = missing === headerBytes && chunk.length >= headerBytes ? chunk : Buffer.concat([this.#header, chunk.subarray(0, missing)]);
    checkHeader(header);
    if (header.length < headerBytes) this.#header = header;
    else {
      this.#header = nothing;
      this.#format = header.readUInt8(mark.length);
      this.#lengths = [header.readUInt32LE(mark.length + 1)];
    }
    return chunk.subarray(missing);
  }

  /** Takes what belongs to the next piece. A body that has come in one chunk is read there, unless memory follows. */
  #gather(chunk: Buffer): Buffer {
    const length = this.#lengths[this.#pieces.length] ?? 0;
    if (this.#piece === undefined) {
      checkSize(length);
      if (this.#pieces.length === 0 && chunk.length >= length && this.#format !== format.v8WithMemory) {
        this.#pieces = [chunk.subarray(0, length)];
        return chunk.subarray(length);
      }
      this.#piece = Buffer.allocUnsafeSlow(length);
      this.#filled = 0;
    }
    const taken = chunk.copy(this.#piece, this.#filled);
    this.#filled += taken;
    if (this.#filled === length) {
      this.#pieces[this.#pieces.length] = this.#piece; // a tool may replace `push`
      this.#piece = undefined;
    }
    return chunk.subarray(taken);
  }
}

/** The lengths of all pieces of a frame with memory, the body itself first. */
function lengthsIn(body: Buffer): number[] {
  const lengths = [body.length];
  const count = body.readUInt32LE(0);
  for (let index = 1; index <= count; index++) lengths[index] = body.readUInt32LE(4 * index); // throws beyond the body
  return lengths;
}

function decode(bodyFormat: number, pieces: readonly Buffer[]): unknown {
  const body = pieces[0] as Buffer; // each frame has one
  if (bodyFormat === format.json) return parse(body.toString());
  if (bodyFormat === format.v8) return deserialize({ data: body });
  const buffers: Buffer[] = [];
  for (let index = 1; index < pieces.length; index++) buffers[index - 1] = pieces[index] as Buffer; // within the list
  return deserialize({ data: body.subarray(4 + 4 * buffers.length), buffers });
}
