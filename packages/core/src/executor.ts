import { Admission } from './admission.ts';
import { defaultMaxArgumentBytes } from './arguments.ts';
import { Batch, cancelled } from './batch.ts';
import { requestOf } from './call-request.ts';
import type { CallRequest } from './call-request.ts';
import { batchSettings } from './call-settings.ts';
import { CallStream } from './call-stream.ts';
import { DeadlineClock } from './deadline.ts';
import { CallExecution } from './dispatch.ts';
import type { DispatchEnvironment } from './dispatch.ts';
import { ExecutorClosedError } from './errors.ts';
import { EventHub } from './events.ts';
import type { CallProgress, ExecutorEventName, ExecutorEvents } from './events.ts';
import type { ExecutionHandle, ExecutionStatus } from './execution-handle.ts';
import { FallbackPolicy } from './fallback.ts';
import type { FallbackRule } from './fallback.ts';
import { InputValidator } from './input-schema.ts';
import { callListener } from './listener.ts';
import {
  checkBatch,
  checkListener,
  checkStreamed,
  checkTool,
  readExecuteOptions,
  readExecutorOptions,
  readOptions,
  readStreamOptions,
} from './option-checks.ts';
import type { CallLimits, ExecuteOptions, ExecutorOptions, StreamOptions } from './options.ts';
import { resultTexts } from './result-texts.ts';
import { QueueLimit } from './queue-limit.ts';
import type { ToolCallResult } from './result.ts';
import { inSlices } from './slices.ts';
import { StrategySet } from './strategy-set.ts';
import type { ToolCall } from './tool-call.ts';
import type { ToolSource } from './tool-source.ts';
import type { Tool, ToolFunction } from './tool.ts';

/**
 * Runs batches of tool calls concurrently and maps ids to results. How a call runs is up to a strategy, chosen by one
 * word for the executor, a batch, or a tool (the nearest wins: tool, batch, executor).
 *
 * Whatever a call does, it gets exactly one result, and the promises of batches never reject for a call's sake; they
 * reject only for wrong options. An executor without calls in flight keeps no program alive.
 *
 * @example
 * ```ts
 * const executor = new Executor({ strategies: [new ThreadStrategy()], timeoutMs: 5000 });
 * const results = await executor.run(tools, calls);
 * ```
 */
export class Executor implements AsyncDisposable {
  readonly #environment: DispatchEnvironment;
  readonly #limits: CallLimits;
  readonly #shutdownTimeoutMs: number;
  readonly #batches = new Set<Batch>();
  readonly #streams = new Set<CallStream>();
  #mode: string;
  #submitted = 0;
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  /** @throws InvalidOptionError that names the option, its value and its type */
  constructor(options: ExecutorOptions = {}) {
    options = readExecutorOptions(options);
    const strategies = readOptions('options.strategies', () => new StrategySet(options.strategies ?? []));
    const events = new EventHub();
    this.#environment = {
      strategies,
      admission: new Admission(options.maxConcurrency ?? Infinity),
      deadlines: new DeadlineClock(),
      events,
      fallback: new FallbackPolicy(strategies.toArray()),
      queue: new QueueLimit(options.maxQueue ?? Infinity),
      validator: new InputValidator(options.jsonSchema),
      maxArgumentBytes: options.maxArgumentBytes ?? defaultMaxArgumentBytes,
    };
    this.#limits = options;
    this.#checkFallback(options.fallback);
    this.#shutdownTimeoutMs = options.shutdownTimeoutMs ?? 5000;
    this.#mode = strategies.knownMode(options.mode ?? strategies.modes[0], 'options.mode');
    strategies.forwardEvents(events);
  }

  /** The mode of calls that do not choose one. */
  get executionMode(): string {
    return this.#mode;
  }

  /** The modes there are, in the order of preference. */
  get executionModes(): string[] {
    return this.#environment.strategies.modes;
  }

  /** Sets the mode of calls that are submitted from now on. @throws InvalidOptionError for an unknown mode; names those there are */
  setExecutionMode(mode: string): void {
    this.#mode = this.#environment.strategies.knownMode(mode, 'mode');
  }

  /**
   * Runs a batch and maps the ids to texts, e.g. `{ call_1: '8', call_2: '8' }`. A repeated id gets a
   * number: `call_1`, `call_1#2`. A failed call's text is `Error executing NAME: MESSAGE`.
   *
   * @throws InvalidOptionError (as a rejection)
   */
  async executeToolCalls(tools: ToolSource, calls: readonly ToolCall[], options: ExecuteOptions = {}): Promise<Record<string, string>> {
    return resultTexts(await this.run(tools, calls, options));
  }

  /**
   * Runs a batch and resolves with one result for each call, in the order of the calls, when all have settled.
   *
   * @throws InvalidOptionError (as a rejection); never for what a call does
   */
  // async, so that wrong options reject as all else does
  async run(tools: ToolSource, calls: readonly ToolCall[], options: ExecuteOptions = {}): Promise<ToolCallResult[]> {
    checkBatch(tools, calls);
    const batch = this.#openBatch(readExecuteOptions(options));
    // All are read now, since the program may change them afterwards; Array.from takes the holes of a sparse array too.
    const requests = readOptions('calls', () => Array.from(calls, (call) => requestOf(tools, call)));
    if (requests.length === 0) return [];
    const results = new Array<ToolCallResult>(requests.length);
    let open = requests.length;
    const submittedAtMs = performance.now();
    batch.expect(open);
    return new Promise((resolve) => {
      inSlices(requests, this.#environment.queue.isBounded ? Infinity : callsPerSlice, (request, index) => {
        this.#begin(batch, request, submittedAtMs, (result) => {
          results[index] = result;
          if (--open === 0) resolve(results);
        });
      });
    });
  }

  /**
   * Runs calls and yields each result as its call settles. The calls begin at once, not with the first `next()`.
   * Leaving the loop early (`break`, a throw) cancels the calls that have not settled.
   *
   * Of an iterable, which may have no end, `highWaterMark` calls at most are taken in whose results have not been read. No
   * more are taken when the loop is left, when the signal aborts, or when the executor is shut down. What the iterable
   * throws, a `ToolCancelledError` and an `ExecutorClosedError` are thrown to the reader after the results of the calls that
   * were taken in.
   *
   * @param calls - a list, or an iterable (also an asynchronous one)
   * @throws InvalidOptionError
   */
  stream(tools: ToolSource, calls: Iterable<ToolCall> | AsyncIterable<ToolCall>, options: StreamOptions = {}): AsyncIterableIterator<ToolCallResult> {
    checkStreamed(tools, calls);
    const { highWaterMark, ...batchOptions } = readStreamOptions(options);
    const batch = this.#openBatch(batchOptions);
    const stream: CallStream = readOptions('calls', () => new CallStream(calls, highWaterMark, batchOptions.signal, {
      begin: (call, onResult) => { this.#begin(batch, requestOf(tools, call), performance.now(), onResult); },
      onLeft: () => { batch.cancel('the stream of results was left'); },
      onTakenIn: () => { this.#streams.delete(stream); },
    }));
    this.#streams.add(stream);
    if (this.#closing !== undefined) stream.executorClosed(closedError());
    stream.open();
    return stream.results;
  }

  /**
   * Runs one tool with an input that is a value; the tool's schema validates it all the same.
   *
   * @param tool - a tool or a plain function; its `name` is used in results and messages
   * @param input - not to be changed before the call is over: it is not copied before it is sent to a worker, and inline not at all
   * @throws InvalidOptionError
   */
  submit<I, O>(tool: Tool<I, O> | ToolFunction<I, O>, input: I, options: ExecuteOptions = {}): ExecutionHandle<Awaited<O>> {
    checkTool(tool);
    const ownName = readOptions('tool', () => tool.name);
    const { onProgress, ...batchOptions } = readExecuteOptions(options);
    const listeners = new Set<(progress: CallProgress) => unknown>();
    const batch = this.#openBatch({
      ...batchOptions,
      onProgress: (progress) => {
        if (onProgress !== undefined) callListener(onProgress, progress, 'onProgress');
        for (const listener of [...listeners]) callListener(listener, progress, 'a listener of the handle');
      },
    });
    const id = `submit_${++this.#submitted}`;
    const name = ownName === undefined || ownName === '' ? 'anonymous' : ownName;
    let status: ExecutionStatus | undefined;
    let call: CallExecution | undefined;
    // The value is the tool's; a strategy cannot know its type.
    const result = new Promise<ToolCallResult<Awaited<O>>>((resolve) => {
      call = this.#begin(batch, { id, name, tool, input }, performance.now(), (settled) => {
        status = settled.status === 'ok' ? 'completed' : settled.error.code === 'CANCELLED' ? 'cancelled' : 'failed';
        resolve(settled as ToolCallResult<Awaited<O>>);
      });
    });
    return {
      id,
      result,
      get status() {
        return status ?? (call?.state === 'running' ? 'running' : 'pending');
      },
      cancel: (reason) => call?.abort(cancelled(reason)) ?? false,
      onProgress: (listener) => {
        const entry = (progress: CallProgress): unknown => listener(progress);
        listeners.add(entry);
        return () => { listeners.delete(entry); };
      },
    };
  }

  /**
   * Calls `listener` with each event of a kind. The function that comes back ends that. The first time that a listener
   * throws, or rejects, becomes a process warning.
   *
   * @throws InvalidOptionError for a name that is no event
   */
  on<Name extends ExecutorEventName>(name: Name, listener: (event: ExecutorEvents[Name]) => void): () => void {
    checkListener(name, listener);
    return this.#environment.events.on(name, listener);
  }

  /**
   * Ends the executor: refuses new calls (`EXECUTOR_CLOSED`), waits for those in flight up to `shutdownTimeoutMs`, cancels
   * what is left, then closes the strategies. Resolves when nothing is left but inline tools that ignore their signal; calling it
   * again gives the same promise.
   *
   * @throws AggregateError (as a rejection) if strategies could not be closed; the others are
   */
  shutdown(): Promise<void> {
    return (this.#closing ??= this.#shutDown());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  async #shutDown(): Promise<void> {
    const { deadlines, strategies } = this.#environment;
    for (const stream of this.#streams) stream.executorClosed(closedError());
    if (this.#batches.size > 0) {
      const idle = new Promise<void>((resolve) => { this.#onIdle = resolve; });
      const deadline = deadlines.set(this.#shutdownTimeoutMs, () => {
        const reason = 'the executor was shut down';
        for (const batch of this.#batches) batch.cancelWaiting(reason);
        for (const batch of this.#batches) batch.cancel(reason);
      });
      await idle;
      deadlines.clear(deadline);
    }
    await strategies.close();
  }

  /** @param options - checked, but for their modes: those are held to the ones there are */
  #openBatch(options: ExecuteOptions): Batch {
    this.#checkFallback(options.fallback);
    const mode = options.mode === undefined ? this.#mode : this.#environment.strategies.knownMode(options.mode, 'options.mode');
    const batch = new Batch(batchSettings(this.#limits, options, mode), options, this.#environment.events, this.#batchDone);
    if (this.#closing !== undefined) batch.refuse(closedError);
    return batch;
  }

  #begin(batch: Batch, request: CallRequest, submittedAtMs: number, onResult: (result: ToolCallResult) => void): CallExecution {
    const call = new CallExecution(this.#environment, batch, request, submittedAtMs, onResult);
    this.#batches.add(batch);
    batch.add(call);
    if (call.state !== 'settled') call.begin();
    return call;
  }

  readonly #batchDone = (batch: Batch): void => {
    this.#batches.delete(batch);
    if (this.#batches.size === 0) this.#onIdle?.();
  };

  #checkFallback(rule: FallbackRule | undefined): void {
    if (typeof rule === 'object') for (const mode of rule) this.#environment.strategies.knownMode(mode, 'each mode of options.fallback');
  }
}

/**
 * So many calls of a batch begin at once; then the event loop has its turn, so that results come in while the next ones are
 * prepared: a large batch blocks nobody, and few of its calls are half done at a time, which the garbage collector feels.
 */
const callsPerSlice = 256;

/** One for each call, since it will name the call. */
const closedError = (): ExecutorClosedError => new ExecutorClosedError('the executor was shut down; make a new one');
