import type { CallProgress } from './events.ts';
import type { FallbackRule } from './fallback.ts';
import type { JsonSchemaCompiler } from './input-schema.ts';
import type { ToolCallResult } from './result.ts';
import type { ExecutionStrategy } from './strategy.ts';

/** Limits and rules that an executor has for all calls, a batch for its own, and a tool (`tool.execution`) for its calls. */
export interface CallLimits {
  /** Limit on the run, in ms, from its start. Default: none. */
  timeoutMs?: number;
  /** Limit on lookup, validation and waiting, in ms, from submission to the first start. Default: none. */
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
  /** In the order of preference for fallback. Inline is always there, last, unless given. `shutdown` closes them, so none can be another executor's too. */
  strategies?: readonly ExecutionStrategy[];
  /** Mode of calls that do not choose one. Default: that of the first strategy given, else `'inline'`. */
  mode?: string;
  /** How many calls are with strategies at the same time; others wait in the order of arrival. Default: no limit. */
  maxConcurrency?: number;
  /** How many calls may wait, those of one batch included, from their submission to their first start; a further one gets `QUEUE_FULL`. Default: no limit. */
  maxQueue?: number;
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

/** Options of a stream. */
export interface StreamOptions extends ExecuteOptions {
  /**
   * How many calls are taken in whose results have not been read. Default: 1024; of a list that is given without it, all.
   */
  highWaterMark?: number;
}

/** Each of {@link CallLimits}. */
export const allLimits: Readonly<Record<keyof CallLimits, true>> = { timeoutMs: true, queueTimeoutMs: true, totalTimeoutMs: true, maxOutputBytes: true, fallback: true };
