import { runInPlace } from '@exec/core';
import type { ExecutionStrategy, Invocation, StrategyCapabilities } from '@exec/core';
import { setImmediate as nextTurnOfLoop } from 'node:timers/promises';

/**
 * A custom strategy to read: one call after another on the host's event loop, as the loop of a simple agent does it. All
 * that a strategy needs is a mode, its capabilities, `submit` and `close`.
 */
export class SequentialStrategy implements ExecutionStrategy {
  readonly mode = 'sequential';
  readonly capabilities: StrategyCapabilities = { isolation: 'none', preemptive: false };
  #lastTurn: Promise<unknown> = Promise.resolve();

  submit(invocation: Invocation): Promise<unknown> {
    let reason: Error | undefined;
    const aborted = new Promise<never>((_, reject) => {
      invocation.onAbort((given) => {
        reject((reason = given));
      });
    });
    const turn = this.#lastTurn.then(async () => {
      if (reason !== undefined) throw reason; // aborted in the queue: it must never begin
      return Promise.race([aborted, runInPlace(invocation)]); // a tool that ignores its signal does not hold up the next one
    });
    // A failure is told by the promise below; the next call begins all the same, when the host had a chance to do other work.
    this.#lastTurn = turn.catch(() => undefined).then(() => nextTurnOfLoop());
    return Promise.race([aborted, turn]);
  }

  async close(): Promise<void> {
    await this.#lastTurn; // short: the executor has aborted what was left
  }
}
