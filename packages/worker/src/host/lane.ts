import { NotTransportableError } from '@exec/core';
import type { EncodedThrown } from '../error-codec.ts';
import { outcomeItems, outcomeKind } from '../protocol.ts';
import type { CallList, FarMessage, OutcomeList, OutcomePayload } from '../protocol.ts';
import type { WireExit, WireFactory, WorkerWire } from '../wire.ts';
import { CallAborts } from './call-aborts.ts';
import type { AbortingLane } from './call-aborts.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import { CreditWindow } from './credit-window.ts';
import { FlightReader } from './flight-reader.ts';
import { FunctionLoading } from './function-loading.ts';
import type { LoadingLane } from './function-loading.ts';
import type { Job, JobRunner } from './job.ts';
import type { KnownFunction } from './known-function.ts';
import type { LaneOwner, LaneSettings, LaneState } from './lane-owner.ts';
import { LoopProof } from './loop-proof.ts';
import { OutgoingCalls } from './outgoing-calls.ts';
import { blockedError, crashError, startError, uncaughtError } from './worker-crash.ts';
import { WorkerEnd } from './worker-end.ts';

/** One worker, seen from the host: what it knows, what it runs, and how it ends. */
export class Lane implements JobRunner, LoadingLane, AbortingLane {
  readonly #wire: WorkerWire;
  readonly #owner: LaneOwner;
  readonly #settings: LaneSettings;
  readonly #inFlight = new CallsInFlight();
  readonly #outgoing: OutgoingCalls;
  readonly #credit = new CreditWindow();
  readonly #functions: FunctionLoading;
  readonly #proof: LoopProof;
  readonly #end: WorkerEnd;
  readonly #startTimer: NodeJS.Timeout;
  #state: LaneState = 'starting';
  #hasExited = false;
  #unfit = false;
  #crashTold = false;
  #lossTold = false;
  /** Calls above this number have not begun; known only of a worker that leaves. */
  #lastToldBegun = Infinity;

  readonly aborts: CallAborts;
  readonly flight: FlightReader;
  /** Whether the one call in flight has the worker to itself. */
  isDedicated = false;
  /** Whether a call has run for long, and those behind it were taken back: it gets no others until it says something. */
  isHeldUp = false;
  /** A function whose calls run alone, and that gets this lane as soon as it is idle. */
  reservedFor: KnownFunction | undefined;
  /** When it was last given a call, or opened. */
  lastUsedMs: number = performance.now();

  constructor(factory: WireFactory, settings: LaneSettings, owner: LaneOwner) {
    this.#settings = settings;
    this.#owner = owner;
    this.#functions = new FunctionLoading(this, settings.startTimeoutMs, (message) => { this.#wire.send(message); });
    this.#proof = new LoopProof(settings.graceMs, (suspect) => { this.#blockedAfter(suspect); });
    const send = (calls: CallList): void => { this.#wire.send({ kind: 'calls', calls }); };
    this.#outgoing = new OutgoingCalls(send, (call, what, error) => { this.#tooLarge(call, what, error); });
    this.#wire = factory.start({
      onReady: () => { this.#opened(); },
      onMessage: (message) => { this.#receive(message); },
      onReport: (call, report) => { this.#inFlight.get(call)?.report(report); },
      onExit: (exit) => { this.#exited(exit); },
    });
    this.flight = new FlightReader(this.#wire, this.#credit, (outcomes) => { this.#settleAll(outcomes, this.#credit.lastBegun); });
    this.#end = new WorkerEnd(this.#wire, () => { this.#lose('ending'); }, () => { this.#gone(); });
    this.aborts = new CallAborts(this, this.#wire, this.#inFlight, this.flight, settings.graceMs);
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

  /** Whether the worker was told to end. */
  get isEnding(): boolean {
    return this.#end.hasBegun;
  }

  /** Whether any call was sent to it. */
  get hasRun(): boolean {
    return this.#inFlight.lastCall > 0;
  }

  /** Whether it was sent as many calls as it may have: it gets no more, and its owner ends it when it has none. */
  get isSpent(): boolean {
    return this.#inFlight.lastCall >= this.#settings.maxCallsPerWorker;
  }

  /** Calls in flight. */
  get load(): number {
    return this.#inFlight.size;
  }

  /** Whether a call that is sent now would soon begin. */
  get hasCredit(): boolean {
    return this.#credit.isOpen;
  }

  /** Whether calls may wait in the worker behind one that runs. */
  get mayBeHeldUp(): boolean {
    return this.#inFlight.size > 1 && this.#credit.hasUnbegun && !this.isHeldUp;
  }

  /** Synchronous work that a call which is sent now is expected to wait for, in ms. */
  get backlogMs(): number {
    return this.#credit.backlogMs;
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

  /** Sends a function ahead of its first call. */
  define(known: KnownFunction): void {
    this.#functions.define(known);
  }

  /** Begins a job with the next {@link flush}. */
  start(job: Job, known: KnownFunction): void {
    const call = this.#inFlight.add(job);
    this.#credit.sent(known.record.expectedMs);
    this.#outgoing.add(call, job, known);
    const nowMs = performance.now();
    job.beganAtMs = this.#credit.isBehind(call) ? undefined : nowMs;
    job.start(this, call, nowMs);
  }

  /** Sends the jobs that were started. */
  flush(): void {
    if (this.#outgoing.isEmpty) return;
    this.lastUsedMs = performance.now();
    this.#outgoing.flush();
  }

  /** Calls that wait behind one that has run for long wait for another worker instead. */
  takeBack(): void {
    if (this.#state !== 'open' && this.#state !== 'draining') return;
    const lastBegun = this.flight.takeBack(this.#inFlight.lastCall);
    if (lastBegun === undefined) return;
    this.isHeldUp = true;
    for (const job of this.#inFlight.takeAbove(lastBegun)) this.#owner.jobReturned(job);
    if (this.#inFlight.size === 0 && this.#state === 'open') this.#prove(); // what holds it up is none of its calls
  }

  #tooLarge(call: number, what: 'input' | 'state', cause: unknown): void {
    const subject = what === 'input' ? 'the input' : "what the tool's function captures";
    this.#inFlight.take(call)?.reject(new NotTransportableError(`${subject} is too large to be sent to a worker`, { path: [what], cause }));
    this.#callsEnded();
  }

  // ---- what the worker says ------------------------------------------------------------------------------------

  #opened(): void {
    clearTimeout(this.#startTimer);
    if (this.#state !== 'starting') return;
    this.#state = 'open';
    this.lastUsedMs = performance.now();
    this.#owner.laneOpened(this);
    this.#owner.laneHasRoom(this);
  }

  #receive(message: FarMessage): void {
    this.isHeldUp = false;
    switch (message.kind) {
      case 'outcomes':
        this.#settleAll(message.outcomes, message.lastCall);
        return;
      case 'fault':
        this.#fault(message.error, message.call);
        return;
      case 'leaving':
        this.#leave(message.lastCall);
        return;
      case 'begun':
        this.#begun(message.lastCall);
        break;
      case 'defined':
        this.#functions.defined(message.functionNumber);
        break;
      case 'refused':
        this.#functions.refused(message.functionNumber, message.error);
        break;
      case 'free':
        this.#proof.succeeded();
    }
    this.#tellRoom();
  }

  /** Of those that have begun the ones that are still in flight go on: their clock runs from now. */
  #begun(lastCall: number): void {
    const nowMs = performance.now();
    for (let call = this.#credit.lastBegun + 1; call <= lastCall && this.#inFlight.size > 0; call++) {
      const job = this.#inFlight.get(call);
      if (job !== undefined) job.beganAtMs ??= nowMs;
    }
    this.#credit.begun(lastCall);
  }

  #settleAll(outcomes: OutcomeList, lastCall: number): void {
    for (let index = 0; index < outcomes.length; index += outcomeItems) {
      // The layout of OutcomeList.
      const job = this.#inFlight.take(outcomes[index] as number);
      if (job === undefined) continue; // given up on before
      const kind = outcomes[index + 1] as number;
      if (kind === outcomeKind.unbegun) {
        this.#owner.jobReturned(job); // aborted, or taken back
        continue;
      }
      this.#noteCompletion(job, (outcomes[index + 3] as number) / 1000);
      job.settle(kind, outcomes[index + 2] as OutcomePayload);
    }
    this.#begun(lastCall);
    this.#callsEnded();
  }

  #noteCompletion({ known }: Job, busyMs: number): void {
    if (known === undefined) return;
    if (!this.isDedicated || known.record.isProven || this.#state !== 'open') {
      known.record.completed(busyMs);
      return;
    }
    this.#prove(known, busyMs);
  }

  #prove(known?: KnownFunction, busyMs?: number): void {
    this.#proof.asked(known, busyMs);
    this.#wire.send({ kind: 'probe' });
  }

  #blockedAfter(suspect: KnownFunction | undefined): void {
    this.tellCrash(blockedError(this.name, suspect?.data.name), 0);
    void this.kill();
  }

  #callsEnded(): void {
    if (this.#inFlight.size === 0) {
      this.isDedicated = false;
      this.#credit.clear();
      this.#drainIfEmpty();
    }
    this.#tellRoom();
  }

  #tellRoom(): void {
    if (this.#state === 'open' && !this.#hasExited && !this.#proof.isPending) this.#owner.laneHasRoom(this);
  }

  // ---- the end -------------------------------------------------------------------------------------------------

  /** Takes no more calls, and ends the worker with the last one in flight. */
  drain(): void {
    if (this.#state === 'open') this.#lose('draining');
    this.#drainIfEmpty();
  }

  #drainIfEmpty(): void {
    if (this.#state === 'draining' && this.#inFlight.size === 0) void this.kill();
  }

  /** A tool called `process.exit`. Nothing more is sent; what becomes of the calls is settled when the worker is gone. */
  #leave(lastBegun: number): void {
    if (this.#state !== 'open' && this.#state !== 'draining') return;
    this.#lastToldBegun = lastBegun;
    this.#state = 'leaving';
    this.#end.expectExit(() => {
      this.#unfit = true;
      void this.kill().then(() => {
        this.#hasExited = true; // as good as: it was on its way out and ran nothing any more
        this.#crashed({ error: new Error('a tool called process.exit') });
      });
    });
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
    return this.#end.kill();
  }

  /** Ends an idle worker in good order. Resolves when it is gone. */
  close(): Promise<void> {
    return this.#end.close();
  }

  #startTimedOut(): void {
    if (this.#state !== 'starting') return;
    const error = new Error(`${this.name} did not start within ${this.#settings.startTimeoutMs} ms (startTimeoutMs)`);
    this.#owner.laneFailedToStart(this, error);
    void this.kill();
  }

  /** Rejects what is in flight, each with an error of its own. */
  rejectInFlight(reason: (job: Job) => Error): void {
    this.#inFlight.rejectAll(reason);
  }

  #fault(error: EncodedThrown, call: number | null | undefined): void {
    const culprit = call === undefined ? this.#inFlight.only() : call;
    const job = typeof culprit === 'number' ? this.#inFlight.take(culprit) : undefined;
    job?.known?.record.failed();
    if (job === undefined) this.#proof.failed(); // if somebody's then its, whose last call left something behind
    this.tellCrash(uncaughtError(this.name, error), job === undefined ? 0 : 1);
    job?.reject(uncaughtError(this.name, error));
    this.drain();
  }

  /** Told once, of what came first. */
  tellCrash(error: Error, lostCalls: number): void {
    this.#unfit = true;
    if (this.#crashTold) return;
    this.#crashTold = true;
    this.#owner.laneCrashed(this, error, lostCalls);
  }

  /** The worker is gone: calls that provably had not begun wait again, for another one. */
  returnUnbegun(): void {
    for (const job of this.#takeUnbegun()) this.#owner.jobReturned(job);
  }

  #takeUnbegun(): Job[] {
    if (!this.#hasExited) return []; // it may still begin them
    return this.#inFlight.takeAbove(Math.min(this.#lastToldBegun, this.flight.catchUp().lastBegun ?? Infinity));
  }

  #exited(exit: WireExit): void {
    this.#hasExited = true;
    if (this.#state === 'gone' || this.#state === 'ending') return; // told to
    if (this.#state === 'starting') {
      this.#owner.laneFailedToStart(this, startError(this.name, exit));
      this.#gone();
      return;
    }
    this.#crashed(exit);
    this.#gone();
  }

  #crashed(exit: WireExit): void {
    const crash = (): Error => crashError(this.name, exit);
    const unbegun = this.#takeUnbegun();
    const waiting = this.#functions.blame();
    this.#inFlight.blame();
    this.#proof.failed();
    this.tellCrash(crash(), this.#inFlight.size + waiting.length);
    this.#lose('gone'); // first, or they would come back
    for (const job of unbegun) this.#owner.jobReturned(job);
    for (const job of waiting) job.reject(crash());
    this.#inFlight.rejectAll(crash);
  }

  #gone(): void {
    this.#state = 'gone';
    clearTimeout(this.#startTimer);
    this.#end.exited();
    this.#functions.end();
    this.#proof.failed();
    this.#owner.laneGone(this);
  }
}
