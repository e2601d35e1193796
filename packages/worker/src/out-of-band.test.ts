import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deserialize, ownCopy, serialize } from './out-of-band.ts';

const large = 64 * 1024;
const constructors: readonly (new (memory: ArrayBuffer, offset: number, length: number) => ArrayBufferView)[] = [
  Uint8Array, Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView,
];

/** As it is where it was copied to. */
function roundTrip(value: unknown, arrayBuffers: ArrayBuffer[] = []): unknown {
  return deserialize(serialize(value, arrayBuffers, ownCopy));
}

describe('serialize', () => {
  it('carries views of every kind and size, each with memory of its own, and none of its surroundings', () => {
    const lengths = fc.constantFrom(0, 1, 9, large / 8 - 1, large / 8, large / 8 + 1);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...constructors), lengths, fc.nat(3))), (plans) => {
        const views = plans.map(([View, length, shift], index) => {
          const memory = new ArrayBuffer(8 * (length + shift) + 8).slice(0);
          new Uint8Array(memory).fill(index + 1);
          return new View(memory, 8 * shift, length);
        });
        const arrived = roundTrip({ views, again: views[0] }) as { views: ArrayBufferView[]; again: unknown };
        expect(arrived.views).toEqual(views);
        expect(arrived.again).toBe(arrived.views[0]);
        for (const view of arrived.views) expect([view.byteOffset, view.buffer.byteLength]).toEqual([0, view.byteLength]);
      }),
    );
  });

  it('carries a Buffer as such, and other subclasses without their class', () => {
    class Pixels extends Uint8Array {}
    const arrived = roundTrip([Buffer.from('text'), Buffer.alloc(large, 'x'), new Pixels([1, 2])]) as Uint8Array[];
    expect(arrived.map((view) => view.constructor)).toEqual([Buffer, Buffer, Uint8Array]);
    expect(String(arrived[0])).toBe('text');
  });

  it('carries ArrayBuffers, large ones beside the data, one that is met twice once', () => {
    const memory = new Uint8Array(large).fill(7).buffer;
    const small = new Uint8Array([1, 2]).buffer;
    const value = { memory, list: [memory, small], view: new Uint8Array(large + 1) };
    const written = serialize(value, [memory, memory, small], ownCopy);
    expect(written.buffers?.map(({ length }) => length)).toEqual([large, large + 1]);
    expect(written.data.length).toBeLessThan(200);
    const arrived = deserialize(written) as typeof value;
    expect(arrived).toEqual(value);
    expect(arrived.list[0]).toBe(arrived.memory);
  });

  it('takes large memory over on both sides if it is told to', () => {
    const bytes = new Uint8Array(large);
    const written = serialize({ bytes }, [], (view) => view);
    expect(written.buffers?.[0]?.buffer).toBe(bytes.buffer);
    expect((deserialize(written) as { bytes: Uint8Array }).bytes.buffer).toBe(bytes.buffer);
  });

  it('refuses objects of Node that only look like plain ones', () => {
    const { port1 } = new MessageChannel();
    expect(() => serialize({ port1 }, [], ownCopy)).toThrow('an object of Node.js that cannot be cloned');
    port1.close();
  });
});

describe('deserialize', () => {
  it('throws where memory is missing, and for what was never written', () => {
    const { data } = serialize(new Uint8Array(large), [], ownCopy);
    expect(() => deserialize({ data })).toThrow('the data name memory that is not beside them');
    expect(() => deserialize({ data, buffers: [new Uint8Array(3)] })).toThrow(RangeError);
    expect(() => deserialize({ data: Buffer.from('nonsense') })).toThrow();
  });
});
