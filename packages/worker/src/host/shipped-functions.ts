import { NotTransportableError } from '@exec/core';
import type { ToolFunction } from '@exec/core';
import { isTransportError, serializeFunction } from '@exec/serialize';
import { KnownFunction } from './known-function.ts';

/** What is known of a tool's function: it travels, it cannot, or that is being found out. */
type Shipping = KnownFunction | Promise<KnownFunction> | { readonly refusal: unknown };

/**
 * Serializes functions, each once. Functions of equal content are one: they share a record and are loaded once a worker.
 * Holds none of them: what the program drops is dropped here too.
 */
export class ShippedFunctions {
  readonly #byFunction = new WeakMap<ToolFunction, Shipping>();
  readonly #byContent = new Map<string, WeakRef<KnownFunction>>();
  readonly #dropped = new FinalizationRegistry<string>((id) => {
    if (this.#byContent.get(id)?.deref() === undefined) this.#byContent.delete(id);
  });

  /**
   * Gives the function, at once if it was asked for before.
   *
   * @throws NotTransportableError, or rejects with it, if it cannot be serialized; the message says why and what to do
   */
  get(execute: ToolFunction): KnownFunction | Promise<KnownFunction> {
    const shipping = this.#byFunction.get(execute);
    if (shipping === undefined) return this.#ship(execute);
    if ('refusal' in shipping) throw notTransportable(shipping.refusal);
    return shipping;
  }

  async #ship(execute: ToolFunction): Promise<KnownFunction> {
    const serialized = this.#serialize(execute);
    this.#byFunction.set(execute, serialized);
    try {
      const known = await serialized;
      this.#byFunction.set(execute, known);
      return known;
    } catch (error) {
      // Kept: the answer for one function object does not change, and asking costs as much as many calls.
      this.#byFunction.set(execute, { refusal: error });
      throw notTransportable(error);
    }
  }

  async #serialize(execute: ToolFunction): Promise<KnownFunction> {
    const data = await serializeFunction(execute);
    const present = this.#byContent.get(data.id)?.deref();
    if (present !== undefined) return present;
    const known = new KnownFunction(data);
    this.#byContent.set(data.id, new WeakRef(known));
    this.#dropped.register(known, data.id);
    return known;
  }
}

/** A new error each time: an error belongs to one call. */
function notTransportable(reason: unknown): NotTransportableError {
  if (isTransportError(reason)) return new NotTransportableError(reason.message, { path: reason.path, cause: reason });
  const message = reason instanceof Error ? reason.message : String(reason);
  return new NotTransportableError(`the tool's function cannot be sent to a worker: ${message}`, { cause: reason });
}
