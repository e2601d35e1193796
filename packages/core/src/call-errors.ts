import { InvalidToolError, ToolExecutionError, ToolTimeoutError, copyForCall } from './errors.ts';
import type { ExecError, TimeoutPhase } from './errors.ts';
import type { ExecutionStrategy } from './strategy.ts';
import { reasonMessage, thrownMessage } from './thrown-message.ts';

/**
 * The error with the call that it is about written into it. One that was used for another call before (a tool source or a
 * strategy may throw the same one again), or that is frozen, stays as it is: a copy comes back.
 */
export function addressCallError(error: ExecError, call: { readonly id: string; readonly toolName: string }): ExecError {
  if (error.toolCallId === call.id && error.toolName === call.toolName) return error; // ids repeat from batch to batch
  if (error.toolCallId !== undefined || Object.isFrozen(error)) return copyForCall(error, { toolName: call.toolName, toolCallId: call.id });
  return Object.assign(error, { toolName: error.toolName ?? call.toolName, toolCallId: call.id });
}

/** The error for what a tool threw; for strategies that wrap it themselves, and for those that do not. */
export function toolThrew(thrown: unknown): ToolExecutionError {
  return new ToolExecutionError(thrownMessage(thrown), { cause: thrown });
}

/** The error for code of the host that failed before the tool could be called: a tool source, a schema, a getter. */
export function preparationFailed(thrown: unknown): InvalidToolError {
  return new InvalidToolError(`the tool could not be prepared: ${reasonMessage(thrown)}`, { cause: thrown });
}

/**
 * The error for a deadline; says what became of the work.
 *
 * @param strategy - where the call runs; undefined if it does not
 * @param failedAttempts - those before the one that runs, or is waited for
 */
export function callTimedOut(phase: TimeoutPhase, timeoutMs: number, strategy: ExecutionStrategy | undefined, failedAttempts = 0): ToolTimeoutError {
  const options = { phase, timeoutMs };
  if (phase === 'queue') {
    return new ToolTimeoutError(`timed out: it waited ${timeoutMs} ms for its turn and was not begun`, options);
  }
  const limit = phase === 'run' ? `it ran longer than ${timeoutMs} ms` : `it took longer than ${timeoutMs} ms in all, waiting included`;
  const fate =
    strategy === undefined
      ? failedAttempts === 0
        ? 'it was not begun'
        : `it had failed ${failedAttempts === 1 ? 'once' : `${failedAttempts} times`} and waited to be made again`
      : strategy.capabilities.preemptive
        ? 'its work was stopped'
        : `it was asked to stop, but the mode "${strategy.mode}" cannot stop code that does not listen`;
  return new ToolTimeoutError(`timed out: ${limit}; ${fate}`, options);
}
