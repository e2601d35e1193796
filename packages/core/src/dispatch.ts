import type { Admission, Waiter } from './admission.ts';
import { parseArguments } from './arguments.ts';
import type { Batch } from './batch.ts';
import { isCarriedValue } from './carried-value.ts';
import type { Deadline, DeadlineClock } from './deadline.ts';
import { InvalidArgumentsError, StrategyUnavailableError, isExecError } from './errors.ts';
import type { ExecError, TimeoutPhase } from './errors.ts';
import { callListener } from './events.ts';
import type { EventHub } from './events.ts';
import type { FallbackPolicy } from './fallback.ts';
import { isPromiseLike } from './input-schema.ts';
import type { InputValidator } from './input-schema.ts';
import { checkToolSettings } from './option-checks.ts';
import { limitText, outputText } from './output-text.ts';
import type { FallbackStep, ToolCallResult } from './result.ts';
import { addressCallError, callTimedOut, preparationFailed, toolThrew } from './call-errors.ts';
import type { ExecutionStrategy, Invocation } from './strategy.ts';
import { findTool, functionOf, schemaOf, unknownTool } from './tool-source.ts';
import type { FoundTool, ToolSource } from './tool-source.ts';
import type { ProgressReport, ToolExecutionOptions, ToolFunction } from './tool.ts';

/** What all calls of one executor share. */
export interface DispatchEnvironment {
  readonly strategies: ReadonlyMap<string, ExecutionStrategy>;
  readonly admission: Admission;
  readonly deadlines: DeadlineClock;
  readonly events: EventHub;
  readonly fallback: FallbackPolicy;
  readonly validator: InputValidator;
  readonly maxArgumentBytes: number;
}

/** What a call is made of: a name to look up and JSON text, or a tool and a value. */
export type CallRequest =
  | { readonly id: string; readonly name: string; readonly tools: ToolSource; readonly argumentText: unknown }
  | { readonly id: string; readonly name: string; readonly tool: NonNullable<FoundTool>; readonly input: unknown };

/** Where a call is: it only ever moves down this list, by one step or straight to the end. */
export type CallState = 'preparing' | 'waiting' | 'submitted' | 'running' | 'settled';

/**
 * The way of one call: look up → validate → admit → submit → settle. Each step runs on within the same tick where it can.
 *
 * An abort (cancel or deadline) settles the call at once unless a preemptive strategy has it; that one first stops the
 * work. Whatever the strategy says after an abort, the result is the abort's error. A call settles exactly once, and all
 * that it holds is given back there, and only there: its deadlines at once, its place in the admission when its result was
 * handed on, so that whoever hears of the result can still cancel the call that would come next.
 */
export class CallExecution implements Invocation {
  readonly id: string;
  readonly toolName: string;
  readonly #environment: DispatchEnvironment;
  readonly #batch: Batch;
  readonly #request: CallRequest;
  readonly #onSettled: (result: ToolCallResult) => void;
  readonly #submittedAtMs = performance.now();
  #state: CallState = 'preparing';
  #mode: string;
  #settings: ToolExecutionOptions = noSettings;
  #execute: ToolFunction | undefined;
  #receiver: unknown;
  #input: unknown;
  #strategy: ExecutionStrategy | undefined;
  #startedAtMs: number | undefined;
  #worker: string | undefined;
  #fellBack: FallbackStep[] | undefined;
  #abortReason: ExecError | undefined;
  #abortListeners: ((reason: Error) => void)[] | undefined;
  #controller: AbortController | undefined;
  #place: Waiter | undefined;
  #queueDeadline: Deadline | undefined;
  #runDeadline: Deadline | undefined;
  #totalDeadline: Deadline | undefined;

  constructor(environment: DispatchEnvironment, batch: Batch, request: CallRequest, onSettled: (result: ToolCallResult) => void) {
    this.id = request.id;
    this.toolName = request.name;
    this.#environment = environment;
    this.#batch = batch;
    this.#request = request;
    this.#onSettled = onSettled;
    this.#mode = batch.mode;
  }

  get state(): CallState {
    return this.#state;
  }

  get mode(): string {
    return this.#mode;
  }

  // ---- the way, step by step ------------------------------------------------------------------------------------

  /** Begins the call. Called once. */
  begin(): void {
    const { events, deadlines } = this.#environment;
    const { limits } = this.#batch;
    if (events.wants('call-queued')) events.emit('call-queued', { id: this.id, name: this.toolName, mode: this.#mode });
    if (this.#state !== 'preparing') return; // a listener cancelled it
    if (limits.queueTimeoutMs !== undefined) this.#queueDeadline = deadlines.set(limits.queueTimeoutMs, () => { this.#expire('queue', limits.queueTimeoutMs); });
    if (limits.totalTimeoutMs !== undefined) this.#totalDeadline = deadlines.set(limits.totalTimeoutMs, () => { this.#expire('total', limits.totalTimeoutMs); });
    this.#step(() => {
      const request = this.#request;
      const found = 'tool' in request ? request.tool : findTool(request.tools, this.toolName);
      this.#then(found, (tool) => { this.#found(tool as FoundTool); });
    });
  }

  #found(tool: FoundTool): void {
    const request = this.#request;
    if (tool === undefined || tool === null) throw unknownTool('tools' in request ? request.tools : {}, this.toolName);
    this.#execute = functionOf(tool, this.toolName);
    if (typeof tool === 'object') {
      this.#receiver = tool;
      if (tool.execution !== undefined) this.#applySettings(tool.execution);
    }
    const schema = typeof tool === 'object' ? schemaOf(tool) : undefined;
    let input: unknown;
    if ('input' in request) input = request.input;
    else {
      input = parseArguments(request.argumentText, this.#environment.maxArgumentBytes);
      if (schema === undefined && (typeof input !== 'object' || input === null || Array.isArray(input))) {
        throw new InvalidArgumentsError('the arguments have to be one JSON object');
      }
    }
    this.#then(this.#environment.validator.validate(schema, input), (validated) => { this.#validated(validated); });
  }

  #applySettings(settings: ToolExecutionOptions): void {
    checkToolSettings(settings);
    this.#settings = settings;
    if (settings.mode !== undefined) this.#mode = settings.mode;
    const { totalTimeoutMs } = settings;
    if (totalTimeoutMs !== undefined) {
      const { deadlines } = this.#environment;
      deadlines.clear(this.#totalDeadline);
      // Whole ms, so that calls whose lookup took no time share a duration.
      const passedMs = Math.floor(performance.now() - this.#submittedAtMs);
      this.#totalDeadline = deadlines.set(Math.max(0, totalTimeoutMs - passedMs), () => { this.#expire('total', totalTimeoutMs); });
    }
  }

  #validated(input: unknown): void {
    this.#input = input;
    this.#state = 'waiting';
    const { maxConcurrency: toolLimit, exclusive = noNames } = this.#settings;
    this.#place = this.#environment.admission.enter(
      { toolName: this.toolName, toolLimit, exclusive: typeof exclusive === 'string' ? [exclusive] : exclusive },
      () => { this.#submit(this.#environment.strategies.get(this.#mode)); },
    );
    if (this.#place?.admitted !== false) this.#submit(this.#environment.strategies.get(this.#mode));
  }

  #submit(strategy: ExecutionStrategy | undefined): void {
    this.#state = 'submitted';
    if (strategy === undefined) {
      this.#rejected(new StrategyUnavailableError(
        `the tool wants the mode "${this.#mode}" and this executor has no such strategy (it has: ${[...this.#environment.strategies.keys()].join(', ')}). Give one to new Executor({ strategies })`,
      ));
      return;
    }
    this.#strategy = strategy;
    this.#mode = strategy.mode;
    try {
      // A strategy that is no async function may throw, or return something else than a promise.
      Promise.resolve(strategy.submit(this)).then(this.#fulfilled, this.#rejected);
    } catch (error) {
      this.#rejected(error);
    }
  }

  readonly #fulfilled = (value: unknown): void => {
    if (this.#state === 'settled') return;
    if (this.#abortReason !== undefined) this.#settleError(this.#abortReason);
    else this.#settleValue(value);
  };

  readonly #rejected = (error: unknown): void => {
    if (this.#state === 'settled') return;
    const strategyError = isExecError(error) ? error : undefined;
    if (strategyError?.code === 'WORKER_CRASHED') this.#recordFault();
    if (this.#abortReason !== undefined) {
      this.#settleError(this.#abortReason, error);
      return;
    }
    const mayFallBack = strategyError?.code === 'NOT_TRANSPORTABLE' || strategyError?.code === 'STRATEGY_UNAVAILABLE';
    if (mayFallBack && this.#state === 'submitted' && this.#fallBack(strategyError)) return;
    this.#settleError(strategyError ?? toolThrew(error));
  };

  #fallBack(reason: ExecError): boolean {
    const { fallback, events } = this.#environment;
    const rule = this.#settings.fallback ?? this.#batch.limits.fallback ?? true;
    const tried = [...(this.#fellBack ?? []).map(({ from }) => from), this.#mode];
    const next = fallback.next(rule, tried, this.toolName, this.execute);
    if (next === undefined) return false;
    const step: FallbackStep = { from: this.#mode, to: next.mode, reason: addressCallError(reason, this) };
    (this.#fellBack ??= []).push(step);
    if (events.wants('call-fell-back')) events.emit('call-fell-back', { id: this.id, name: this.toolName, ...step });
    else fallback.warnOfLostIsolation(this.toolName, step);
    // A listener may have cancelled it: then it never begins. No strategy has it, so nobody else settles it.
    if (this.#abortReason === undefined) this.#submit(next);
    else if (this.#state !== 'settled') this.#settleError(this.#abortReason, reason);
    return true;
  }

  // ---- what the strategy sees: see Invocation ------------------------------------------------------------------

  get execute(): ToolFunction {
    if (this.#execute === undefined) throw new TypeError('a call has no function before its tool was found');
    return this.#execute;
  }

  get receiver(): unknown {
    return this.#receiver;
  }

  get input(): unknown {
    return this.#input;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  onAbort(listener: (reason: Error) => void): void {
    if (this.#abortReason !== undefined) listener(this.#abortReason);
    else (this.#abortListeners ??= []).push(listener);
  }

  onStart(worker?: string): void {
    if (this.#state !== 'submitted') return;
    const { events, deadlines } = this.#environment;
    this.#state = 'running';
    this.#startedAtMs = performance.now();
    this.#worker = worker;
    deadlines.clear(this.#queueDeadline);
    const timeoutMs = this.#settings.timeoutMs ?? this.#batch.limits.timeoutMs;
    if (timeoutMs !== undefined) this.#runDeadline = deadlines.set(timeoutMs, () => { this.#expire('run', timeoutMs); });
    if (events.wants('call-started')) {
      const queuedMs = this.#startedAtMs - this.#submittedAtMs;
      events.emit('call-started', { id: this.id, name: this.toolName, mode: this.#mode, worker, queuedMs });
    }
  }

  onProgress(report: ProgressReport): void {
    if (this.#state !== 'running') return;
    const { events } = this.#environment;
    if (this.#batch.onProgress === undefined && !events.wants('call-progress')) return;
    let fields: ProgressReport;
    try {
      fields = readReport(report);
    } catch {
      return; // a hostile report: reporting must not make a tool fail
    }
    const progress = { ...fields, id: this.id, name: this.toolName, mode: this.#mode };
    this.#batch.progressed(progress);
    if (events.wants('call-progress')) events.emit('call-progress', progress);
  }

  // ---- aborts and the end --------------------------------------------------------------------------------------

  /** Cancels the call or runs it out of time. Returns false if it has settled or was aborted before. */
  abort(reason: ExecError): boolean {
    if (this.#state === 'settled' || this.#abortReason !== undefined) return false;
    this.#abortReason = reason = addressCallError(reason, this);
    const waitsForStrategy =
      (this.#state === 'submitted' || this.#state === 'running') && this.#strategy?.capabilities.preemptive === true;
    this.#controller?.abort(reason);
    for (const listener of this.#abortListeners ?? []) callListener<Error>(listener, reason, 'a listener of onAbort');
    if (!waitsForStrategy) this.#settleError(reason);
    return true;
  }

  #expire(phase: TimeoutPhase, timeoutMs = 0): void {
    if (this.#abortReason !== undefined) return; // it is being stopped already, which may take its time
    const hung = phase === 'run' || this.#state === 'running';
    if (hung) this.#recordFault();
    this.abort(callTimedOut(phase, timeoutMs, this.#strategy));
  }

  #recordFault(): void {
    if (this.#strategy !== undefined) this.#environment.fallback.recordFault(this.toolName, this.execute, this.#strategy);
  }

  #settleValue(value: unknown): void {
    let output: string;
    let degraded;
    try {
      if (isCarriedValue(value)) {
        ({ output, degraded } = value);
        value = value.value;
      } else output = outputText(value);
    } catch (error) {
      this.#settleError(toolThrew(error)); // a carried value that cannot be decoded
      return;
    }
    this.#settle({ status: 'ok', value, ...(degraded === undefined ? undefined : { degraded }) }, output);
  }

  #settleError(reason: ExecError, strategyReason?: unknown): void {
    const error = addressCallError(reason, this);
    // How the work was stopped, as the strategy tells it, explains a timeout or cancel that has no cause of its own.
    if (strategyReason !== undefined && strategyReason !== error && error.cause === undefined) {
      Object.defineProperty(error, 'cause', { value: strategyReason, configurable: true, writable: true });
    }
    this.#settle({ status: 'error', error }, `Error executing ${this.toolName}: ${error.message}`);
  }

  #settle(outcome: { status: 'ok'; value: unknown } | { status: 'error'; error: ExecError }, wholeOutput: string): void {
    const { deadlines, admission, events } = this.#environment;
    const nowMs = performance.now();
    this.#state = 'settled';
    deadlines.clear(this.#queueDeadline);
    deadlines.clear(this.#runDeadline);
    deadlines.clear(this.#totalDeadline);

    const startedAtMs = this.#startedAtMs ?? nowMs;
    const maxOutputBytes = this.#settings.maxOutputBytes ?? this.#batch.limits.maxOutputBytes;
    const result: Writable<ToolCallResult> = {
      id: this.id,
      name: this.toolName,
      mode: this.#mode,
      ...outcome,
      output: wholeOutput,
      durationMs: nowMs - this.#submittedAtMs,
      queuedMs: startedAtMs - this.#submittedAtMs,
      runMs: nowMs - startedAtMs,
    };
    if (this.#worker !== undefined) result.worker = this.#worker;
    if (this.#fellBack !== undefined) result.fellBack = this.#fellBack;
    if (maxOutputBytes !== undefined) {
      const { text, truncatedFromBytes } = limitText(wholeOutput, maxOutputBytes);
      if (truncatedFromBytes !== undefined) {
        result.output = text;
        result.truncatedFromBytes = truncatedFromBytes;
        if (events.wants('output-truncated')) {
          events.emit('output-truncated', { id: this.id, name: this.toolName, mode: this.#mode, bytes: truncatedFromBytes, maxOutputBytes });
        }
      }
    }
    this.#onSettled(result);
    admission.leave(this.#place);
  }

  // ---- steps that may throw or wait ----------------------------------------------------------------------------

  /** Runs a step of the preparation; what it throws is the call's result. */
  #step(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#settleError(isExecError(error) ? error : preparationFailed(error));
    }
  }

  /** Goes on with a value, in the same tick unless it is a promise. Not at all if the call was aborted meanwhile. */
  #then(value: unknown, next: (value: unknown) => void): void {
    if (!isPromiseLike(value)) {
      if (this.#state === 'preparing') next(value);
      return;
    }
    // By a promise of ours, which settles once; a thenable may call back again and again.
    Promise.resolve(value).then(
      (settled) => {
        if (this.#state === 'preparing') this.#step(() => { next(settled); });
      },
      (error: unknown) => {
        if (this.#state === 'preparing') this.#step(() => { throw error; });
      },
    );
  }
}

/** What is to be told of a report: its own fields, of their types, as a worker sends them. May throw, as getters may. */
function readReport({ fraction, message, detail }: ProgressReport): ProgressReport {
  return {
    ...(typeof fraction === 'number' && { fraction }),
    ...(message !== undefined && { message: String(message) }),
    ...(detail !== undefined && { detail }),
  };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const noSettings: ToolExecutionOptions = {};
const noNames: readonly string[] = [];
