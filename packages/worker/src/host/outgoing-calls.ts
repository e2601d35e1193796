import { callItems } from '../protocol.ts';
import type { CallList } from '../protocol.ts';
import type { Job } from './job.ts';
import type { KnownFunction, Snapshot } from './known-function.ts';

/** A state that the worker has, or will have. */
interface SentState {
  readonly id: string;
  /** Names the function in this state. */
  readonly number: number;
  /** It could not be sent. */
  isLost: boolean;
}

/** The calls that go to a worker with the next message, and the states of closures that they need. */
export class OutgoingCalls {
  readonly #send: (calls: CallList) => void;
  readonly #onTooLarge: (call: number, what: 'input' | 'state', error: unknown) => void;
  #calls: CallList = [];
  readonly #states = new WeakMap<KnownFunction, SentState>();
  #lastState = 0;
  /** By number. */
  readonly #statesInMessage = new Map<number, SentState>();
  /** Why states of this message could not be sent. */
  readonly #unsent = new Map<number, unknown>();

  /**
   * @param send - may throw, if the calls are more than one message holds
   * @param onTooLarge - called for a call whose input, or the state of whose function, is so all alone
   */
  constructor(send: (calls: CallList) => void, onTooLarge: (call: number, what: 'input' | 'state', error: unknown) => void) {
    this.#send = send;
    this.#onTooLarge = onTooLarge;
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  add(call: number, { invocation, input, snapshot }: Job, known: KnownFunction): void {
    const functionNumber = snapshot === undefined ? known.number : this.#stateNumber(known, snapshot);
    this.#calls.push(call, functionNumber, invocation.toolName, invocation.id, input);
  }

  /** Sends the state ahead of the call, unless the worker has it. */
  #stateNumber(known: KnownFunction, { id, state }: Snapshot): number {
    const present = this.#states.get(known);
    if (present?.id === id && !present.isLost) return present.number;
    const number = --this.#lastState; // functions have numbers above 0
    const sent = { id, number, isLost: false };
    this.#states.set(known, sent);
    this.#statesInMessage.set(number, sent);
    this.#calls.push(-known.number, number, '', '', state);
    return number;
  }

  flush(): void {
    const calls = this.#calls;
    this.#calls = [];
    this.#sendAll(calls);
    this.#statesInMessage.clear();
    this.#unsent.clear();
  }

  /** A batch may be more than one message holds; then it goes in parts. */
  #sendAll(calls: CallList): void {
    const sendable = this.#unsent.size === 0 ? calls : this.#withoutUnsent(calls);
    if (sendable.length === 0) return;
    try {
      this.#send(sendable);
    } catch (error) {
      const half = Math.ceil(sendable.length / callItems / 2) * callItems;
      if (half >= sendable.length) {
        const [call, functionNumber] = sendable as [number, number]; // the layout of CallList
        if (call > 0) this.#onTooLarge(call, 'input', error);
        else this.#lose(functionNumber, error);
        return;
      }
      this.#sendAll(sendable.slice(0, half));
      this.#sendAll(sendable.slice(half));
    }
  }

  #lose(stateNumber: number, error: unknown): void {
    this.#unsent.set(stateNumber, error);
    const state = this.#statesInMessage.get(stateNumber);
    if (state !== undefined) state.isLost = true;
  }

  /** Calls whose state could not be sent are too large like it. */
  #withoutUnsent(calls: CallList): CallList {
    const sendable: CallList = [];
    for (let index = 0; index < calls.length; index += callItems) {
      const [call, functionNumber] = calls.slice(index, index + 2) as [number, number]; // the layout of CallList
      if (call > 0 && this.#unsent.has(functionNumber)) this.#onTooLarge(call, 'state', this.#unsent.get(functionNumber));
      else sendable.push(...calls.slice(index, index + callItems));
    }
    return sendable;
  }
}
