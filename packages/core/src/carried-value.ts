import { types } from 'node:util';
import type { ValueDegradation } from './result.ts';

/** The same in every copy of this package. */
const brand = Symbol.for('@exec/core.carried-value');

/**
 * A tool's value that was encoded elsewhere, with its text. A strategy may resolve `submit` with one of these in place of
 * the bare value: the text was made where the original was, and the value is decoded from what was carried.
 */
export class CarriedValue {
  /** The text of the result, before `maxOutputBytes`. */
  readonly output: string;
  /** Present if `value` is not quite what the tool returned. */
  readonly degraded: ValueDegradation | undefined;
  readonly #decode: () => unknown;

  /**
   * @param output - text of the result
   * @param decode - gives the value; called once for each read
   * @param degraded - what the value lost, if anything
   */
  constructor(output: string, decode: () => unknown, degraded?: ValueDegradation) {
    this.output = output;
    this.degraded = degraded;
    this.#decode = decode;
    Object.defineProperty(this, brand, { value: true });
  }

  get value(): unknown {
    return this.#decode();
  }
}

/** Whether a strategy resolved with a {@link CarriedValue}, of this or another copy of the package. */
export function isCarriedValue(value: unknown): value is CarriedValue {
  // A proxy that the tool returned must not get to run its traps here; only our own class has the brand as own data.
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  return Object.getOwnPropertyDescriptor(value, brand)?.value === true;
}
