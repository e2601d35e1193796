import { InvalidOptionError, isExecError } from './errors.ts';
import { eventNames } from './events.ts';
import { isolationRank } from './fallback.ts';
import { nearNames } from './near-names.ts';
import { optionNames } from './option-names.ts';
import { allLimits } from './options.ts';
import type { CallLimits, ExecuteOptions, ExecutorOptions, StreamOptions } from './options.ts';
import { outputText } from './output-text.ts';
import type { ExecutionStrategy, StrategyCapabilities } from './strategy.ts';
import { reasonMessage } from './thrown-message.ts';

/** A value and its type for a message: `"5" (string)`. */
export function quoteOption(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : outputText(value);
  return `${text.length > 200 ? `${text.slice(0, 200)}…` : text} (${value === null ? 'null' : typeof value})`;
}

/**
 * Reads what a program gave: a getter, a trap or an iterator of its own may throw anything.
 *
 * @param what - names it, for the message
 * @throws InvalidOptionError with what was thrown as its `cause`; an `ExecError` as it is
 */
export function readOptions<Value>(what: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (isExecError(error)) throw error;
    throw new InvalidOptionError(`${what} could not be read: ${reasonMessage(error)}`, { cause: error });
  }
}

/** @throws InvalidOptionError unless `value` is undefined or a number of at least `minimum` (`Infinity` counts) */
export function checkNumberOption(name: string, value: unknown, minimum: number): void {
  if (value === undefined || (typeof value === 'number' && value >= minimum)) return;
  throw new InvalidOptionError(`${name} has to be a number of at least ${minimum}, got ${quoteOption(value)}`);
}

/**
 * Refuses options that are no object, and names that are no option: a limit whose name is misspelt would be no limit.
 *
 * @param owner - what the options belong to, for the message
 * @throws InvalidOptionError that names a near option
 */
export function checkOptionNames(options: object, known: readonly string[], owner: string): void {
  // Programs without types may give null.
  if (typeof options !== 'object' || (options as object | null) === null) {
    throw new InvalidOptionError(`${owner} has to be an object, got ${quoteOption(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new InvalidOptionError(`${owner} has no option "${name}". ${nameAdvice(name, known)}`);
  }
}

function nameAdvice(name: string, known: readonly string[]): string {
  const near = nearNames(name, known);
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are: ${known.join(', ')}`;
}

/** @throws InvalidOptionError unless `value` is undefined or a function */
export function checkFunctionOption(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return;
  throw new InvalidOptionError(`${name} has to be a function, got ${quoteOption(value)}`);
}

/**
 * @param owner - what the limits belong to, for the message
 * @throws InvalidOptionError that names the limit, its value and the value's type
 */
export function checkLimits(limits: { readonly [Name in keyof CallLimits]?: unknown }, owner: string): void {
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

const executorOptionNames = optionNames<ExecutorOptions>({
  ...allLimits,
  strategies: true,
  mode: true,
  maxConcurrency: true,
  maxQueue: true,
  maxArgumentBytes: true,
  jsonSchema: true,
  shutdownTimeoutMs: true,
});

/** @throws InvalidOptionError that names the option, its value and the value's type */
export function readExecutorOptions(given: ExecutorOptions): ExecutorOptions {
  return readChecked(given, executorOptionNames, checkExecutorOptions);
}

function checkExecutorOptions(options: ExecutorOptions): void {
  checkLimits(options, 'options');
  checkNumberOption('options.maxConcurrency', options.maxConcurrency, 1);
  checkNumberOption('options.maxQueue', options.maxQueue, 1);
  checkNumberOption('options.maxArgumentBytes', options.maxArgumentBytes, 1);
  checkNumberOption('options.shutdownTimeoutMs', options.shutdownTimeoutMs, 0);
  checkFunctionOption('options.jsonSchema', options.jsonSchema);
  if (options.strategies !== undefined && !Array.isArray(options.strategies)) {
    throw new InvalidOptionError(`options.strategies has to be a list of strategies, got ${quoteOption(options.strategies)}`);
  }
}

const allExecuteOptions = { ...allLimits, mode: true, signal: true, onProgress: true, onResult: true } as const;
const executeOptionNames = optionNames<ExecuteOptions>(allExecuteOptions);
const streamOptionNames = optionNames<StreamOptions>({ ...allExecuteOptions, highWaterMark: true });

/** @throws InvalidOptionError that names the option, its value and the value's type */
export function readStreamOptions(given: StreamOptions): StreamOptions {
  return readChecked(given, streamOptionNames, (options) => {
    checkExecuteOptions(options);
    checkNumberOption('options.highWaterMark', options.highWaterMark, 1);
  });
}

/** @throws InvalidOptionError that names the option, its value and the value's type */
export function readExecuteOptions(given: ExecuteOptions): ExecuteOptions {
  return readChecked(given, executeOptionNames, checkExecuteOptions);
}

function checkExecuteOptions(options: ExecuteOptions): void {
  checkLimits(options, 'options');
  checkFunctionOption('options.onProgress', options.onProgress);
  checkFunctionOption('options.onResult', options.onResult);
  const { signal } = options;
  // By its shape: a polyfill's signal, or one of another realm, is as good.
  if (signal !== undefined && typeof (signal as Partial<AbortSignal> | null)?.addEventListener !== 'function') {
    const advice = signal instanceof AbortController ? '. Pass controller.signal' : '';
    throw new InvalidOptionError(`options.signal has to be an AbortSignal, got ${quoteOption(signal)}${advice}`);
  }
}

/**
 * Checks all that the executor relies on: a strategy that lacks some of it would fail in the middle of a call.
 *
 * @throws InvalidOptionError that names the member
 */
export function checkStrategy(strategy: unknown): void {
  // Whatever was given: each member is looked at.
  const { mode, capabilities, submit, close, subscribe } = (strategy ?? {}) as Partial<Record<keyof ExecutionStrategy, unknown>>;
  if (typeof mode !== 'string' || mode === '') {
    throw new InvalidOptionError(`options.strategies has to hold ExecutionStrategy objects, got ${quoteOption(strategy)}, whose mode is no word`);
  }
  // The same.
  const { isolation, preemptive, restricted } = (capabilities ?? {}) as Partial<Record<keyof StrategyCapabilities, unknown>>;
  if (typeof isolation !== 'string' || !Object.hasOwn(isolationRank, isolation) || typeof preemptive !== 'boolean') {
    const levels = Object.keys(isolationRank).map((level) => `'${level}'`).join(' | ');
    throw new InvalidOptionError(`the strategy "${mode}" has to declare capabilities: { isolation: ${levels}, preemptive: boolean }, got ${quoteOption(capabilities)}`);
  }
  if (restricted !== undefined && typeof restricted !== 'boolean') {
    throw new InvalidOptionError(`the strategy "${mode}" has to declare capabilities.restricted as true or false, got ${quoteOption(restricted)}`);
  }
  for (const [name, method] of Object.entries({ submit, close })) {
    if (typeof method !== 'function') throw new InvalidOptionError(`the strategy "${mode}" has to have the method ${name}, got ${quoteOption(method)}`);
  }
  checkFunctionOption(`subscribe of the strategy "${mode}"`, subscribe);
}

/** @throws InvalidOptionError if `submit` is given something that can hold no tool */
export function checkTool(tool: unknown): void {
  if (typeof tool === 'function' || (typeof tool === 'object' && tool !== null)) return;
  throw new InvalidOptionError(`tool has to be a function, or an object with execute, got ${quoteOption(tool)}`);
}

/** @throws InvalidOptionError if a batch is not given as tools and a list of calls */
export function checkBatch(tools: unknown, calls: unknown): void {
  checkSource(tools);
  if (!readOptions('calls', () => Array.isArray(calls))) {
    throw new InvalidOptionError(`calls has to be a list of { id, name, arguments }, got ${quoteOption(calls)}`);
  }
}

/** @throws InvalidOptionError if a stream is not given as tools and something that yields calls */
export function checkStreamed(tools: unknown, calls: unknown): void {
  checkSource(tools);
  if (typeof calls === 'object' && calls !== null && readOptions('calls', () => Symbol.asyncIterator in calls || Symbol.iterator in calls)) return;
  throw new InvalidOptionError(`calls has to be a list or an iterable of { id, name, arguments }, got ${quoteOption(calls)}`);
}

function checkSource(tools: unknown): void {
  const isSource =
    typeof tools === 'function' ||
    (typeof tools === 'object' && tools !== null && readOptions('tools', () => !Array.isArray(tools) && !(tools instanceof Promise)));
  if (!isSource) {
    throw new InvalidOptionError(`tools has to be a record of tools by name, a Map or a function that finds them, got ${quoteOption(tools)}`);
  }
}

/** @throws InvalidOptionError unless there is such an event, and a function for it; names a near event */
export function checkListener(name: unknown, listener: unknown): void {
  if (typeof name !== 'string') throw new InvalidOptionError(`the name of an event has to be a string, got ${quoteOption(name)}`);
  if (!eventNames.includes(name)) throw new InvalidOptionError(`the executor has no event "${name}". ${nameAdvice(name, eventNames)}`);
  checkFunctionOption(`the listener for "${name}"`, listener ?? null);
}

/** Reads each option once, inherited ones too, and checks it. */
function readChecked<Options extends object>(given: Options, names: readonly (keyof Options & string)[], check: (options: Options) => void): Options {
  return readOptions('options', () => {
    checkOptionNames(given, names, 'options');
    const options: Partial<Options> = {};
    for (const name of names) {
      const value = readOptions(`options.${name}`, () => given[name]);
      if (value !== undefined) options[name] = value;
    }
    check(options as Options); // those that are left out are optional
    return options as Options;
  });
}
