import { NotTransportableError } from '@exec/core';
import type { ToolFunction } from '@exec/core';
import { isTransportError, serializeFunction } from '@exec/serialize';
import { KnownFunction } from './known-function.ts';

/** What is known of a tool's function: it travels, it cannot, or that is being found out. */
type Shipping = KnownFunction | Promise<KnownFunction> | { readonly refusal: unknown };

/**
 * Serializes functions, each once, and those that use `this` once for each object on which they are called; a closure over
 * state that may change anew for each call, so that the call sees the state in which it was submitted. Functions of
 * equal content are one: they share a record and are loaded once a worker. Holds none of them: what the program drops is
 * dropped here too.
 */
export class ShippedFunctions {
  /** Functions that travel whatever they are called on. */
  readonly #free = new WeakMap<ToolFunction, KnownFunction>();
  /** Functions that are called on nothing. */
  readonly #bare = new WeakMap<ToolFunction, Shipping>();
  /** Functions that are called on an object, and use it or are refused. */
  readonly #methods = new WeakMap<object, WeakMap<ToolFunction, Shipping>>();
  readonly #byContent = new Map<string, WeakRef<KnownFunction>>();
  readonly #dropped = new FinalizationRegistry<string>((id) => {
    if (this.#byContent.get(id)?.deref() === undefined) this.#byContent.delete(id);
  });

  /**
   * Gives the function, at once if it was asked for before.
   *
   * @param receiver - `this` of the function; anything but an object counts as none
   * @throws NotTransportableError, or rejects with it, if it cannot be serialized; the message says why and what to do
   */
  get(execute: ToolFunction, receiver: unknown): KnownFunction | Promise<KnownFunction> {
    const object = typeof receiver === 'object' && receiver !== null ? receiver : undefined;
    const shipping = object === undefined ? this.#bare.get(execute) : (this.#free.get(execute) ?? this.#methods.get(object)?.get(execute));
    if (shipping === undefined) return this.#ship(execute, object);
    if ('refusal' in shipping) throw notTransportable(shipping.refusal);
    return shipping instanceof Promise ? orNotTransportable(shipping) : shipping;
  }

  #ship(execute: ToolFunction, receiver: object | undefined): Promise<KnownFunction> {
    const shipping = this.#find(execute, receiver);
    this.#shippingsOf(receiver).set(execute, shipping);
    return orNotTransportable(shipping);
  }

  async #find(execute: ToolFunction, receiver: object | undefined): Promise<KnownFunction> {
    const shippings = this.#shippingsOf(receiver);
    try {
      const known = await this.#serialize(execute, receiver);
      if (known.isSnapshot) {
        shippings.delete(execute); // the next call takes the state of its own moment along
        return known;
      }
      shippings.set(execute, known);
      if (receiver !== undefined && !known.isOnHolder) this.#free.set(execute, known);
      return known;
    } catch (error) {
      // Asking costs as much as many calls; only an answer that is bound to change is asked for again.
      if (isTransportError(error) && error.mayPass) shippings.delete(execute);
      else shippings.set(execute, { refusal: error });
      throw error;
    }
  }

  #shippingsOf(receiver: object | undefined): WeakMap<ToolFunction, Shipping> {
    if (receiver === undefined) return this.#bare;
    let methods = this.#methods.get(receiver);
    if (methods === undefined) this.#methods.set(receiver, (methods = new WeakMap()));
    return methods;
  }

  async #serialize(execute: ToolFunction, receiver: object | undefined): Promise<KnownFunction> {
    const data = await serializeFunction(execute, { receiver });
    const present = this.#byContent.get(data.id)?.deref();
    if (present !== undefined) return present;
    const known = new KnownFunction(data);
    this.#byContent.set(data.id, new WeakRef(known));
    this.#dropped.register(known, data.id);
    return known;
  }
}

async function orNotTransportable(shipping: Promise<KnownFunction>): Promise<KnownFunction> {
  try {
    return await shipping;
  } catch (error) {
    throw notTransportable(error);
  }
}

/** A new error each time: an error belongs to one call. */
function notTransportable(reason: unknown): NotTransportableError {
  if (isTransportError(reason)) return new NotTransportableError(reason.message, { path: reason.path, cause: reason });
  const message = reason instanceof Error ? reason.message : String(reason);
  return new NotTransportableError(`the tool's function cannot be sent to a worker: ${message}`, { cause: reason });
}
