import { thrownMessage } from './call-errors.ts';
import { InvalidOptionError, InvalidToolError } from './errors.ts';
import type { CallProgress } from './events.ts';
import type { FallbackRule } from './fallback.ts';
import type { JsonSchemaCompiler } from './input-schema.ts';
import { outputText } from './output-text.ts';
import type { ToolCallResult } from './result.ts';
import type { ExecutionStrategy } from './strategy.ts';
import type { ToolExecutionOptions } from './tool.ts';

/** Limits and rules that an executor has for all calls, a batch for its own, and a tool (`tool.execution`) for its calls. */
export interface CallLimits {
  /** Limit on the run, in ms, from its start. Default: none. */
  timeoutMs?: number;
  /** Limit on lookup, validation and waiting, in ms, from submission to start. Default: none. */
  queueTimeoutMs?: number;
  /** Limit on the whole call, in ms, from submission to result. Default: none. */
  totalTimeoutMs?: number;
  /** Limit on the text of a result, in bytes of UTF-8; a longer one loses its middle. Default: none. */
  maxOutputBytes?: number;
  /** What happens to calls that the wanted strategy cannot begin. Default: `true`. */
  fallback?: FallbackRule;
}

/** Options of `new Executor`. */
export interface ExecutorOptions extends CallLimits {
  /** In the order of preference for fallback. Inline is always there, last, unless given. They are closed by `shutdown`. */
  strategies?: readonly ExecutionStrategy[];
  /** Mode of calls that do not choose one. Default: that of the first strategy given, else `'inline'`. */
  mode?: string;
  /** How many calls are with strategies at the same time; others wait in the order of arrival. Default: no limit. */
  maxConcurrency?: number;
  /** Limit on the JSON text of a call's arguments, in bytes of UTF-8. Default: 1 MiB. */
  maxArgumentBytes?: number;
  /** Validator for tools whose `inputSchema` is plain JSON Schema: `jsonSchemaValidator` of `@exec/core/json-schema`. */
  jsonSchema?: JsonSchemaCompiler;
  /** How long `shutdown` waits for calls in flight before it cancels them, in ms. Default: 5000. */
  shutdownTimeoutMs?: number;
}

/** Options of a batch, or of one call with `submit`. */
export interface ExecuteOptions extends CallLimits {
  /** Mode of the calls, unless their tool chose one. */
  mode?: string;
  /** Cancels the calls: queued ones never begin, running ones are stopped as their strategy can. */
  signal?: AbortSignal;
  /** Called with each progress report, before the result of its call. */
  onProgress?: (progress: CallProgress) => void;
  /** Called with each result, as the calls settle. */
  onResult?: (result: ToolCallResult) => void;
}

/** @throws InvalidOptionError unless `value` is undefined or a number of at least `minimum` (`Infinity` counts) */
export function checkNumberOption(name: string, value: unknown, minimum: number): void {
  if (value === undefined || (typeof value === 'number' && value >= minimum)) return;
  throw new InvalidOptionError(`${name} has to be a number of at least ${minimum}, got ${quoteOption(value)}`);
}

/** A value and its type for a message: `"5" (string)`. */
export function quoteOption(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : outputText(value);
  return `${text.length > 200 ? `${text.slice(0, 200)}…` : text} (${value === null ? 'null' : typeof value})`;
}

/** @throws InvalidOptionError that names the option, its value and the value's type */
export function checkLimits(limits: CallLimits, owner: string): void {
  checkNumberOption(`${owner}.timeoutMs`, limits.timeoutMs, 1);
  checkNumberOption(`${owner}.queueTimeoutMs`, limits.queueTimeoutMs, 1);
  checkNumberOption(`${owner}.totalTimeoutMs`, limits.totalTimeoutMs, 1);
  checkNumberOption(`${owner}.maxOutputBytes`, limits.maxOutputBytes, 1);
  const { fallback } = limits;
  const valid =
    fallback === undefined ||
    typeof fallback === 'boolean' ||
    (Array.isArray(fallback) && fallback.every((mode) => typeof mode === 'string'));
  if (!valid) {
    throw new InvalidOptionError(`${owner}.fallback has to be true, false or a list of modes, got ${quoteOption(fallback)}`);
  }
}

/**
 * Checks what a tool brings along: its author's mistake is the result of its calls, where an executor's option is thrown.
 *
 * @throws InvalidToolError
 */
export function checkToolSettings(settings: ToolExecutionOptions): void {
  try {
    checkLimits(settings, 'execution');
    checkNumberOption('execution.maxConcurrency', settings.maxConcurrency, 1);
  } catch (error) {
    throw new InvalidToolError(`the tool is not set up rightly: ${thrownMessage(error)}`, { cause: error });
  }
}
