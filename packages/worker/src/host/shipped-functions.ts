import { NotTransportableError } from '@exec/core';
import type { ToolFunction } from '@exec/core';
import { isTransportError, serializeFunction } from '@exec/serialize';
import type { CaptureRule, ClosureFunction } from '@exec/serialize';
import type { ShippedFunction } from '../protocol.ts';
import { KnownFunction, Snapshot } from './known-function.ts';
import { Refusal } from './refusal.ts';
import { TrackRecord } from './track-record.ts';

/** See the options of the same name of `serializeFunction`. */
interface CaptureRules {
  deny: readonly CaptureRule[];
  redact: readonly CaptureRule[];
}

/** What is known of a tool's function: it travels, always as the same, or it was refused. */
type Shipping = KnownFunction | Refusal;

/**
 * Serializes functions, each once, and those that use `this` once for each object on which they are called. Of a closure over
 * state that may change only the code is known: its state is captured anew for each call, so that the call sees the one in which it was
 * submitted. Functions of equal content are one and are loaded once a worker; those of equal code share a record, whatever their
 * state is. Holds none of them: what the program drops is dropped here too.
 */
export class ShippedFunctions {
  /** Functions that travel whatever they are called on. */
  readonly #free = new WeakMap<ToolFunction, KnownFunction>();
  /** Functions that are called on nothing. */
  readonly #bare = new WeakMap<ToolFunction, Shipping>();
  /** Functions that are called on an object, and use it or are refused. */
  readonly #methods = new WeakMap<object, WeakMap<ToolFunction, Shipping>>();
  /** The code of closures whose state may change. */
  readonly #closures = new WeakMap<ToolFunction, KnownFunction>();
  readonly #byContent = new WeakValues<KnownFunction>();
  readonly #records = new WeakValues<TrackRecord>();
  readonly #rules: CaptureRules;

  /** @param rules - what must not leave with a function */
  constructor({ deny, redact }: CaptureRules = { deny: [], redact: [] }) {
    this.#rules = { deny, redact };
  }

  /**
   * Gives the function, at once if it was asked for before and has no state.
   *
   * @param receiver - `this` of the function; anything but an object counts as none
   * @throws NotTransportableError, or rejects with it, if it cannot be serialized; the message says why and what to do
   */
  get(execute: ToolFunction, receiver: unknown): KnownFunction | Promise<KnownFunction | Snapshot> {
    const object = typeof receiver === 'object' && receiver !== null ? receiver : undefined;
    const shipping = object === undefined ? this.#bare.get(execute) : (this.#free.get(execute) ?? this.#methods.get(object)?.get(execute));
    // One that is being found out is asked for again: it may be a closure, and each call sees the state of its own moment.
    if (shipping === undefined) return this.#ship(execute, object);
    if (!(shipping instanceof Refusal)) return shipping;
    if (shipping.isDue()) return this.#ship(execute, object);
    throw notTransportable(shipping.error);
  }

  async #ship(execute: ToolFunction, receiver: object | undefined): Promise<KnownFunction | Snapshot> {
    try {
      const data = await serializeFunction(execute, { ...this.#rules, receiver });
      if (data.kind === 'closure' && !data.isConstant) {
        this.#shippingsOf(receiver).delete(execute); // it may have been refused before
        return new Snapshot(this.#closure(execute, data), data.id, data.state);
      }
      const known = this.#known(data.id, data, data.kind === 'closure' ? data.code.id : undefined);
      this.#shippingsOf(receiver).set(execute, known);
      if (receiver !== undefined && !known.isOnHolder) this.#free.set(execute, known);
      return known;
    } catch (error) {
      const shippings = this.#shippingsOf(receiver);
      const before = shippings.get(execute);
      shippings.set(execute, new Refusal(error, before instanceof Refusal ? before : undefined));
      throw notTransportable(error);
    }
  }

  #shippingsOf(receiver: object | undefined): WeakMap<ToolFunction, Shipping> {
    if (receiver === undefined) return this.#bare;
    let methods = this.#methods.get(receiver);
    if (methods === undefined) this.#methods.set(receiver, (methods = new WeakMap()));
    return methods;
  }

  #closure(execute: ToolFunction, { name, code }: ClosureFunction): KnownFunction {
    const present = this.#closures.get(execute);
    if (present?.data.kind === 'code' && present.data.code.id === code.id) return present;
    const known = this.#known(`code ${code.id}`, { kind: 'code', name, code }, code.id);
    this.#closures.set(execute, known);
    return known;
  }

  #known(id: string, data: ShippedFunction, codeId: string | undefined): KnownFunction {
    return this.#byContent.get(id, () => new KnownFunction(data, codeId === undefined ? undefined : this.#records.get(codeId, () => new TrackRecord())));
  }
}

/** Values by a text, each for as long as somebody else holds it. */
class WeakValues<Value extends object> {
  readonly #values = new Map<string, WeakRef<Value>>();
  readonly #dropped = new FinalizationRegistry<string>((key) => {
    if (this.#values.get(key)?.deref() === undefined) this.#values.delete(key);
  });

  get(key: string, make: () => Value): Value {
    const present = this.#values.get(key)?.deref();
    if (present !== undefined) return present;
    const value = make();
    this.#values.set(key, new WeakRef(value));
    this.#dropped.register(value, key);
    return value;
  }
}

/** A new error each time: an error belongs to one call. */
function notTransportable(reason: unknown): NotTransportableError {
  if (isTransportError(reason)) return new NotTransportableError(reason.message, { path: reason.path, cause: reason });
  const message = reason instanceof Error ? reason.message : String(reason);
  return new NotTransportableError(`the tool's function cannot be sent to a worker: ${message}`, { cause: reason });
}
