import type { Admission, Waiter } from './admission.ts';
import type { Batch } from './batch.ts';
import { addressCallError, callTimedOut, toolThrew } from './call-errors.ts';
import { CallDeadlines } from './call-deadlines.ts';
import { prepareCall } from './call-preparation.ts';
import type { PreparationRules, PreparingCall } from './call-preparation.ts';
import type { CallRequest } from './call-request.ts';
import { callResult, errorOutcome, valueOutcome } from './call-result.ts';
import type { CallOutcome, CallRecord } from './call-result.ts';
import { callSettings } from './call-settings.ts';
import type { CallSettings } from './call-settings.ts';
import { CallTracer } from './call-tracer.ts';
import type { DeadlineClock } from './deadline.ts';
import { QueueFullError, StrategyUnavailableError, isExecError } from './errors.ts';
import type { ExecError, TimeoutPhase } from './errors.ts';
import type { EventHub } from './events.ts';
import type { FallbackPolicy } from './fallback.ts';
import type { CallState, LiveCall } from './live-call.ts';
import { warnOfMisplacedSettings } from './misplaced-settings.ts';
import { readProgressReport } from './progress-report.ts';
import type { QueueLimit } from './queue-limit.ts';
import { retryDelayMs, shallRetry } from './retry.ts';
import type { FailedAttempt } from './retry.ts';
import type { FallbackStep, ToolCallResult } from './result.ts';
import type { ExecutionStrategy, RunClock } from './strategy.ts';
import type { StrategySet } from './strategy-set.ts';
import { Submission } from './submission.ts';
import type { SubmittedCall } from './submission.ts';
import type { FoundTool } from './tool-source.ts';
import { readToolSettings } from './tool-settings.ts';
import type { ProgressReport, ToolExecutionOptions, ToolFunction } from './tool.ts';

/** What all calls of one executor share. */
export interface DispatchEnvironment extends PreparationRules {
  readonly strategies: StrategySet;
  readonly admission: Admission;
  readonly deadlines: DeadlineClock;
  readonly events: EventHub;
  readonly fallback: FallbackPolicy;
  readonly queue: QueueLimit;
}

/**
 * The way of one call: look up → validate → admit → submit → settle. Each step runs on within the same tick where it can.
 *
 * An abort (cancel or deadline) settles the call at once unless a preemptive strategy has it; that one first stops the
 * work. Whatever the strategy says after an abort, the result is the abort's error. A call settles exactly once, and all
 * that it holds is given back there, and only there: its deadlines at once, its place in the admission when its result was
 * handed on, so that whoever hears of the result can still cancel the call that would come next.
 */
export class CallExecution implements LiveCall, PreparingCall, SubmittedCall, CallRecord {
  readonly id: string;
  readonly toolName: string;
  readonly submittedAtMs: number;
  startedAtMs: number | undefined;
  mode: string;
  worker: string | undefined;
  fellBack: FallbackStep[] | undefined;
  failedAttempts: FailedAttempt[] | undefined;
  previous: LiveCall | undefined;
  next: LiveCall | undefined;
  readonly #environment: DispatchEnvironment;
  readonly #batch: Batch;
  readonly #request: CallRequest;
  readonly #onResult: (result: ToolCallResult) => void;
  #state: CallState = 'preparing';
  /** Its batch's, until its tool was found. */
  #settings: CallSettings;
  #execute!: ToolFunction; // set when the tool was found; no strategy has the call before
  #receiver: unknown;
  #input: unknown;
  #strategy: ExecutionStrategy | undefined;
  /** Set for as long as a strategy has the call. */
  #submission: Submission | undefined;
  #abortReason: ExecError | undefined;
  /** Whether a second reason to end it came while it was being stopped: then it is not made again. */
  #abortedTwice = false;
  #place: Waiter | undefined;
  #tracer: CallTracer | undefined;
  /** Made with the first limit: most calls have none. */
  #deadlines: CallDeadlines | undefined;
  /** Whether it counts among those that wait. */
  #isQueued = false;

  /** @param submittedAtMs - on the clock of `performance.now()` */
  constructor(environment: DispatchEnvironment, batch: Batch, request: CallRequest, submittedAtMs: number, onResult: (result: ToolCallResult) => void) {
    this.id = request.id;
    this.toolName = request.name;
    this.#environment = environment;
    this.#batch = batch;
    this.#request = request;
    this.submittedAtMs = submittedAtMs;
    this.#onResult = onResult;
    this.#settings = batch.settings;
    this.mode = batch.settings.mode;
  }

  get state(): CallState {
    return this.#state;
  }

  // ---- the way, step by step ------------------------------------------------------------------------------------

  /** Begins the call. Called once. */
  begin(): void {
    if (!CallTracer.isWanted) {
      this.#prepare();
      return;
    }
    this.#tracer = new CallTracer({ id: this.id, name: this.toolName, mode: this.mode });
    this.#tracer.begin(() => { this.#prepare(); });
  }

  #prepare(): void {
    const { events, queue } = this.#environment;
    const { queueTimeoutMs, totalTimeoutMs } = this.#settings;
    if (!queue.enter()) {
      this.#settle(errorOutcome(this, new QueueFullError(`refused: as many calls wait as maxQueue allows (${queue.max}). Make it again later, or raise maxQueue`, { maxQueue: queue.max })));
      return;
    }
    this.#isQueued = true;
    if (events.wants('call-queued')) events.emit('call-queued', { id: this.id, name: this.toolName, mode: this.mode });
    if (this.#state !== 'preparing') return; // a listener cancelled it
    if (queueTimeoutMs !== undefined) this.#ownDeadlines().limitQueue(queueTimeoutMs);
    if (totalTimeoutMs !== undefined) this.#ownDeadlines().limitTotal(totalTimeoutMs);
    prepareCall(this, this.#request, this.#environment);
  }

  toolFound(tool: NonNullable<FoundTool>, execute: ToolFunction): void {
    this.#execute = execute;
    if (typeof tool === 'function') return;
    this.#receiver = tool;
    warnOfMisplacedSettings(tool, this.toolName);
    if (tool.execution !== undefined) this.#applySettings(tool.execution);
  }

  #applySettings(given: ToolExecutionOptions): void {
    const { totalTimeoutMs: batchTimeoutMs } = this.#settings;
    this.#settings = callSettings(this.#settings, readToolSettings(given));
    const { mode, totalTimeoutMs } = this.#settings;
    this.mode = mode;
    if (totalTimeoutMs !== undefined && totalTimeoutMs !== batchTimeoutMs) this.#ownDeadlines().limitTotal(totalTimeoutMs);
  }

  #ownDeadlines(): CallDeadlines {
    return (this.#deadlines ??= new CallDeadlines(this.#environment.deadlines, this.submittedAtMs, (phase, timeoutMs) => { this.#expire(phase, timeoutMs); }));
  }

  prepared(input: unknown): void {
    this.#input = input;
    this.#queueUp();
  }

  preparationFailed(error: ExecError): void {
    this.#settle(errorOutcome(this, error));
  }

  /** Waits for its turn; called for each attempt. */
  #queueUp(): void {
    this.#state = 'waiting';
    const { admission, strategies } = this.#environment;
    const { maxConcurrency: toolLimit, exclusive } = this.#settings;
    if (admission.isLimited || toolLimit !== undefined || exclusive !== undefined) {
      const request = { toolName: this.toolName, toolLimit, exclusive: typeof exclusive === 'string' ? [exclusive] : (exclusive ?? []) };
      this.#place = admission.enter(request, () => { this.#submit(strategies.get(this.mode)); });
    }
    if (this.#place?.admitted !== false) this.#submit(strategies.get(this.mode));
  }

  #submit(strategy: ExecutionStrategy | undefined): void {
    this.#state = 'submitted';
    if (strategy === undefined) {
      this.#rejected(new StrategyUnavailableError(
        `the tool wants the mode "${this.mode}" and this executor has no such strategy (it has: ${this.#environment.strategies.modes.join(', ')}). Give one to new Executor({ strategies })`,
      ));
      return;
    }
    this.#strategy = strategy;
    this.mode = strategy.mode;
    this.#submission = new Submission(this, this.#execute, this.#input, this.#receiver);
    try {
      // A strategy that is no async function may throw, or return something else than a promise.
      Promise.resolve(strategy.submit(this.#submission)).then(this.#fulfilled, this.#rejected);
    } catch (error) {
      this.#rejected(error);
    }
  }

  readonly #fulfilled = (value: unknown): void => {
    if (this.#state === 'settled') return;
    if (this.#abortReason === undefined) this.#settle(valueOutcome(this, value));
    else if (!this.#retry(this.#abortReason)) this.#settle(errorOutcome(this, this.#abortReason));
  };

  readonly #rejected = (error: unknown): void => {
    if (this.#state === 'settled') return;
    const strategyError = isExecError(error) ? error : undefined;
    if (strategyError?.code === 'WORKER_CRASHED') this.#recordFault();
    if (this.#abortReason !== undefined) {
      if (!this.#retry(this.#abortReason)) this.#settle(errorOutcome(this, this.#abortReason, error));
      return;
    }
    const mayFallBack = strategyError?.code === 'NOT_TRANSPORTABLE' || strategyError?.code === 'STRATEGY_UNAVAILABLE';
    if (mayFallBack && this.#state === 'submitted' && this.#fallBack(strategyError)) return;
    const failure = strategyError ?? toolThrew(error);
    if (this.#retry(failure)) return;
    // `retry.when` may have cancelled it.
    this.#settle(this.#abortReason === undefined ? errorOutcome(this, failure) : errorOutcome(this, this.#abortReason, error));
  };

  /** Makes the call again later, if its tool allows that and the failure may pass. Returns false if not. */
  #retry(failure: ExecError): boolean {
    const { retry } = this.#settings;
    const attempt = (this.failedAttempts?.length ?? 0) + 1;
    if (retry === undefined || this.#abortedTwice || this.#state !== 'running') return false;
    const error = addressCallError(failure, this);
    const abortReason = this.#abortReason;
    if (!shallRetry(retry, attempt, error)) return false;
    if (this.#abortedTwice || this.#abortReason !== abortReason) return false; // it was cancelled by what was asked

    const { admission, events } = this.#environment;
    const delayMs = retryDelayMs(retry, attempt);
    (this.failedAttempts ??= []).push({
      mode: this.mode,
      ...(this.worker !== undefined && { worker: this.worker }),
      runMs: performance.now() - (this.startedAtMs ?? 0), // it was running
      error,
      delayMs,
    });
    this.#state = 'waiting';
    this.#submission = this.#abortReason = this.startedAtMs = this.worker = undefined;
    this.#ownDeadlines().pause(delayMs, () => { this.#queueUp(); });
    if (events.wants('call-retried')) events.emit('call-retried', { id: this.id, name: this.toolName, mode: this.mode, attempt, error, delayMs });
    const place = this.#place;
    this.#place = undefined;
    admission.leave(place); // others need not wait for it
    return true;
  }

  #fallBack(reason: ExecError): boolean {
    const { fallback, events } = this.#environment;
    const tried = [...(this.fellBack ?? []).map(({ from }) => from), this.mode];
    const next = fallback.next(this.#settings.fallback ?? true, tried, this.toolName, this.#execute);
    if (next === undefined) return false;
    this.#submission = undefined; // that strategy has no more say, nor need it stop anything
    const step: FallbackStep = { from: this.mode, to: next.mode, reason: addressCallError(reason, this) };
    (this.fellBack ??= []).push(step);
    if (events.wants('call-fell-back')) events.emit('call-fell-back', { id: this.id, name: this.toolName, ...step });
    else if (fallback.warnOfLostIsolation(this.toolName, this.fellBack)) {
      // The warning goes first: a tool that never returns would keep it back for ever.
      process.nextTick(() => { this.#submitTo(next); });
      return true;
    }
    this.#submitTo(next);
    return true;
  }

  #submitTo(next: ExecutionStrategy): void {
    // A listener may have cancelled it: then it never begins.
    if (this.#state === 'submitted') this.#submit(next);
  }

  // ---- what the strategy tells: see Invocation -----------------------------------------------------------------

  started(submission: Submission, worker: string | undefined, clock: RunClock | undefined): void {
    if (this.#state !== 'submitted' || submission !== this.#submission) return;
    const { events } = this.#environment;
    this.#state = 'running';
    this.#leaveQueue();
    this.startedAtMs = performance.now();
    this.worker = worker;
    const { timeoutMs } = this.#settings;
    if (timeoutMs !== undefined) this.#ownDeadlines().begin(timeoutMs, clock);
    else this.#deadlines?.begin(undefined, clock);
    if (events.wants('call-started')) {
      const queuedMs = this.startedAtMs - this.submittedAtMs;
      events.emit('call-started', { id: this.id, name: this.toolName, mode: this.mode, worker, queuedMs });
    }
  }

  moved(submission: Submission, worker: string): void {
    if (this.#state !== 'running' || submission !== this.#submission) return;
    this.startedAtMs = performance.now();
    this.worker = worker;
  }

  reported(submission: Submission, report: ProgressReport): void {
    if (this.#state !== 'running' || submission !== this.#submission) return;
    const { events } = this.#environment;
    if (this.#batch.onProgress === undefined && !events.wants('call-progress')) return;
    let fields: ProgressReport;
    try {
      fields = readProgressReport(report);
    } catch {
      return; // a hostile report: reporting must not make a tool fail
    }
    const progress = { ...fields, id: this.id, name: this.toolName, mode: this.mode };
    this.#batch.progressed(progress);
    if (events.wants('call-progress')) events.emit('call-progress', progress);
  }

  // ---- aborts and the end --------------------------------------------------------------------------------------

  /** Cancels the call or runs it out of time. Returns false if it has settled or was aborted before. */
  abort(reason: ExecError): boolean {
    if (this.#state === 'settled') return false;
    if (this.#abortReason !== undefined) {
      this.#abortedTwice = true;
      return false;
    }
    this.#abortReason = reason = addressCallError(reason, this);
    const waitsForStrategy = this.#submission !== undefined && this.#strategy?.capabilities.preemptive === true;
    this.#submission?.abort(reason);
    if (!waitsForStrategy) this.#settle(errorOutcome(this, reason));
    return true;
  }

  #expire(phase: TimeoutPhase, timeoutMs: number): void {
    // It may be being stopped already, which may take its time.
    if (this.#abortReason === undefined && (phase === 'run' || this.#state === 'running')) this.#recordFault();
    // What has not begun, or waits to be made again, has no work that could be stopped.
    this.abort(callTimedOut(phase, timeoutMs, this.#state === 'running' ? this.#strategy : undefined, this.failedAttempts?.length));
  }

  #recordFault(): void {
    if (this.#strategy !== undefined) this.#environment.fallback.recordFault(this.toolName, this.#execute, this.#strategy);
  }

  /** Does nothing if the call has settled: code of the host that it asks something (a source, a schema, `retry.when`) may cancel it. */
  #settle(outcome: CallOutcome): void {
    if (this.#state === 'settled') return;
    const { admission, events } = this.#environment;
    const settledAtMs = performance.now();
    this.#state = 'settled';
    this.#leaveQueue();
    this.#deadlines?.clear();

    const { maxOutputBytes } = this.#settings;
    const result = callResult(this, settledAtMs, outcome, maxOutputBytes);
    if (result.truncatedFromBytes !== undefined && maxOutputBytes !== undefined && events.wants('output-truncated')) {
      events.emit('output-truncated', { id: this.id, name: this.toolName, mode: this.mode, bytes: result.truncatedFromBytes, maxOutputBytes });
    }
    this.#batch.settled(this, result);
    this.#tracer?.settled(result);
    this.#onResult(result);
    admission.leave(this.#place);
  }

  #leaveQueue(): void {
    if (this.#isQueued) this.#environment.queue.leave();
    this.#isQueued = false;
  }
}
