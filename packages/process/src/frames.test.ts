import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader, encodeFrame } from './frames.ts';

describe('frames', () => {
  it('arrive whole and in order, however the stream is cut', () => {
    const message = fc.oneof(
      fc.record({ flat: fc.constant(true), body: fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.integer())) }),
      fc.record({ flat: fc.constant(false), body: fc.uint8Array({ maxLength: 300 }) }),
    );
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (messages, cuts) => {
        const stream = Buffer.concat(messages.map(({ body, flat }) => encodeFrame(body, flat)));
        const reader = new FrameReader();
        const arrived: unknown[] = [];
        for (let offset = 0, turn = 0; offset < stream.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1;
          arrived.push(...reader.read(stream.subarray(offset, offset + size)));
          offset += size;
        }
        expect(arrived).toEqual(messages.map(({ body }) => body));
      }),
    );
  });

  it('throws for bytes that are no frame', () => {
    const frame = encodeFrame(['x'], true);
    frame.write('!', 8);
    expect(() => [...new FrameReader().read(frame)]).toThrow(SyntaxError);
    expect(() => [...new FrameReader().read(Buffer.from('p'))]).toThrow(/no message/); // from the first byte on
    const header = encodeFrame(['x'], true).subarray(0, 8);
    header.writeUInt32LE(2 ** 30 + 1, 4);
    expect(() => [...new FrameReader().read(header)]).toThrow(/larger than a frame may be/);
  });
});
