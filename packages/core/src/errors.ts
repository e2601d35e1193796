import { errorMessage } from './error-message.ts';

/** Marks our errors across copies of this package: a worker, or a second version in the tree, has classes of its own. */
const brand = Symbol.for('@exec/core.error');

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
  | 'QUEUE_FULL'
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
    // Its own properties: the methods of a class do not belong there, which spreading `this` would be taken to mean.
    return { ...(this as object), name, message, ...(cause === undefined ? undefined : { cause: inShort(cause) }) };
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!isExecError(value)) return false;
    if (this === ExecError) return true;
    const code = codeOf.get(this);
    // A user's own subclass has no code of its own: ordinary rules apply to it.
    return code === undefined ? Function.prototype[Symbol.hasInstance].call(this, value) : value.code === code;
  }
}

/** What a log needs of a cause, which may be anything that a tool threw. */
function inShort(cause: unknown): unknown {
  try {
    return cause instanceof Error ? { name: cause.name, message: cause.message } : cause;
  } catch {
    return errorMessage(cause); // a getter or trap of it throws
  }
}

/** Whether a value is an {@link ExecError} of this or another copy of the package. Never throws, for proxies neither. */
export function isExecError(value: unknown): value is ExecError {
  try {
    return typeof value === 'object' && value !== null && Reflect.get(value, brand) === true;
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

/** The worker that ran the call died. The tool may have done part of its work; it is run again only if it asks for retries. */
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

/** More calls wait than `maxQueue` allows. The tool did not run. */
export class QueueFullError extends ExecError {
  readonly maxQueue: number;
  constructor(message: string, options: ExecErrorOptions & { maxQueue: number }) {
    super('QUEUE_FULL', message, { retryable: true, ...options });
    this.maxQueue = options.maxQueue;
  }
}

/** The executor was shut down, or the strategy closed, before the call began. The tool did not run. */
export class ExecutorClosedError extends ExecError {
  constructor(message: string, options: ExecErrorOptions = {}) {
    super('EXECUTOR_CLOSED', message, options);
  }
}

/** Options of an error are named as its fields are, so `never` stands for those that its class takes. */
type ExecErrorClass = new (message: string, options: never) => ExecError;

/** The class of each code: the one list of them. */
const classes: Readonly<Record<ExecErrorCode, ExecErrorClass>> = {
  UNKNOWN_TOOL: UnknownToolError,
  INVALID_ARGUMENTS: InvalidArgumentsError,
  INVALID_TOOL: InvalidToolError,
  INVALID_OPTION: InvalidOptionError,
  TOOL_ERROR: ToolExecutionError,
  TIMEOUT: ToolTimeoutError,
  CANCELLED: ToolCancelledError,
  WORKER_CRASHED: WorkerCrashedError,
  NOT_TRANSPORTABLE: NotTransportableError,
  STRATEGY_UNAVAILABLE: StrategyUnavailableError,
  QUEUE_FULL: QueueFullError,
  EXECUTOR_CLOSED: ExecutorClosedError,
};

// Object.entries knows only strings; these are the keys of the constant.
const codeOf = new Map<unknown, ExecErrorCode>(Object.entries(classes).map(([code, errorClass]) => [errorClass, code as ExecErrorCode]));

/**
 * Makes an error again from what was read of one: its code, its message and its own fields.
 *
 * @returns undefined for a code that is none
 */
export function execErrorOf(code: string, message: string, fields: object): ExecError | undefined {
  if (!Object.hasOwn(classes, code)) return undefined;
  const errorClass = classes[code as ExecErrorCode]; // its own keys are the codes
  return new errorClass(message, fields as never); // what was read of an error of this class
}

/** A copy that is about another call, and in all else as the error itself, whoever's subclass or copy of a class it is. */
export function copyForCall(error: ExecError, call: { readonly toolName: string; readonly toolCallId: string }): ExecError {
  // A native error, so that it is cloned and printed as one.
  const copy = new Error(error.message);
  Object.setPrototypeOf(copy, Object.getPrototypeOf(error) as object); // that of an instance is never null
  const define = (key: PropertyKey, value: unknown, enumerable: boolean): void => {
    Object.defineProperty(copy, key, { value, enumerable, configurable: true, writable: true });
  };
  // By value: the error may be frozen, and where `stack` is an accessor it would tell of this function.
  for (const key of Reflect.ownKeys(error)) define(key, Reflect.get(error, key), Object.prototype.propertyIsEnumerable.call(error, key));
  for (const [key, value] of Object.entries(call)) define(key, value, true);
  return copy as ExecError; // it has the brand and all other own properties of one
}

// The name is on the prototype, so that an error's own properties are its data only.
for (const errorClass of [ExecError, ...Object.values(classes)]) {
  Object.defineProperty(errorClass.prototype, 'name', { value: errorClass.name, configurable: true, writable: true });
}
