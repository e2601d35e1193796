import { runTool } from '@exec/core/far';
import type { ToolFunction } from '@exec/core';
import { prepareCode, prepareFunction } from '@exec/serialize/far';
import { AsyncLocalStorage } from 'node:async_hooks';
import { encodeThrown } from '../error-codec.ts';
import type { EncodedThrown } from '../error-codec.ts';
import { callItems, outcomeKind } from '../protocol.ts';
import type { CallList, HostMessage, OutcomePayload, ShippedFunction } from '../protocol.ts';
import { decodeValue, encodeValue, isPlain } from '../value-codec.ts';
import type { EncodedInput } from '../value-codec.ts';
import type { FarWire } from '../wire.ts';
import { CallContext } from './call-context.ts';
import { OutgoingOutcomes } from './outgoing-outcomes.ts';
import { OwnMap } from './own-map.ts';
import { realmDamage } from './realm.ts';

/**
 * Calls run on for so long, in ms. Then the outcomes are sent, which could be lost with the next call, and the event loop
 * has its turn, in which it may hear that a call which has not begun is not to begin.
 */
const sliceMs = 1;

interface Closure {
  /** Gives, for a state, what makes the function in it, anew for each call. */
  readonly inState: (state: string) => () => ToolFunction;
  /** Names it in its present state; 0 before the first. */
  stateNumber: number;
}

// A tool may replace these; the loop keeps those that it found at its start.
const now = performance.now.bind(performance);
const later = setImmediate;
const turn = Promise.resolve();

/**
 * Runs calls in a worker: loads functions, calls them, and sends what became of them, all outcomes of one turn of the
 * event loop in one message. Knows nothing of transports.
 */
export class CallLoop {
  readonly #wire: FarWire;
  /** By number of the function, or of the function in a state. */
  readonly #functions = new OwnMap<number, () => ToolFunction>();
  /** Closures whose state comes with the calls. */
  readonly #closures = new OwnMap<number, Closure>();
  readonly #contexts = new OwnMap<number, CallContext>();
  readonly #outcomes: OutgoingOutcomes;
  /** Tells, for an error that nobody caught, which call it comes from. */
  readonly #origin = new AsyncLocalStorage<CallContext>();
  readonly #runWithin = this.#origin.run.bind(this.#origin); // a tool may replace that of the prototype
  /** Calls that have arrived; those from `#next` on have not begun. */
  #calls: CallList = [];
  #next = 0;
  #flushScheduled = false;
  #recordScheduled = false;
  #running = false;
  /** The last call that began, or was passed over. */
  #lastCall = 0;
  #lastCallMs = 0;
  /** Calls that were aborted before they began: they never will. */
  readonly #revoked = new OwnMap<number, true>();

  constructor(wire: FarWire) {
    this.#wire = wire;
    this.#outcomes = new OutgoingOutcomes(wire);
    this.#watchFaults();
  }

  /** Takes a message of the host. */
  receive(message: HostMessage): void {
    switch (message.kind) {
      case 'define':
        void this.#define(message.functionNumber, message.data);
        break;
      case 'forget':
        this.#functions.delete(message.functionNumber);
        this.#functions.delete(this.#closures.get(message.functionNumber)?.stateNumber ?? 0);
        this.#closures.delete(message.functionNumber);
        break;
      case 'calls':
        this.#take(message.calls);
        break;
      case 'probe':
        // Behind the immediates that the tool has set, which may never end.
        later(() => {
          const damage = realmDamage();
          if (damage === undefined) this.#wire.send({ kind: 'free' });
          else this.#wire.send({ kind: 'fault', error: encodeThrown(new Error(damage)), call: null });
        });
        break;
    }
  }

  /** Aborts the signal of a call, or keeps it from beginning; nothing happens if it is over. */
  abort(call: number, reason: EncodedThrown): void {
    if (call <= this.#lastCall) {
      this.#contexts.get(call)?.abort(reason);
      return;
    }
    // Calls are numbered in the order of sending. Where a wire carries aborts on another way, this one may overtake its call.
    if (this.#revoked.has(call)) return;
    this.#revoked.set(call, true);
    this.#append(call, outcomeKind.unbegun, '', 0);
  }

  async #define(functionNumber: number, data: ShippedFunction): Promise<void> {
    try {
      // what was serialized is a tool's function, by the type of Invocation.execute
      if (data.kind === 'code') this.#closures.set(functionNumber, { inState: (await prepareCode(data.code, data.name)) as Closure['inState'], stateNumber: 0 });
      else this.#functions.set(functionNumber, (await prepareFunction(data)) as () => ToolFunction);
      this.#wire.send({ kind: 'defined', functionNumber });
    } catch (error) {
      this.#wire.send({ kind: 'refused', functionNumber, error: encodeThrown(error) });
    }
  }

  /** Takes a state in, in the place of the one before. It is read when it is first called in, so that a fault is that call's. */
  #enterState(functionNumber: number, stateNumber: number, state: string): void {
    const closure = this.#closures.get(functionNumber);
    if (closure === undefined) return; // its calls find nothing, and fail
    this.#functions.delete(closure.stateNumber);
    closure.stateNumber = stateNumber;
    let make: (() => ToolFunction) | undefined;
    this.#functions.set(stateNumber, () => (make ??= closure.inState(state))());
  }

  #take(calls: CallList): void {
    if (this.#next < this.#calls.length) {
      // Not by `push`, which a tool may replace.
      for (let index = 0; index < calls.length; index++) this.#calls[this.#calls.length] = calls[index] as CallList[number]; // within the list
      return; // the event loop has its turn: then they go on
    }
    this.#calls = calls;
    this.#next = 0;
    this.#runSlice();
  }

  #runSlice(): void {
    this.#running = true;
    this.#runOn(now());
  }

  /** Runs calls up to the end of the slice that began then. */
  #runOn(beganMs: number): void {
    const calls = this.#calls;
    let startedMs = now();
    while (this.#next < calls.length && startedMs - beganMs <= sliceMs) {
      const index = this.#next;
      this.#next += callItems;
      // The layout of CallList.
      const isPending = this.#run(
        calls[index] as number,
        calls[index + 1] as number,
        calls[index + 2] as string,
        calls[index + 3] as string,
        calls[index + 4] as EncodedInput,
        startedMs,
      );
      if (isPending && this.#next < calls.length) {
        void this.#runOnLater(beganMs);
        return;
      }
      startedMs = now();
    }
    this.#running = false;
    if (this.#next >= calls.length) {
      this.#calls = [];
      this.#next = 0;
      this.#scheduleFlush();
      return;
    }
    this.flush();
    // Twice, since the first immediate after a message comes before the event loop reads again.
    later(() => {
      later(() => {
        this.#runSlice();
      });
    });
  }

  /** An async function that waited for nothing has its outcome noted before the next call begins. */
  async #runOnLater(beganMs: number): Promise<void> {
    await turn;
    this.#runOn(beganMs);
  }

  /** @returns whether the tool has given a promise */
  #run(
    call: number,
    functionNumber: number,
    toolName: string,
    toolCallId: string,
    input: EncodedInput,
    startedMs: number,
  ): boolean {
    if (call < 0) {
      this.#enterState(-call, functionNumber, input as string); // the layout of CallList
      return false;
    }
    this.#outcomes.record(call, startedMs);
    this.#lastCall = call;
    this.#lastCallMs = startedMs;
    const isTakenBack = this.#wire.recorder?.isTakenBack(call, now());
    if (this.#revoked.size > 0 && this.#revoked.delete(call)) return false; // it has been told so
    if (isTakenBack === true) {
      this.#append(call, outcomeKind.unbegun, '', 0);
      return false;
    }
    const context = new CallContext(this.#wire, call, toolName, toolCallId);
    this.#contexts.set(call, context);
    let returned: unknown;
    try {
      const execute = this.#functions.get(functionNumber);
      if (execute === undefined) throw new Error(`Function ${functionNumber} was not defined in this worker.`);
      returned = this.#runWithin(context, runTool, execute(), decodeValue(input), context);
      if (isThenable(returned)) {
        void this.#awaitOutcome(context, returned, now() - startedMs);
        return true;
      }
    } catch (error) {
      this.#settle(context, outcomeKind.thrown, encodeThrown(error), now() - startedMs);
      return false;
    }
    this.#settleValue(context, returned, now() - startedMs);
    return false;
  }

  async #awaitOutcome(context: CallContext, promise: PromiseLike<unknown>, busyMs: number): Promise<void> {
    let value: unknown;
    try {
      value = await promise;
    } catch (error) {
      this.#settle(context, outcomeKind.thrown, encodeThrown(error), busyMs);
      return;
    }
    this.#settleValue(context, value, busyMs);
  }

  #settleValue(context: CallContext, value: unknown, busyMs: number): void {
    if (typeof value === 'string') this.#settle(context, outcomeKind.text, value, busyMs);
    else if (value === undefined) this.#settle(context, outcomeKind.undefined, null, busyMs);
    else if (isPlain(value)) this.#settle(context, outcomeKind.plain, value, busyMs);
    else {
      const encoded = encodeValue(value);
      this.#settle(context, typeof encoded === 'string' ? outcomeKind.json : outcomeKind.carried, encoded, busyMs);
    }
  }

  #settle(context: CallContext, kind: number, payload: OutcomePayload, busyMs: number): void {
    const delivery = context.settle();
    if (delivery === undefined) {
      this.#append(context.call, kind, payload, busyMs);
      return;
    }
    void delivery.then(() => {
      this.#append(context.call, kind, payload, busyMs);
    });
  }

  #append(call: number, kind: number, payload: OutcomePayload, busyMs: number): void {
    this.#contexts.delete(call);
    this.#outcomes.add(call, kind, payload, busyMs);
    if (!this.#running) this.#scheduleFlush();
  }

  #scheduleFlush(): void {
    if (this.#contexts.size === 0 && this.#revoked.size === 0) {
      this.flush(); // the last call of all: nothing to gather with
      return;
    }
    if (this.#outcomes.hasUnrecorded && !this.#recordScheduled) {
      this.#recordScheduled = true;
      void this.#recordLater();
    }
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    later(() => {
      this.#flushScheduled = false;
      this.flush();
    });
  }

  /** Before anything else of a tool runs that could end the worker. */
  async #recordLater(): Promise<void> {
    await turn;
    this.#recordScheduled = false;
    if (this.#outcomes.hasUnrecorded) this.#outcomes.record(this.#lastCall, this.#lastCallMs);
  }

  /** Sends the outcomes that are ready, and how far the loop has come. */
  flush(): void {
    this.#outcomes.flush(this.#lastCall);
  }

  #watchFaults(): void {
    const fault = (error: unknown): void => {
      this.flush();
      const context = this.#origin.getStore();
      // Without a store the culprit is unknown (a microtask of Node 20's queueMicrotask, say): the host knows who is left.
      const call = context === undefined ? undefined : this.#contexts.has(context.call) ? context.call : null;
      this.#wire.send({ kind: 'fault', error: encodeThrown(error), ...(call !== undefined && { call }) });
    };
    process.on('uncaughtException', fault);
    process.on('unhandledRejection', fault);
    process.on('exit', () => {
      // What is finished is not lost with a tool that calls process.exit, nor what it kept from beginning.
      this.flush();
      this.#wire.send({ kind: 'leaving', lastCall: this.#lastCall });
    });
  }
}

/** Reads `then` once, as `await` does; what throws there is the tool's own failure. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
