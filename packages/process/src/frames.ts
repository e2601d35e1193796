import { deserialize, serialize } from 'node:v8';

/*
 * A frame: length of the body (4 bytes, little endian), format of the body (1 byte), body.
 * JSON is several times faster than V8's format for lists of strings and numbers, which is what nearly all messages are;
 * V8's carries bytes and everything else.
 */
const headerBytes = 5;
const jsonFormat = 0;
const v8Format = 1;

// A tool may replace these on the far side.
const { parse, stringify } = JSON;

/**
 * Writes a message as one frame.
 *
 * @param flat - whether JSON carries the message exactly
 * @throws RangeError if the message is too large for one buffer or string
 */
export function encodeFrame(message: unknown, flat: boolean): Buffer {
  if (!flat) {
    const body = serialize(message);
    const frame = Buffer.allocUnsafe(headerBytes + body.length);
    writeHeader(frame, body.length, v8Format);
    frame.set(body, headerBytes);
    return frame;
  }
  const text = stringify(message);
  const size = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(headerBytes + size);
  writeHeader(frame, size, jsonFormat);
  frame.write(text, headerBytes);
  return frame;
}

function writeHeader(frame: Buffer, size: number, format: number): void {
  frame.writeUInt32LE(size, 0); // throws for a body of 4 GiB or more
  frame.writeUInt8(format, 4);
}

/** Cuts a stream of bytes into messages. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;

  /** Takes a piece of the stream and gives the messages that are complete with it. Throws if one cannot be read. */
  *read(chunk: Buffer): Generator<unknown> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= headerBytes) {
      const header = this.#joined(headerBytes);
      const size = header.readUInt32LE(0);
      const format = header.readUInt8(4);
      if (format !== jsonFormat && format !== v8Format) throw new Error(`the pipe carries something that is no message (format ${format})`);
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
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= size) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}
