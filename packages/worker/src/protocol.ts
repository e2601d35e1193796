import type { ClosureCode, SerializedFunction } from '@exec/serialize';
import type { EncodedThrown } from './error-codec.ts';
import type { EncodedInput, EncodedValue } from './value-codec.ts';

/*
 * What host and worker say to each other. A message goes in one piece; messages of one direction keep their order.
 *
 *   host                                          worker
 *    │  (the worker starts)                         │
 *    │ ◄────────────────────────────────── ready ── │
 *    │ ── define 1 (function) ────────────────────► │  loads it: once a worker, not once a call
 *    │ ◄────────────────────── defined 1 / refused ─│
 *    │ ── forget 0 ───────────────────────────────► │  the program has dropped that function
 *    │ ── calls [1: fn 1 …, 2: fn 1 …] ───────────► │  all that were submitted in one tick; ahead of a call of a
 *    │                                              │  closure stands the state in which it was submitted
 *    │ ◄──────────────────── progress of 2 ──────── │  delivered before the outcome of its call
 *    │ ── abort 2 ────────────────────────────────► │  answered at once by a free event loop,
 *    │ ◄───────────────────────────────── aborted ──│  not at all by a blocked one
 *    │ ◄──────────────── outcomes [1: …, 2: …] (2)──│  all that were ready in one tick; calls up to 2 have begun
 *    │ ◄──────────────────────────────── begun (2) ─│  the same if no outcome is ready: the calls wait for something
 *    │ ── probe ──────────────────────────────────► │  after a call of a function that is not proven
 *    │ ◄─────────────────────────────────── free ── │  a turn of the event loop later; not if the tool blocked it
 *    │ ◄─────────────── fault (of 2 / of nobody) ── │  uncaught: the worker is not used again
 *    │ ◄──────────────────────────── leaving (2) ── │  process.exit: call 3, if there is one, has not begun
 *
 * ready, progress and abort are the wire's own business (see wire.ts): each transport has a better way than a message.
 */

/** From the host to a worker. */
export type HostMessage =
  | { readonly kind: 'define'; readonly functionNumber: number; readonly data: ShippedFunction }
  /** Its calls are over, and no more will come: the host has dropped it. */
  | { readonly kind: 'forget'; readonly functionNumber: number }
  | { readonly kind: 'calls'; readonly calls: CallList }
  /** Asks for `free`. */
  | { readonly kind: 'probe' };

/** From a worker to the host. */
export type FarMessage =
  | { readonly kind: 'defined'; readonly functionNumber: number }
  | { readonly kind: 'refused'; readonly functionNumber: number; readonly error: EncodedThrown }
  /** Calls up to `lastCall` have begun, or never will, here. */
  | { readonly kind: 'outcomes'; readonly outcomes: OutcomeList; readonly lastCall: number }
  | { readonly kind: 'begun'; readonly lastCall: number }
  /** What earlier calls left to be done at once (microtasks, immediates) is done, and the event loop still turns. */
  | { readonly kind: 'free' }
  /** `call` is absent if the culprit is unknown, `null` if it is none of the calls in flight. */
  | { readonly kind: 'fault'; readonly error: EncodedThrown; readonly call?: number | null }
  /** A tool ends the worker by `process.exit`. Calls numbered above `lastCall` have not begun and never will, here. */
  | { readonly kind: 'leaving'; readonly lastCall: number };

/** What a worker is given of a function once: all of it, or of a closure whose state may change the code alone. */
export type ShippedFunction = SerializedFunction | { readonly kind: 'code'; readonly name: string; readonly code: ClosureCode };

/**
 * Calls: number, number of the function, name of the tool, the model's id, encoded input.
 * Flat, since one array of strings and numbers costs a fraction of an array of objects on either wire.
 *
 * Between them stand the states of closures, as calls that are none: minus the number of the function, a number for the function in
 * that state, two empty texts, the state. It takes the place of the function's earlier state: a worker keeps one. The calls
 * behind it name that number, so that a call whose state is not there fails and never runs in another one.
 */
export type CallList = (number | string | EncodedInput)[];
/** Items a call in a {@link CallList}. */
export const callItems = 5;

/** Outcomes: number of the call, {@link outcomeKind}, payload, synchronous work in whole microseconds. */
export type OutcomeList = OutcomePayload[];
/** Items a call in an {@link OutcomeList}. */
export const outcomeItems = 4;

/** What stands in an {@link OutcomeList}. */
export type OutcomePayload = number | boolean | null | string | EncodedValue | EncodedThrown;

/** What an outcome's payload is. */
export const outcomeKind = {
  /** JSON text of an object or array, which is also the text of the result. */
  json: 0,
  /** A string that the tool returned. */
  text: 1,
  /** An {@link EncodedValue} of any other kind. */
  carried: 2,
  /** An {@link EncodedThrown}. */
  thrown: 3,
  /** The call was aborted before it began and will not begin; the payload means nothing. */
  unbegun: 4,
  /** The value itself: a boolean, null, or a number that JSON carries. As text it would cost both sides the most of a tiny call. */
  plain: 5,
  /** The value is undefined; the payload means nothing. */
  undefined: 6,
} as const;

/** What a tool reported; its `detail` may be anything that a value may be. */
export interface EncodedReport {
  readonly fraction?: number;
  readonly message?: string;
  readonly detail?: EncodedValue;
}
