/** Marks our errors across copies of this package: a worker, or a second version in the tree, has classes of its own. */
const brand: unique symbol = Symbol.for('@exec/core.error') as never;

/** The stable codes; each is documented in docs/errors.md. */
export type ExecErrorCode =
  | 'UNKNOWN_TOOL'
  | 'INVALID_ARGUMENTS'
  | 'INVALID_TOOL'
  | 'INVALID_OPTION'
  | 'TOOL_ERROR'
  | 'TIMEOUT'
  | 'CANCELLED'
  | 'WORKER_CRASHED'
  | 'NOT_TRANSPORTABLE'
  | 'STRATEGY_UNAVAILABLE'
  | 'EXECUTOR_CLOSED';

/** What every {@link ExecError} can be given. */
export interface ExecErrorOptions {
  toolName?: string;
  toolCallId?: string;
  /** Whether the same call may succeed when made again. Says nothing about whether it is safe to run the tool twice. */
  retryable?: boolean;
  cause?: unknown;
}

/**
 * The root of all errors of `@exec/*`. `instanceof` works across copies of the package, by a brand and the code.
 */
export class ExecError extends Error {
  readonly code: ExecErrorCode;
  readonly toolName: string | undefined;
  readonly toolCallId: string | undefined;
  readonly retryable: boolean;

  constructor(code: ExecErrorCode, message: string, options: ExecErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.toolName = options.toolName;
    this.toolCallId = options.toolCallId;
    this.retryable = options.retryable ?? false;
    Object.defineProperty(this, brand, { value: true });
  }

  /** For logs and wires: name and message, which JSON leaves out of errors, the own data, and the cause in short. */
  toJSON(): Record<string, unknown> {
    const { name, message, cause } = this;
    const shortCause = cause instanceof Error ? { name: cause.name, message: cause.message } : cause;
    return { ...(this as object), name, message, ...(cause === undefined ? undefined : { cause: shortCause }) };
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!isExecError(value)) return false;
    if (this === ExecError) return true;
    const code = codeOf.get(this);
    // A user's own subclass has no code of its own: ordinary rules apply to it.
    return code === undefined ? Function.prototype[Symbol.hasInstance].call(this, value) : value.code === code;
  }
}

/** Whether a value is an {@link ExecError} of this or another copy of the package. Never throws, for proxies neither. */
export function isExecError(value: unknown): value is ExecError {
  try {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
  } catch {
    return false; // a hostile proxy or getter: certainly none of ours
  }
}

/** No tool has this name; the message names similar ones. */
export class UnknownToolError extends ExecError {
  readonly suggestions: readonly string[];
  constructor(message: string, options: ExecErrorOptions & { suggestions?: readonly string[] } = {}) {
    super('UNKNOWN_TOOL', message, options);
    this.suggestions = options.suggestions ?? [];
  }
}

/** One fault in the arguments: where, as `items[0].price` (empty: the whole), and what was expected. */
export interface ArgumentIssue {
  readonly path: string;
  readonly message: string;
}

/** The arguments are no JSON, too large, dangerous or of the wrong shape; `issues` says where. The tool did not run. */
export class InvalidArgumentsError extends ExecError {
  readonly issues: readonly ArgumentIssue[];
  constructor(message: string, options: ExecErrorOptions & { issues?: readonly ArgumentIssue[] } = {}) {
    super('INVALID_ARGUMENTS', message, options);
    this.issues = options.issues ?? [];
  }
}

/** The tool itself is defined in a way that cannot be run; the developer has to mend it, not the model. */
export class InvalidToolError extends ExecError {
  constructor(message: string, options: ExecErrorOptions = {}) {
    super('INVALID_TOOL', message, options);
  }
}

/** An option of an executor, a batch or a strategy has a wrong value; thrown, never put in a result. */
export class InvalidOptionError extends ExecError {
  constructor(message: string, options: ExecErrorOptions = {}) {
    super('INVALID_OPTION', message, options);
  }
}

/** The tool threw. `message` is that of what it threw, `cause` is what it threw, with its own name, stack and data. */
export class ToolExecutionError extends ExecError {
  constructor(message: string, options: ExecErrorOptions = {}) {
    super('TOOL_ERROR', message, options);
  }
}

/**
 * The part of a call's life that ran out of time, in the words of Temporal's documentation: `queue` is schedule-to-start,
 * `run` start-to-close, `total` schedule-to-close.
 */
export type TimeoutPhase = 'queue' | 'run' | 'total';

/** A deadline passed; `phase` says which, `timeoutMs` how long it was. */
export class ToolTimeoutError extends ExecError {
  readonly phase: TimeoutPhase;
  readonly timeoutMs: number;
  constructor(message: string, options: ExecErrorOptions & { phase: TimeoutPhase; timeoutMs: number }) {
    super('TIMEOUT', message, { retryable: true, ...options });
    this.phase = options.phase;
    this.timeoutMs = options.timeoutMs;
  }
}

/** The call was cancelled by a signal, by `cancel()` or by the executor's end. `cause` is the reason that was given. */
export class ToolCancelledError extends ExecError {
  constructor(message: string, options: ExecErrorOptions = {}) {
    super('CANCELLED', message, options);
  }
}

/** How a worker ended. */
export interface WorkerExit {
  /** Exit code, where the worker ended by itself. */
  exitCode?: number;
  /** Signal, where a process was killed by one, e.g. `'SIGSEGV'`. */
  signal?: string;
  /** Whether its heap was exhausted. */
  outOfMemory?: boolean;
}

/** The worker that ran the call died. The tool may have done part of its work; it is not run again by itself. */
export class WorkerCrashedError extends ExecError {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly outOfMemory: boolean;
  constructor(message: string, options: ExecErrorOptions & WorkerExit = {}) {
    super('WORKER_CRASHED', message, { retryable: true, ...options });
    this.exitCode = options.exitCode;
    this.signal = options.signal;
    this.outOfMemory = options.outOfMemory ?? false;
  }
}

/** The function or the input cannot be sent to a worker; `path` leads to the culprit. The tool did not run. */
export class NotTransportableError extends ExecError {
  readonly path: readonly string[];
  constructor(message: string, options: ExecErrorOptions & { path?: readonly string[] } = {}) {
    super('NOT_TRANSPORTABLE', message, options);
    this.path = options.path ?? [];
  }
}

/** The strategy could not start a worker, or is not there. The tool did not run. */
export class StrategyUnavailableError extends ExecError {
  constructor(message: string, options: ExecErrorOptions = {}) {
    super('STRATEGY_UNAVAILABLE', message, { retryable: true, ...options });
  }
}

/** The executor was shut down, or the strategy closed, before the call began. The tool did not run. */
export class ExecutorClosedError extends ExecError {
  constructor(message: string, options: ExecErrorOptions = {}) {
    super('EXECUTOR_CLOSED', message, options);
  }
}

const codeOf = new Map<unknown, ExecErrorCode>([
  [UnknownToolError, 'UNKNOWN_TOOL'],
  [InvalidArgumentsError, 'INVALID_ARGUMENTS'],
  [InvalidToolError, 'INVALID_TOOL'],
  [InvalidOptionError, 'INVALID_OPTION'],
  [ToolExecutionError, 'TOOL_ERROR'],
  [ToolTimeoutError, 'TIMEOUT'],
  [ToolCancelledError, 'CANCELLED'],
  [WorkerCrashedError, 'WORKER_CRASHED'],
  [NotTransportableError, 'NOT_TRANSPORTABLE'],
  [StrategyUnavailableError, 'STRATEGY_UNAVAILABLE'],
  [ExecutorClosedError, 'EXECUTOR_CLOSED'],
]);

// The name is on the prototype, so that an error's own properties are its data only.
for (const errorClass of [ExecError, ...codeOf.keys()] as (typeof ExecError)[]) {
  Object.defineProperty(errorClass.prototype, 'name', { value: errorClass.name, configurable: true, writable: true });
}
