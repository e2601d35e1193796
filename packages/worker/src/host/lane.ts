import { NotTransportableError, WorkerCrashedError } from '@exec/core';
import { decodeThrown, encodeThrown, thrownText } from '../error-codec.ts';
import type { EncodedThrown } from '../error-codec.ts';
import { outcomeItems } from '../protocol.ts';
import type { CallList, EncodedReport, FarMessage, OutcomeList } from '../protocol.ts';
import type { EncodedValue } from '../value-codec.ts';
import type { WireExit, WireFactory, WorkerWire } from '../wire.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import type { Job, JobRunner } from './job.ts';
import type { KnownFunction } from './known-function.ts';
import type { LaneOwner, LaneSettings, LaneState } from './lane-owner.ts';
import { LoadedFunctions } from './loaded-functions.ts';
import { LoopProof } from './loop-proof.ts';
import { OutgoingCalls } from './outgoing-calls.ts';
import { blockedError, crashError, describeExit, uncaughtError } from './worker-crash.ts';

/** A worker that has been killed is waited for so long; then its calls are settled all the same. */
const killPatienceMs = 5000;
/** A worker that a tool has told to exit is given so long, e.g. for exit handlers of the tool's, then it is killed. */
const leavePatienceMs = 1000;

/** One worker, seen from the host: what it knows, what it runs, and how it ends. */
export class Lane implements JobRunner {
  readonly #wire: WorkerWire;
  readonly #owner: LaneOwner;
  readonly #settings: LaneSettings;
  readonly #inFlight = new CallsInFlight();
  readonly #outgoing: OutgoingCalls;
  readonly #functions: LoadedFunctions;
  readonly #proof: LoopProof;
  readonly #startTimer: NodeJS.Timeout;
  #state: LaneState = 'starting';
  #ended: Promise<void> | undefined;
  #hasRun = false;
  #unfit = false;
  #lossTold = false;
  /** Calls above this number have not begun; known only of a worker that leaves. */
  #lastBegun = Infinity;
  #leaveTimer: NodeJS.Timeout | undefined;

  /** Whether the one call in flight has the worker to itself. */
  exclusive = false;
  /** A function whose calls run alone, and that gets this lane as soon as it is idle. */
  reservedFor: KnownFunction | undefined;
  /** When it was last given a call, or opened. */
  lastUsedMs: number = performance.now();

  constructor(factory: WireFactory, settings: LaneSettings, owner: LaneOwner) {
    this.#settings = settings;
    this.#owner = owner;
    this.#functions = new LoadedFunctions(settings.startTimeoutMs, (known) => { void this.#loadTimedOut(known); }, (functionNumber) => { if (this.#state === 'open') this.#wire.send({ kind: 'forget', functionNumber }); });
    this.#proof = new LoopProof(settings.graceMs, (suspect) => { this.#blockedAfter(suspect); });
    const send = (calls: CallList): void => { this.#wire.send({ kind: 'calls', calls }); };
    this.#outgoing = new OutgoingCalls(send, (call, error) => { this.#tooLarge(call, error); });
    this.#wire = factory.start({
      onReady: () => { this.#opened(); },
      onMessage: (message) => { this.#receive(message); },
      onReport: (call, report) => { this.#report(call, report); },
      onExit: (exit) => { this.#exited(exit); },
    });
    this.#startTimer = setTimeout(() => { this.#startTimedOut(); }, settings.startTimeoutMs).unref();
  }

  get name(): string {
    return this.#wire.name;
  }

  get state(): LaneState {
    return this.#state;
  }

  /** Whether a tool ended the worker or made it unfit, as opposed to us. */
  get unfit(): boolean {
    return this.#unfit;
  }

  get load(): number {
    return this.#inFlight.size;
  }

  /** Whether it takes calls as soon as it has shown that the last one did not block it. */
  get isProving(): boolean {
    return this.#proof.isPending;
  }

  hasLoaded(known: KnownFunction): boolean {
    return this.#functions.has(known);
  }

  isLoading(known: KnownFunction): boolean {
    return this.#functions.isLoading(known);
  }

  // ---- work ----------------------------------------------------------------------------------------------------

  /** Sends a function ahead of its first call, so that one which cannot be loaded is refused before a call begins. */
  define(known: KnownFunction): void {
    if (this.#functions.isLoading(known)) return;
    this.#functions.sent(known);
    this.#wire.send({ kind: 'define', functionNumber: known.number, data: known.data });
  }

  /** Begins a job with the next {@link flush}. */
  start(job: Job, known: KnownFunction): void {
    this.#hasRun = true;
    const call = this.#inFlight.add(job);
    this.#outgoing.add(call, job, known);
    job.start(this, call);
  }

  /** Sends the jobs that were started. */
  flush(): void {
    if (this.#outgoing.isEmpty) return;
    this.lastUsedMs = performance.now();
    this.#outgoing.flush();
  }

  #tooLarge(call: number, cause: unknown): void {
    this.#inFlight.take(call)?.reject(new NotTransportableError('the input is too large to be sent to a worker', { path: ['input'], cause }));
    this.#callsEnded();
  }

  // ---- what the worker says ------------------------------------------------------------------------------------

  #opened(): void {
    clearTimeout(this.#startTimer);
    if (this.#state !== 'starting') return;
    this.#state = 'open';
    this.lastUsedMs = performance.now();
    this.#owner.laneHasRoom(this);
  }

  #receive(message: FarMessage): void {
    switch (message.kind) {
      case 'outcomes':
        this.#settleAll(message.outcomes);
        break;
      case 'defined':
        this.#functionLoaded(message.functionNumber);
        break;
      case 'refused':
        this.#functionRefused(message.functionNumber, message.error);
        break;
      case 'free':
        this.#proof.succeeded();
        this.#tellRoom();
        break;
      case 'fault':
        this.#fault(message.error, message.call);
        break;
      case 'leaving':
        this.#leave(message.lastCall);
        break;
    }
  }

  #settleAll(outcomes: OutcomeList): void {
    for (let index = 0; index < outcomes.length; index += outcomeItems) {
      // The layout of OutcomeList.
      const job = this.#inFlight.take(outcomes[index] as number);
      if (job === undefined) continue; // given up on before
      this.#noteCompletion(job, outcomes[index + 3] as number);
      job.settle(outcomes[index + 1] as number, outcomes[index + 2] as EncodedValue | EncodedThrown);
    }
    this.#callsEnded();
  }

  #noteCompletion({ known }: Job, busyMs: number): void {
    if (known === undefined) return;
    if (!this.exclusive || known.record.isProven || this.#state !== 'open') {
      known.record.completed(busyMs);
      return;
    }
    this.#proof.asked(known, busyMs);
    this.#wire.send({ kind: 'probe' });
  }

  #blockedAfter(suspect: KnownFunction): void {
    this.#tellCrash(blockedError(this.name, suspect.data.name), 0);
    void this.kill();
  }

  #callsEnded(): void {
    if (this.#inFlight.size === 0) {
      this.exclusive = false;
      this.#drainIfEmpty();
    }
    this.#tellRoom();
  }

  #tellRoom(): void {
    if (this.#state === 'open' && !this.#proof.isPending) this.#owner.laneHasRoom(this);
  }

  #report(call: number, report: EncodedReport): void {
    this.#inFlight.get(call)?.report(report);
  }

  // ---- functions -----------------------------------------------------------------------------------------------

  #functionLoaded(functionNumber: number): void {
    this.#functions.answered(functionNumber, true);
    this.#tellRoom();
  }

  /** Earlier tools may have spoiled the worker: only a refusal by one that has run nothing counts, or after such a one. */
  #isSuspect(known: KnownFunction): boolean {
    return this.#hasRun && !known.refusedByFreshWorker;
  }

  #functionRefused(functionNumber: number, error: EncodedThrown): void {
    const known = this.#functions.answered(functionNumber, false);
    if (known === undefined) return;
    if (this.#isSuspect(known)) {
      this.#drain();
      return;
    }
    known.refusedByFreshWorker = true;
    const message = `the tool's function could not be loaded in ${this.name}: ${thrownText(error)}`;
    for (const job of known.takeWaiting()) job.reject(new NotTransportableError(message, { cause: decodeThrown(error) }));
    this.#tellRoom();
  }

  /**
   * Its calls have not begun, and yet they must not be tried elsewhere: what hangs a worker while it is loaded would hang
   * the next one too, and the host after that.
   */
  async #loadTimedOut(known: KnownFunction): Promise<void> {
    // Calls in flight may keep the loop busy for as long as they like: then the answer has to wait for them.
    if (this.#inFlight.size > 0) return;
    if (this.#isSuspect(known)) {
      void this.kill();
      return;
    }
    const jobs = known.takeWaiting();
    known.record.failed();
    await this.kill();
    for (const job of jobs) {
      job.reject(new WorkerCrashedError(`${this.name} was terminated: the tool's function was not loaded within ${this.#settings.startTimeoutMs} ms`));
    }
  }

  /** What was being loaded when the worker ended, with no call in flight, is what ended it. */
  #blameLoading(crash: () => Error): void {
    if (this.#inFlight.size > 0) return;
    for (const known of this.#functions.loading()) {
      known.record.failed();
      for (const job of known.takeWaiting()) job.reject(crash());
    }
  }

  // ---- aborts --------------------------------------------------------------------------------------------------

  /** The job's call was aborted: the tool is told, has its time to end by itself, and is ended then. */
  stop(job: Job, reason: Error): void {
    this.flush(); // an abort from within onStart must not go ahead of its call
    this.#wire.abort(job.call, encodeThrown(reason)).then(
      () => {
        job.abortSeen = true;
      },
      () => undefined, // the worker is gone: its exit settles the job
    );
    job.graceTimer = setTimeout(() => {
      this.#graceOver(job);
    }, this.#settings.graceMs).unref();
  }

  /**
   * The tool did not end by itself. If its neighbours are well (the loop answers), they are let finish before the worker
   * is killed; if the loop is blocked nobody gets any further in there.
   */
  #graceOver(job: Job): void {
    if (this.#inFlight.get(job.call) === undefined) return;
    job.known?.record.failed();
    const { graceMs } = this.#settings;
    if (job.abortSeen && this.#inFlight.size > 1) {
      this.#inFlight.take(job.call);
      job.reject(new Error(`${this.name} is ended as soon as the other calls in it are: the tool did not end within ${graceMs} ms`));
      this.#drain();
      return;
    }
    void this.kill().then(() => {
      job.reject(new Error(`${this.name} was terminated ${graceMs} ms after the abort`));
      this.#inFlight.rejectAll(
        () => new WorkerCrashedError(`${this.name} was terminated to stop another call that blocked it; this call may have done part of its work`),
      );
    });
  }

  // ---- the end -------------------------------------------------------------------------------------------------

  #drain(): void {
    if (this.#state === 'open') this.#lose('draining');
    this.#drainIfEmpty();
  }

  #drainIfEmpty(): void {
    if (this.#state === 'draining' && this.#inFlight.size === 0) void this.kill();
  }

  /** A tool called `process.exit`. Nothing more is sent; what becomes of the calls is settled when the worker is gone. */
  #leave(lastBegun: number): void {
    if (this.#state !== 'open' && this.#state !== 'draining') return;
    this.#lastBegun = lastBegun;
    this.#state = 'leaving';
    this.#leaveTimer = setTimeout(() => {
      void this.kill().then(() => {
        this.#crashed({ error: new Error('a tool called process.exit') });
      });
    }, leavePatienceMs).unref();
  }

  #lose(state: 'draining' | 'ending' | 'gone'): void {
    const toTell = this.#state !== 'starting' && !this.#lossTold;
    this.#state = state;
    if (!toTell) return;
    this.#lossTold = true;
    this.#owner.laneLost(this);
  }

  /** Ends the worker whatever it does. Calls in flight are the caller's to settle. Resolves when the worker is gone. */
  kill(): Promise<void> {
    return (this.#ended ??= this.#end(() => this.#wire.kill()));
  }

  /** Ends an idle worker in good order. Resolves when it is gone. */
  close(): Promise<void> {
    return (this.#ended ??= this.#end(() => this.#wire.close()));
  }

  async #end(end: () => Promise<void>): Promise<void> {
    this.#lose('ending');
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, killPatienceMs);
    });
    await Promise.race([end(), patience]);
    clearTimeout(timer);
    this.#gone();
  }

  #startTimedOut(): void {
    if (this.#state !== 'starting') return;
    const error = new Error(`${this.name} did not start within ${this.#settings.startTimeoutMs} ms`);
    this.#owner.laneFailedToStart(this, error);
    void this.kill();
  }

  /** Rejects what is in flight, each with an error of its own. */
  rejectInFlight(reason: () => Error): void {
    this.#inFlight.rejectAll(reason);
  }

  #fault(error: EncodedThrown, call: number | null | undefined): void {
    const culprit = call === undefined ? this.#inFlight.only() : call;
    const job = typeof culprit === 'number' ? this.#inFlight.take(culprit) : undefined;
    job?.known?.record.failed();
    if (job === undefined) this.#proof.failed(); // if somebody's then its, whose last call left something behind
    this.#tellCrash(uncaughtError(this.name, error), job === undefined ? 0 : 1);
    job?.reject(uncaughtError(this.name, error));
    this.#drain();
  }

  #tellCrash(error: Error, lostCalls: number): void {
    if (this.#unfit) return;
    this.#unfit = true;
    this.#owner.laneCrashed(this, error, lostCalls);
  }

  #exited(exit: WireExit): void {
    if (this.#state === 'gone' || this.#state === 'ending') return; // told to
    if (this.#state === 'starting') {
      this.#owner.laneFailedToStart(this, exit.error ?? new Error(describeExit(this.name, exit)));
      this.#gone();
      return;
    }
    this.#crashed(exit);
    this.#gone();
  }

  #crashed(exit: WireExit): void {
    const crash = (): Error => crashError(this.name, exit);
    for (const job of this.#inFlight.takeAbove(this.#lastBegun)) this.#owner.jobReturned(job);
    this.#blameLoading(crash);
    this.#inFlight.blame();
    this.#proof.failed();
    this.#tellCrash(crash(), this.#inFlight.size);
    this.#lose('gone');
    this.#inFlight.rejectAll(crash);
  }

  #gone(): void {
    this.#state = 'gone';
    clearTimeout(this.#startTimer);
    clearTimeout(this.#leaveTimer);
    this.#functions.end();
    this.#proof.failed();
    this.#owner.laneGone(this);
  }
}
