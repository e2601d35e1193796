import { LinkedList } from './linked-list.ts';
import type { Linked } from './linked-list.ts';

/** A deadline that was set; give it to {@link DeadlineClock.clear}. */
export interface Deadline extends Linked<Deadline> {
  readonly list: DeadlineList;
  readonly dueAtMs: number;
  readonly onExpire: () => void;
  /** `linked` in its list → `due`, with others of the same turn → `over`; also `over` when it is cleared. */
  state: 'linked' | 'due' | 'over';
}

/** All deadlines of one duration, in the order in which they were set, which is the order in which they are due. */
class DeadlineList extends LinkedList<Deadline> {
  readonly durationMs: number;

  constructor(durationMs: number) {
    super();
    this.durationMs = durationMs;
  }
}

/** Node's timers take a longer time than this, `Infinity` too, for 1 ms. */
export const longestTimerMs: number = 2 ** 31 - 1;

/**
 * All deadlines of one executor on a single timer; the owner of core's only timer. Setting and clearing one costs a few
 * pointers, where a timer a call costs about half a microsecond. A tool set knows few durations, so each has a list.
 *
 * A host that is late itself is not held against a call: before a deadline expires, the event loop reads what has arrived
 * already, so that a result which was there in time still counts.
 *
 * The timer holds the event loop for as long as a deadline is set: that is, only while a call is in flight.
 */
export class DeadlineClock {
  readonly #lists = new Map<number, DeadlineList>();
  #timer: NodeJS.Timeout | undefined;
  /** Set while deadlines are due and the event loop has its turn before they expire. */
  #turn: NodeJS.Immediate | undefined;
  /** When the timer fires or the turn is over; a deadline that is due sooner moves it. */
  #wakesAtMs = Infinity;
  #active = 0;

  /** Sets a deadline `durationMs` from now. `onExpire` is called once, unless it is cleared before; it must not throw. */
  set(durationMs: number, onExpire: () => void): Deadline {
    let list = this.#lists.get(durationMs);
    if (list === undefined) {
      list = new DeadlineList(durationMs);
      this.#lists.set(durationMs, list);
    }
    const deadline: Deadline = {
      list,
      dueAtMs: performance.now() + durationMs,
      onExpire,
      previous: undefined,
      next: undefined,
      state: 'linked',
    };
    list.add(deadline);
    this.#active++;
    if (deadline.dueAtMs < this.#wakesAtMs) this.#arm(deadline.dueAtMs);
    return deadline;
  }

  /** Takes a deadline back, also one that is due and comes after the one that expires now. Does nothing if it is over. */
  clear(deadline: Deadline | undefined): void {
    if (deadline === undefined) return;
    const wasLinked = deadline.state === 'linked';
    if (wasLinked) this.#unlink(deadline);
    deadline.state = 'over';
    if (!wasLinked) return;
    // The timer is left to fire for nothing rather than moved with each clear; it is stopped with the last deadline.
    if (this.#active === 0) this.#disarm();
  }

  #unlink(deadline: Deadline): void {
    const { list } = deadline;
    list.remove(deadline);
    if (list.isEmpty) this.#lists.delete(list.durationMs);
    this.#active--;
  }

  #arm(dueAtMs: number): void {
    clearTimeout(this.#timer);
    this.#wakesAtMs = dueAtMs;
    const waitMs = Math.min(Math.max(0, Math.ceil(dueAtMs - performance.now())), longestTimerMs);
    this.#timer = setTimeout(() => {
      this.#wake();
    }, waitMs);
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    this.#timer = this.#turn = undefined;
    this.#wakesAtMs = Infinity;
  }

  /** Timers run before ports and pipes are read, immediates after. */
  #wake(): void {
    this.#disarm();
    const nowMs = performance.now();
    const nextMs = this.#nextDueAtMs();
    if (nextMs <= nowMs) {
      this.#wakesAtMs = -Infinity;
      this.#turn = setImmediate(() => {
        this.#expire(nowMs);
      });
    } else if (nextMs !== Infinity) this.#arm(nextMs);
  }

  #nextDueAtMs(): number {
    let nextMs = Infinity;
    for (const { first } of this.#lists.values()) {
      if (first !== undefined && first.dueAtMs < nextMs) nextMs = first.dueAtMs;
    }
    return nextMs;
  }

  /** Expires what was due by then. What has become due since, in a turn that took long, has a turn of its own. */
  #expire(dueByMs: number): void {
    this.#disarm();
    const expired: Deadline[] = [];
    for (const list of this.#lists.values()) {
      while (list.first !== undefined && list.first.dueAtMs <= dueByMs) {
        const deadline = list.first;
        this.#unlink(deadline);
        deadline.state = 'due';
        expired.push(deadline);
      }
    }
    const nextMs = this.#nextDueAtMs();
    if (nextMs !== Infinity) this.#arm(nextMs);
    for (const deadline of expired) {
      if (deadline.state !== 'due') continue; // one before it settled their call
      deadline.state = 'over';
      deadline.onExpire();
    }
  }
}
