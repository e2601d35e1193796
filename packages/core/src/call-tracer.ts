import { tracingChannel } from 'node:diagnostics_channel';
import type { ExecError } from './errors.ts';
import type { CallIdentity } from './events.ts';
import type { ToolCallResult } from './result.ts';

/** What the subscribers of the tracing channel `exec:call` get: one object a call, filled as the call goes on. */
export interface CallTrace extends CallIdentity {
  result?: ToolCallResult;
  error?: ExecError;
}

const callChannel = tracingChannel<CallTrace>('exec:call');
const callChannelParts = [callChannel.start, callChannel.end, callChannel.asyncStart, callChannel.asyncEnd, callChannel.error];

/**
 * One call under the tracing channel `exec:call`: `start` and `end` around the dispatch (with the stores that subscribers
 * bound, e.g. a span), `asyncStart` and `asyncEnd` around the result, `error` for a failure.
 */
export class CallTracer {
  readonly #trace: CallTrace;
  #isBeginning = true;
  #result: ToolCallResult | undefined;

  constructor(call: CallIdentity) {
    this.#trace = { id: call.id, name: call.name, mode: call.mode };
  }

  /** Whether anybody subscribed. */
  static get isWanted(): boolean {
    for (const part of callChannelParts) if (part.hasSubscribers) return true;
    return false;
  }

  begin(begin: () => void): void {
    callChannel.start.runStores(this.#trace, begin);
    callChannel.end.publish(this.#trace);
    this.#isBeginning = false;
    if (this.#result !== undefined) this.#publish(this.#result);
  }

  settled(result: ToolCallResult): void {
    if (this.#isBeginning) this.#result = result;
    else this.#publish(result);
  }

  #publish(result: ToolCallResult): void {
    const trace = this.#trace;
    trace.result = result;
    if (result.status === 'error') {
      trace.error = result.error;
      callChannel.error.publish(trace);
    }
    callChannel.asyncStart.runStores(trace, () => {
      callChannel.asyncEnd.publish(trace);
    });
  }
}
