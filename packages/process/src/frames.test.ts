import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { FrameReader, encodeFrame } from './frames.ts';

describe('frames', () => {
  it('arrive whole and in order, however the stream is cut', () => {
    const message = fc.oneof(
      fc.record({ flat: fc.constant(true), body: fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.integer())) }),
      fc.record({ flat: fc.constant(false), body: fc.uint8Array({ maxLength: 300 }) }),
      fc.record({ flat: fc.constant(false), body: fc.array(fc.integer({ min: 60_000, max: 70_000 }).map((size) => Buffer.alloc(size, size)), { maxLength: 3 }) }),
      fc.record({ flat: fc.constant(false), body: fc.integer({ min: 10_000, max: 20_000 }).map((size) => 'é'.repeat(size)) }),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), fc.array(fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 65_536 })), { minLength: 1 }), (messages, cuts) => {
        const stream = Buffer.concat(messages.flatMap(({ body, flat }) => encodeFrame(body, flat)));
        const reader = new FrameReader();
        const arrived: unknown[] = [];
        const chunk = Buffer.alloc(65_536);
        for (let offset = 0, turn = 0; offset < stream.length; turn++) {
          const size = stream.copy(chunk, 0, offset, offset + (cuts[turn % (cuts.length + 1)] ?? chunk.length));
          arrived.push(...reader.read(chunk.subarray(0, size)));
          chunk.fill(0xee, 0, size); // as the next chunk may do
          offset += size;
        }
        expect(isDeepStrictEqual(arrived, messages.map(({ body }) => body))).toBe(true); // toEqual takes a second for a megabyte
      }),
      { numRuns: 60 },
    );
  });

  it('throws for bytes that are no frame', () => {
    const frame = Buffer.concat(encodeFrame(['x'], true));
    frame.write('!', 8);
    expect(() => [...new FrameReader().read(frame)]).toThrow(SyntaxError);
    expect(() => [...new FrameReader().read(Buffer.from('p'))]).toThrow(/no message/); // from the first byte on
    const header = Buffer.concat(encodeFrame(['x'], true)).subarray(0, 8);
    header.writeUInt32LE(2 ** 30 + 1, 4);
    expect(() => [...new FrameReader().read(Buffer.concat([header, Buffer.from('x')]))]).toThrow(/larger than a frame may be/);
    const withMemory = Buffer.concat(encodeFrame(new Uint8Array(70_000), false));
    withMemory.writeUInt32LE(2 ** 30 + 1, 12); // the length of the first piece of memory
    expect(() => [...new FrameReader().read(withMemory)]).toThrow(/larger than a frame may be/);
    withMemory.writeUInt32LE(1000, 8); // their number
    expect(() => [...new FrameReader().read(withMemory)]).toThrow(RangeError);
  });

  it('need nothing of what a tool may replace of lists', () => {
    const iterator = Object.getOwnPropertyDescriptor(Array.prototype, Symbol.iterator) as PropertyDescriptor;
    const { push, slice } = Array.prototype;
    const messages = [['x'], { large: Buffer.alloc(70_000, 1), text: 'é'.repeat(20_000) }];
    const arrived: unknown[] = [];
    const poisoned = (): never => { throw new Error('poisoned'); };
    try {
      Object.defineProperty(Array.prototype, Symbol.iterator, { ...iterator, value: poisoned });
      Array.prototype.push = Array.prototype.slice = poisoned;
      for (let index = 0; index < messages.length; index++) {
        const reader = new FrameReader();
        const pieces = encodeFrame(messages[index], index === 0);
        for (let piece = 0; piece < pieces.length; piece++) {
          for (const message of reader.read(Buffer.from(pieces[piece] as Uint8Array))) arrived[arrived.length] = message;
        }
      }
    } finally {
      Object.defineProperty(Array.prototype, Symbol.iterator, iterator);
      Object.assign(Array.prototype, { push, slice });
    }
    expect(arrived).toEqual(messages);
  });
});
