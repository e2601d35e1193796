import { addressCallError, toolThrew } from './call-errors.ts';
import { isCarriedValue } from './carried-value.ts';
import type { ExecError } from './errors.ts';
import { limitText, outputText } from './output-text.ts';
import type { FailedAttempt } from './retry.ts';
import type { FallbackStep, ToolCallResult, ValueDegradation } from './result.ts';

/** What a call came to, and the whole text of it. */
export type CallOutcome =
  | { readonly status: 'ok'; readonly value: unknown; readonly degraded: ValueDegradation | undefined; readonly text: string }
  | { readonly status: 'error'; readonly error: ExecError; readonly text: string };

/** The outcome of a call whose strategy resolved with `value`, which may be carried. */
export function valueOutcome(call: { readonly id: string; readonly toolName: string }, value: unknown): CallOutcome {
  if (!isCarriedValue(value)) return { status: 'ok', value, degraded: undefined, text: outputText(value) };
  try {
    return { status: 'ok', value: value.value, degraded: value.degraded, text: value.output };
  } catch (error) {
    return errorOutcome(call, toolThrew(error)); // it cannot be decoded
  }
}

/**
 * The outcome of a call that failed; its error names the call from now on.
 *
 * @param stoppedBy - what a strategy rejected with when it had stopped the work: it explains a timeout or cancel that has
 *   no cause of its own
 */
export function errorOutcome(call: { readonly id: string; readonly toolName: string }, reason: ExecError, stoppedBy?: unknown): CallOutcome {
  const error = addressCallError(reason, call);
  if (stoppedBy !== undefined && stoppedBy !== error && error.cause === undefined) {
    Object.defineProperty(error, 'cause', { value: stoppedBy, configurable: true, writable: true });
  }
  return { status: 'error', error, text: `Error executing ${call.toolName}: ${error.message}` };
}

/** What a result tells of a call's way. */
export interface CallRecord {
  readonly id: string;
  readonly toolName: string;
  readonly mode: string;
  readonly worker: string | undefined;
  readonly fellBack: readonly FallbackStep[] | undefined;
  readonly failedAttempts: readonly FailedAttempt[] | undefined;
  /** Moments on the clock of `performance.now()`; a call that did not begin has no start. */
  readonly submittedAtMs: number;
  readonly startedAtMs: number | undefined;
}

/** The result of a call; a text of more than `maxOutputBytes` loses its middle. */
export function callResult(call: CallRecord, settledAtMs: number, outcome: CallOutcome, maxOutputBytes: number | undefined): ToolCallResult {
  const { id, toolName: name, mode, worker, fellBack, failedAttempts, submittedAtMs, startedAtMs = settledAtMs } = call;
  const durationMs = settledAtMs - submittedAtMs;
  const queuedMs = startedAtMs - submittedAtMs;
  const runMs = settledAtMs - startedAtMs;
  // Written out, since a literal costs a third of what spreading one costs.
  const result: Writable<ToolCallResult> =
    outcome.status === 'ok'
      ? { id, name, mode, status: 'ok', value: outcome.value, output: outcome.text, durationMs, queuedMs, runMs }
      : { id, name, mode, status: 'error', error: outcome.error, output: outcome.text, durationMs, queuedMs, runMs };
  if (worker !== undefined) result.worker = worker;
  if (outcome.status === 'ok' && result.status === 'ok' && outcome.degraded !== undefined) result.degraded = outcome.degraded;
  if (fellBack !== undefined) result.fellBack = fellBack;
  if (failedAttempts !== undefined) result.failedAttempts = failedAttempts;
  if (maxOutputBytes !== undefined) {
    const { text, truncatedFromBytes } = limitText(outcome.text, maxOutputBytes);
    result.output = text;
    if (truncatedFromBytes !== undefined) result.truncatedFromBytes = truncatedFromBytes;
  }
  return result;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
