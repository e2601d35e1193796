import { deserialize, serialize } from 'node:v8';

/*
 * A frame: mark (3 bytes), format of the body (1 byte), length of the body (4 bytes, little endian), body.
 * The mark tells a frame from what a tool writes into the descriptor, from its first byte on: no text begins so.
 * JSON is several times faster than V8's format for lists of strings and numbers, which is what nearly all messages are;
 * V8's carries bytes and everything else.
 */
const mark = [0xff, 0x65, 0x78];
const headerBytes = mark.length + 5;
/** A frame that claims to be larger is none. */
const maxBodyBytes = 2 ** 30;
const jsonFormat = 0;
const v8Format = 1;

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
 * @throws RangeError if the message is too large for one buffer or string
 */
export function encodeFrame(message: unknown, flat: boolean): Buffer {
  if (!flat || isJsonAltered()) {
    const body = serialize(message);
    checkSize(body.length);
    const frame = Buffer.allocUnsafe(headerBytes + body.length);
    writeHeader(frame, body.length, v8Format);
    frame.set(body, headerBytes);
    return frame;
  }
  const text = stringify(message);
  const size = Buffer.byteLength(text);
  checkSize(size);
  const frame = Buffer.allocUnsafe(headerBytes + size);
  writeHeader(frame, size, jsonFormat);
  frame.write(text, headerBytes);
  return frame;
}

function writeHeader(frame: Buffer, size: number, format: number): void {
  frame.set(mark);
  frame.writeUInt8(format, mark.length);
  frame.writeUInt32LE(size, mark.length + 1);
}

function checkSize(size: number): void {
  if (size > maxBodyBytes) throw new RangeError(`a message of ${size} bytes is larger than a frame may be (${maxBodyBytes})`);
}

/** Looks at as much of a header as is there. */
function checkHeader(bytes: Buffer): void {
  for (let index = 0; index < mark.length && index < bytes.length; index++) {
    if (bytes[index] !== mark[index]) throw new Error('the pipe carries something that is no message');
  }
  const format = bytes[mark.length];
  if (format !== undefined && format !== jsonFormat && format !== v8Format) throw new Error(`the pipe carries a message of unknown format ${format}`);
}

/** Cuts a stream of bytes into messages. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;

  /** Takes a piece of the stream and gives the messages that are complete with it. Throws if one cannot be read. */
  *read(chunk: Buffer): Generator<unknown> {
    this.#chunks[this.#chunks.length] = chunk; // a tool may replace `push`
    this.#size += chunk.length;
    while (this.#size > 0) {
      const header = this.#joined(Math.min(this.#size, headerBytes));
      checkHeader(header);
      if (this.#size < headerBytes) return;
      const format = header.readUInt8(mark.length);
      const size = header.readUInt32LE(mark.length + 1);
      checkSize(size);
      if (this.#size < headerBytes + size) return;
      const frame = this.#joined(headerBytes + size);
      this.#chunks = [frame.subarray(headerBytes + size)];
      this.#size -= headerBytes + size;
      if (format === jsonFormat) yield parse(frame.toString('utf8', headerBytes, headerBytes + size));
      else yield deserialize(frame.subarray(headerBytes, headerBytes + size));
    }
  }

  /** A buffer of at least so many bytes from the front; joins chunks only when the first one is too short. */
  #joined(size: number): Buffer {
    const first = this.#chunks[0];
    if (first !== undefined && first.length >= size) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}
