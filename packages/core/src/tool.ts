import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { JSONSchema7 } from 'json-schema';
import type { RetryOptions } from './retry.ts';

/**
 * What a running tool tells about how far it is. Delivered to `onProgress` and to the event `call-progress`, in the
 * order of the reports, never after the result of its call.
 */
export interface ProgressReport {
  /** How much is done, from 0 to 1. */
  fraction?: number;
  /** One line for a person to read. */
  message?: string;
  /** Anything else; has to be plain data when the tool runs in another thread or process. */
  detail?: unknown;
}

/** The second parameter of every tool; a superset of what the AI SDK passes to `execute`. */
export interface ToolContext {
  /** The id that the model gave to this call. */
  readonly toolCallId: string;
  /** The name under which the model called the tool. */
  readonly toolName: string;
  /** Live in every mode: aborted on cancel and on timeout, with an `ExecError` as its reason. */
  readonly abortSignal: AbortSignal;
  /** Always empty here: conversations stay with the host. Present since tools of the AI SDK expect the field. */
  readonly messages: never[];
  /** Always empty here, and present for the same reason. What a tool needs goes into its input or its module. */
  readonly context: Record<string, never>;
  /** Reports progress. Needs no `this`, never throws, never waits; a report made after the tool returned is dropped. */
  readonly reportProgress: (report: ProgressReport) => void;
}

/**
 * A tool's function: takes the validated input, returns a value or a promise of one; what it throws becomes a
 * `ToolExecutionError`. An async generator is run to its end: each yielded value is a progress report's `detail`, the
 * last one yielded (or the value returned) is the result, as in the AI SDK.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tools with different inputs have to fit into one record, and parameters are contravariant
export type ToolFunction<I = any, O = unknown> = (input: I, context: ToolContext) => O | Promise<O>;

/**
 * A schema object of the AI SDK (`jsonSchema(…)`), described by its shape. With `validate` it validates itself; without,
 * its `jsonSchema` is treated as plain JSON Schema.
 */
export interface SelfValidatingSchema {
  readonly jsonSchema: JSONSchema7 | PromiseLike<JSONSchema7>;
  validate?(value: unknown): SelfValidation | PromiseLike<SelfValidation>;
}

/** What {@link SelfValidatingSchema.validate} answers. */
export type SelfValidation = { success: true; value: unknown } | { success: false; error: Error };

/**
 * Schemas that describe a tool's input: Standard Schema (zod, valibot, arktype …), plain JSON Schema, or the AI SDK's, which
 * may be given by a function that makes it on first use.
 */
export type InputSchema<I = unknown> = StandardSchemaV1<unknown, I> | JSONSchema7 | SelfValidatingSchema | (() => SelfValidatingSchema);

/** Settings that a tool brings along. They win over the batch's and the executor's: who wrote the tool knows it best. */
export interface ToolExecutionOptions {
  /** Mode in which this tool runs, e.g. `'inline'` for a tool that holds a client of the host. */
  mode?: string;
  /** Limit on the run, in ms, from its start (start-to-close). The time in the queue does not count. */
  timeoutMs?: number;
  /** Limit on the whole call, in ms, from its submission to its result (schedule-to-close). */
  totalTimeoutMs?: number;
  /** How many calls of this tool (by its name) run at the same time in one executor. */
  maxConcurrency?: number;
  /** Names of resources that one call at a time may hold in one executor, e.g. `'db'`. Other calls run on. */
  exclusive?: string | readonly string[];
  /** Limit on the text of a result, in bytes of UTF-8; a longer text loses its middle. */
  maxOutputBytes?: number;
  /** Whether the tool may run twice for one call: what it does a second time changes nothing more. Default: `false`. */
  idempotent?: boolean;
  /** Makes calls that fail again; only for idempotent tools. Default: a call is made once. */
  retry?: RetryOptions;
  /** `false`: never in another mode than the wanted one; a list: only in these modes, in this order. */
  fallback?: boolean | readonly string[];
}

/** A tool as an object. A `tool({ inputSchema, execute })` of the AI SDK fits as it is. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as for ToolFunction
export interface Tool<I = any, O = unknown> {
  /** For `submit` and for messages; in a tool source the key under which the tool is found is its name. */
  name?: string;
  /** For the model; not used here. The AI SDK's may be a function. */
  description?: string | ((...parameters: never[]) => string) | undefined;
  /** Checked in the host before a worker is touched; the tool gets what the schema returned. Absent: any JSON object. */
  inputSchema?: InputSchema<I> | undefined;
  execute: ToolFunction<I, O>;
  /** Settings for its calls. They do nothing beside it, in the tool itself. */
  execution?: ToolExecutionOptions;
}

/**
 * A tool as a source may hold it. The AI SDK's types allow tools without `execute`, which run elsewhere; a call of such a
 * tool is refused with `INVALID_TOOL`.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as for ToolFunction
export type ListedTool = Omit<Tool, 'execute'> & { execute?: ToolFunction<any> | undefined };
