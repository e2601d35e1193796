import { callItems } from '../protocol.ts';
import type { CallList } from '../protocol.ts';
import type { Job } from './job.ts';
import type { KnownFunction } from './known-function.ts';

/** The calls that go to a worker with the next message. */
export class OutgoingCalls {
  readonly #send: (calls: CallList) => void;
  readonly #onTooLarge: (call: number, error: unknown) => void;
  #calls: CallList = [];

  /**
   * @param send - may throw, if the calls are more than one message holds
   * @param onTooLarge - called for a call that is so all alone
   */
  constructor(send: (calls: CallList) => void, onTooLarge: (call: number, error: unknown) => void) {
    this.#send = send;
    this.#onTooLarge = onTooLarge;
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  add(call: number, { invocation, input }: Job, known: KnownFunction): void {
    this.#calls.push(call, known.number, invocation.toolName, invocation.id, input);
  }

  flush(): void {
    const calls = this.#calls;
    this.#calls = [];
    this.#sendAll(calls);
  }

  /** A batch may be more than one message holds; then it goes in parts. */
  #sendAll(calls: CallList): void {
    try {
      this.#send(calls);
    } catch (error) {
      const half = Math.ceil(calls.length / callItems / 2) * callItems;
      if (half >= calls.length) {
        this.#onTooLarge(calls[0] as number, error); // the layout of CallList
        return;
      }
      this.#sendAll(calls.slice(0, half));
      this.#sendAll(calls.slice(half));
    }
  }
}
