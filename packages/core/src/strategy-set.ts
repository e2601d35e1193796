import { InvalidOptionError } from './errors.ts';
import type { EventHub } from './events.ts';
import { InlineStrategy } from './inline-strategy.ts';
import { checkStrategy, quoteOption } from './option-checks.ts';
import type { ExecutionStrategy } from './strategy.ts';

/** The strategies of one executor, by mode and in the order of preference. Inline is always there, last, unless given. */
export class StrategySet {
  readonly #byMode = new Map<string, ExecutionStrategy>();
  readonly #unsubscribe: (() => void)[] = [];

  /** @throws InvalidOptionError for what is no strategy, and for a second one of the same mode */
  constructor(given: readonly ExecutionStrategy[]) {
    for (const strategy of given) {
      checkStrategy(strategy);
      if (this.#byMode.has(strategy.mode)) {
        throw new InvalidOptionError(`options.strategies holds two strategies of the mode "${strategy.mode}"; give one of them another mode`);
      }
      this.#byMode.set(strategy.mode, strategy);
    }
    if (!this.#byMode.has('inline')) this.#byMode.set('inline', new InlineStrategy());
  }

  get modes(): string[] {
    return [...this.#byMode.keys()];
  }

  get(mode: string): ExecutionStrategy | undefined {
    return this.#byMode.get(mode);
  }

  toArray(): ExecutionStrategy[] {
    return [...this.#byMode.values()];
  }

  /**
   * @param option - where the mode was given, for the message
   * @returns the mode
   * @throws InvalidOptionError that names those there are, if it is none of them
   */
  knownMode(mode: unknown, option: string): string {
    if (typeof mode === 'string' && this.#byMode.has(mode)) return mode;
    throw new InvalidOptionError(
      `${option} has to be one of this executor's modes (${this.modes.join(', ')}), got ${quoteOption(mode)}. Give its strategy to new Executor({ strategies })`,
    );
  }

  /** Passes on what the strategies tell of their workers, until they are closed. */
  forwardEvents(events: EventHub): void {
    for (const strategy of this.#byMode.values()) {
      const unsubscribe = strategy.subscribe?.((event) => {
        // The name and the event belong together; the union of all pairs is too wide for `emit` to see it.
        if (events.wants(event.type)) events.emit(event.type, { ...event, mode: strategy.mode });
      });
      if (unsubscribe !== undefined) this.#unsubscribe.push(unsubscribe);
    }
  }

  /** Closes them all. @throws AggregateError if some could not be closed; the others are */
  async close(): Promise<void> {
    // async, so that a `close` that throws keeps no other from being called.
    const closed = await Promise.allSettled(this.toArray().map(async (strategy) => { await strategy.close(); }));
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    const failures = closed.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : [])); // of the type any
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of the strategies could not be closed`);
  }
}
