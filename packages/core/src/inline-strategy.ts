import { runInPlace } from './run-in-place.ts';
import type { ExecutionStrategy, Invocation, StrategyCapabilities } from './strategy.ts';

/**
 * Runs tools on the event loop of the host: no isolation, no cost, no copies. Async tools overlap. A timeout or cancel
 * aborts the tool's signal and settles the call at once, but **cannot stop code**: a synchronous loop blocks the host
 * until it ends, and what ignores its signal goes on in the background.
 *
 * Also the reference for authors of strategies.
 */
export class InlineStrategy implements ExecutionStrategy {
  readonly mode = 'inline';
  readonly capabilities: StrategyCapabilities = { isolation: 'none', preemptive: false };

  submit(invocation: Invocation): Promise<unknown> {
    return runInPlace(invocation);
  }

  async close(): Promise<void> {
    // Nothing is held: the executor has aborted what was left.
  }
}
