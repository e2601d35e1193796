import type { ExecError } from './errors.ts';
import type { FailedAttempt } from './retry.ts';

/** A strategy that was wanted and could not begin the call, and why. */
export interface FallbackStep {
  readonly from: string;
  readonly to: string;
  /** The error that kept `from` from beginning the call. */
  readonly reason: ExecError;
}

/** How a value lost something on its way from the worker; the text of the result was made there, from the original. */
export interface ValueDegradation {
  /** Where in the value, as `orders[2].customer`; empty: the whole. */
  readonly path: string;
  /** What is there and what became of it. */
  readonly reason: string;
}

interface ToolCallResultBase {
  /** The model's id for the call. */
  readonly id: string;
  /** The name by which the model called the tool. */
  readonly name: string;
  /** The mode in which the call ran, or would have run. */
  readonly mode: string;
  /** The worker that ran it, e.g. `'thread 1'` or `'process 4711'`; absent where the mode has none or the call did not begin. */
  readonly worker?: string;
  /** From submission to result, in ms; the sum of the next two. */
  readonly durationMs: number;
  /** From submission to start, in ms: lookup, validation and waiting. */
  readonly queuedMs: number;
  /** From start to result, in ms; 0 if the call did not begin. */
  readonly runMs: number;
  /** Text for the model: a string is itself, a JSON value is its JSON, an error is `Error executing NAME: MESSAGE`. */
  readonly output: string;
  /** Size in bytes of the whole text, where `maxOutputBytes` cut its middle out of `output`. */
  readonly truncatedFromBytes?: number;
  /** The attempts before the one that this result is of; present if there were any. Their time counts as queued. */
  readonly failedAttempts?: readonly FailedAttempt[];
  /** Present if the call ran in another mode than the wanted one. */
  readonly fellBack?: readonly FallbackStep[];
}

/** What became of one call. */
export type ToolCallResult<O = unknown> = ToolCallResultBase &
  (
    | {
        readonly status: 'ok';
        readonly value: O;
        /** Present if `value` is not quite what the tool returned. */
        readonly degraded?: ValueDegradation;
      }
    | { readonly status: 'error'; readonly error: ExecError }
  );
