import { Fifo } from './fifo.ts';

/** A limit on how many calls hold something at once, and the calls that wait for it. */
interface Gate {
  readonly key: string;
  readonly capacity: number;
  held: number;
  /** Calls that hold it, wait for it, or will need it once another gate lets them through. */
  wantedBy: number;
  /** In the order of arrival at the executor; those that left are skipped when their turn comes. */
  readonly waiting: Fifo<Waiter>;
}

/** One call's wish to pass a set of gates. */
export interface Waiter {
  readonly order: number;
  readonly gates: readonly Gate[];
  readonly onAdmitted: () => void;
  /** The full gate at which it waits; undefined once it is admitted or has left. */
  waitsAt: Gate | undefined;
  admitted: boolean;
}

/** What a call needs before it may be submitted. */
export interface AdmissionRequest {
  readonly toolName: string;
  /** How many calls of this tool run at once; undefined: any number. */
  readonly toolLimit: number | undefined;
  readonly exclusive: readonly string[];
}

/**
 * Decides when a call may be submitted: the executor's `maxConcurrency`, a tool's `maxConcurrency` and its `exclusive`
 * resources.
 *
 * A call takes all that it needs at once or nothing, so that no two can wait for each other. A call that has to wait does
 * so at one gate that is full, and is looked at again when that gate lets one go: no call waits while all of its gates
 * have room, and a release costs no more than the calls that it lets through or moves on. Within a gate, first come first
 * served.
 */
export class Admission {
  readonly #overall: Gate | undefined;
  readonly #gates = new Map<string, Gate>();
  readonly #ready: Waiter[] = [];
  #arrivals = 0;
  #isNotifying = false;

  constructor(maxConcurrency: number) {
    this.#overall = Number.isFinite(maxConcurrency) ? makeGate('overall', maxConcurrency) : undefined;
  }

  /** Whether every call has to ask. */
  get isLimited(): boolean {
    return this.#overall !== undefined;
  }

  /**
   * Asks to be let in.
   *
   * @param onAdmitted - called later, if the call has to wait; not if it is `admitted` on return
   * @returns to be given to {@link leave}; undefined if the call needs nothing and may go on
   */
  enter(request: AdmissionRequest, onAdmitted: () => void): Waiter | undefined {
    const gates: Gate[] = this.#overall === undefined ? [] : [this.#overall];
    if (request.toolLimit !== undefined) gates.push(this.#gate(`tool:${request.toolName}`, request.toolLimit));
    for (const name of new Set(request.exclusive)) gates.push(this.#gate(`exclusive:${name}`, 1));
    if (gates.length === 0) return undefined;
    const waiter: Waiter = { order: this.#arrivals++, gates, onAdmitted, waitsAt: undefined, admitted: false };
    for (const gate of gates) gate.wantedBy++;
    this.#tryToAdmit(waiter);
    return waiter;
  }

  /** Takes a waiter back, whether it still waits or was admitted. Calling it again does nothing. */
  leave(waiter: Waiter | undefined): void {
    if (waiter === undefined) return;
    if (waiter.waitsAt !== undefined) {
      waiter.waitsAt = undefined;
    } else if (waiter.admitted) {
      waiter.admitted = false;
      for (const gate of waiter.gates) gate.held--;
      for (const gate of waiter.gates) this.#letThrough(gate);
    } else return;
    for (const gate of waiter.gates) {
      gate.wantedBy--;
      this.#forgetIfUnused(gate);
    }
    this.#notify();
  }

  #letThrough(gate: Gate): void {
    while (gate.held < gate.capacity) {
      const next = takeFirst(gate);
      if (next === undefined) break;
      this.#tryToAdmit(next);
      if (next.admitted) this.#ready.push(next);
    }
  }

  /** A call that is let in may fail and leave at once, which lets in the next: a loop in place of recursion. */
  #notify(): void {
    if (this.#isNotifying) return;
    this.#isNotifying = true;
    try {
      // The list grows while it is worked off. Whoever left between its admission and its turn is not called.
      for (const waiter of this.#ready) if (waiter.admitted) waiter.onAdmitted();
    } finally {
      this.#ready.length = 0;
      this.#isNotifying = false;
    }
  }

  #tryToAdmit(waiter: Waiter): void {
    const full = waiter.gates.find((gate) => gate.held >= gate.capacity);
    if (full === undefined) {
      waiter.waitsAt = undefined;
      waiter.admitted = true;
      for (const gate of waiter.gates) gate.held++;
    } else {
      waiter.waitsAt = full;
      // Almost always at the end; a waiter that comes over from another gate takes the place of its arrival.
      full.waiting.insert(waiter, arrivedEarlier);
    }
  }

  #gate(key: string, capacity: number): Gate {
    const known = this.#gates.get(key);
    // Two tools of one name may differ in their limit; while calls are about, the first one's holds.
    if (known !== undefined) return known;
    const gate = makeGate(key, capacity);
    this.#gates.set(key, gate);
    return gate;
  }

  /** Gates are made for names, which a function as tool source may make up without end. */
  #forgetIfUnused(gate: Gate): void {
    if (gate.wantedBy === 0 && gate !== this.#overall) this.#gates.delete(gate.key);
  }
}

const makeGate = (key: string, capacity: number): Gate => ({ key, capacity, held: 0, wantedBy: 0, waiting: new Fifo() });

const arrivedEarlier = (one: Waiter, other: Waiter): boolean => one.order < other.order;

/** The first that still waits here. */
function takeFirst(gate: Gate): Waiter | undefined {
  for (;;) {
    const waiter = gate.waiting.take();
    if (waiter === undefined || waiter.waitsAt === gate) return waiter;
  }
}
