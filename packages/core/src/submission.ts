import { callListener } from './listener.ts';
import type { Invocation, RunClock } from './strategy.ts';
import type { ProgressReport, ToolFunction } from './tool.ts';

/** What a strategy tells of a call, and by which of its submissions. */
export interface SubmittedCall {
  readonly id: string;
  readonly toolName: string;
  started(submission: Submission, worker: string | undefined, clock: RunClock | undefined): void;
  moved(submission: Submission, worker: string): void;
  reported(submission: Submission, report: ProgressReport): void;
}

/**
 * A call as one strategy sees it. Each strategy that is tried gets one of its own, so that what one says or listens for
 * after it has given the call back is told apart from what the next one does.
 */
export class Submission implements Invocation {
  readonly id: string;
  readonly toolName: string;
  readonly execute: ToolFunction;
  readonly input: unknown;
  readonly receiver: unknown;
  readonly #call: SubmittedCall;
  #abortReason: Error | undefined;
  /** Nearly always one. */
  #abortListener: ((reason: Error) => void) | undefined;
  #moreAbortListeners: ((reason: Error) => void)[] | undefined;
  #controller: AbortController | undefined;

  constructor(call: SubmittedCall, execute: ToolFunction, input: unknown, receiver: unknown) {
    this.id = call.id;
    this.toolName = call.toolName;
    this.execute = execute;
    this.input = input;
    this.receiver = receiver;
    this.#call = call;
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
    else if (this.#abortListener === undefined) this.#abortListener = listener;
    else (this.#moreAbortListeners ??= []).push(listener);
  }

  onStart(worker?: string, clock?: RunClock): void {
    this.#call.started(this, worker, clock);
  }

  onMove(worker: string): void {
    this.#call.moved(this, worker);
  }

  onProgress(report: ProgressReport): void {
    this.#call.reported(this, report);
  }

  /** Tells the strategy and the tool that the call is aborted. To be called once. */
  abort(reason: Error): void {
    this.#abortReason = reason;
    this.#controller?.abort(reason);
    if (this.#abortListener === undefined) return;
    for (const listener of [this.#abortListener, ...(this.#moreAbortListeners ?? [])]) callListener<Error>(listener, reason, 'a listener of onAbort');
  }
}
