import type { ProgressReport, ToolFunction } from './tool.ts';

/** What a strategy promises about itself. The executor relies on it; the conformance suite checks it. */
export interface StrategyCapabilities {
  /**
   * What a crash of the tool takes along: `none` the host itself, `thread` a worker thread, `process` a process, `host`
   * a machine. A tool that has crashed or hung never falls back to a strategy that isolates less.
   */
  readonly isolation: 'none' | 'thread' | 'process' | 'host';
  /**
   * `true`: after an abort the work is stopped even if it never yields, and `submit` settles only then.
   * `false`: the tool is asked to stop by its signal, and the executor settles the call without waiting for it.
   */
  readonly preemptive: boolean;
  /** `true`: tools may do less here than in the host. Their calls never fall back to a strategy that does not say the same. */
  readonly restricted?: boolean;
}

/** Tells how long a call has run, where that is less than the time since its start. */
export interface RunClock {
  /**
   * In ms. Asked when `timeoutMs` has passed since the start; if it gives less, it is asked again when the rest has passed. Time
   * that a call waits where nothing moves on has to count in the end, or it has no limit.
   */
  ranMs(): number;
}

/** One call, ready to run: the tool was found, the input is valid, the concurrency limits are kept. */
export interface Invocation {
  /** The model's id for the call. Not unique; a strategy that needs a key makes its own. */
  readonly id: string;
  /** The name by which the model called the tool. */
  readonly toolName: string;
  /** The tool's function. `runTool` calls it as every strategy does: with its `this`, and async generators to their end. */
  readonly execute: ToolFunction;
  /** `this` for `execute`: the tool object that holds it. Only strategies that run in the host can give it. */
  readonly receiver?: unknown;
  /** The validated input. Treat it as read-only. */
  readonly input: unknown;
  /** Aborted by cancel and by deadlines; the reason is an `ExecError`. Made when first read, which costs about 2 µs. */
  readonly signal: AbortSignal;
  /** Calls `listener` once when the call is aborted, at once if it was already. Cheaper than `signal`, for pools. */
  onAbort(listener: (reason: Error) => void): void;
  /**
   * Tells that the call may have begun; `worker` names where, for results and events. To be called exactly once, before
   * the tool can run: the clock of `timeoutMs` starts here, and this invocation is never begun again, whatever happens (a
   * retry, of a tool that asks for one, is another invocation).
   *
   * A strategy that sends calls ahead, to wait behind others where they will run, may give a `clock` that does not count that wait.
   */
  onStart(worker?: string, clock?: RunClock): void;
  /** The call had not begun where `onStart` said, and was sent to another worker: results name that one, and count its time from now. */
  onMove?(worker: string): void;
  /** Passes a report on. Ignored before `onStart` and after the call has settled. */
  onProgress(report: ProgressReport): void;
}

/** Something that happened to a worker; the executor passes it on to its listeners and to `diagnostics_channel`. */
export type StrategyEvent =
  /** A worker was started and takes calls. */
  | { readonly type: 'worker-started'; readonly worker: string }
  /** A worker could not be started. Calls wait for others, or for the next try, or get `StrategyUnavailableError`. */
  | { readonly type: 'worker-start-failed'; readonly error: Error }
  /** The strategy ends a worker: it had nothing to do, the strategy was closed, or it is not fit for further calls, or has had as many as it may. */
  | { readonly type: 'worker-stopped'; readonly worker: string; readonly reason: 'idle' | 'closed' | 'retired' }
  /** A tool ended a worker or made it unfit; `lostCalls` is how many calls get `WorkerCrashedError` for it. */
  | { readonly type: 'worker-crashed'; readonly worker: string; readonly error: Error; readonly lostCalls: number }
  /** A new worker takes the place of one that was lost. */
  | { readonly type: 'worker-replaced'; readonly worker: string; readonly replacement: string };

/**
 * How calls run: the seam between the executor and inline code, threads, processes or anything else. Give an instance to
 * `new Executor({ strategies: [instance] })`; `InlineStrategy` is the reference to read.
 */
export interface ExecutionStrategy {
  /** The word that selects this strategy, unique within an executor. */
  readonly mode: string;
  readonly capabilities: StrategyCapabilities;
  /**
   * Runs one call and resolves with the tool's value (or with a `CarriedValue` that holds it encoded).
   *
   * Rejects with what the tool threw, wrapped by `toolThrew` (a tool may throw an `ExecError` of its own; `runInPlace`
   * wraps it), or with an `ExecError` of the strategy. `NotTransportableError` and `StrategyUnavailableError` before `onStart` are the only
   * failures that let the executor try another strategy. It has to settle always: after a crash with
   * `WorkerCrashedError`, after an abort with anything (the executor reports the abort's reason). An abort before
   * `onStart` means that the call must never begin. May be called again before earlier calls have settled, any number of
   * times in one tick; it does not limit the executor's concurrency, but may queue.
   */
  submit(invocation: Invocation): Promise<unknown>;
  /**
   * Stops everything that is left and frees all handles; called again, it resolves too. Nothing is submitted afterwards, so
   * an instance belongs to one executor. What a strategy that is not preemptive was told to abort may still be running.
   */
  close(): Promise<void>;
  /** Optional: tells of workers' lives. Returns a function that ends the subscription. */
  subscribe?(listener: (event: StrategyEvent) => void): () => void;
}
