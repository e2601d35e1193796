import type { FallbackStep } from './result.ts';
import type { ExecutionStrategy, StrategyCapabilities } from './strategy.ts';
import type { ToolFunction } from './tool.ts';

/** `true`: the strategies in the order given, then inline. `false`: none. A list: only these modes, in this order. */
export type FallbackRule = boolean | readonly string[];

/** The levels of isolation, in their order. */
export const isolationRank: Readonly<Record<StrategyCapabilities['isolation'], number>> = { none: 0, thread: 1, process: 2, host: 3 };

/**
 * Which strategy comes next for a call that did not begin, and which tools must not come closer to the host: a tool that
 * crashed or hung a worker never falls back to a strategy that isolates less than that worker's.
 */
export class FallbackPolicy {
  /** In the order of preference; inline is last. */
  readonly #strategies: readonly ExecutionStrategy[];
  /** By function and by name: a source may make a new function for each look-up. The names are those of tools that crashed. */
  readonly #faultyFunctions = new WeakMap<ToolFunction, number>();
  readonly #faultyNames = new Map<string, number>();
  readonly #warnedOf = new Set<string>();

  constructor(strategies: readonly ExecutionStrategy[]) {
    this.#strategies = strategies;
  }

  /**
   * Remembers that a tool crashed or hung in this strategy. A tool whose call was lost with the worker of another one is
   * remembered too: the error does not tell them apart, nor can a worker always, and to keep an innocent tool out of the
   * host costs less than to let the culprit in.
   */
  recordFault(toolName: string, execute: ToolFunction, strategy: ExecutionStrategy): void {
    const rank = isolationRank[strategy.capabilities.isolation];
    if (rank === 0) return; // there is nothing less isolated to keep it from
    this.#faultyFunctions.set(execute, Math.max(rank, this.#faultyFunctions.get(execute) ?? 0));
    this.#faultyNames.set(toolName, Math.max(rank, this.#faultyNames.get(toolName) ?? 0));
  }

  /**
   * The next strategy to try, or undefined if there is none.
   *
   * @param tried - the modes that could not begin the call, the wanted one first
   */
  next(rule: FallbackRule, tried: readonly string[], toolName: string, execute: ToolFunction): ExecutionStrategy | undefined {
    if (rule === false) return undefined;
    const least = Math.max(this.#faultyFunctions.get(execute) ?? 0, this.#faultyNames.get(toolName) ?? 0);
    const candidates =
      rule === true
        ? this.#strategies
        : rule.flatMap((mode) => this.#strategies.find((strategy) => strategy.mode === mode) ?? []);
    const restricted = tried.some((mode) => this.#capabilitiesOf(mode)?.restricted === true);
    return candidates.find(
      ({ mode, capabilities }) =>
        !tried.includes(mode) && isolationRank[capabilities.isolation] >= least && (!restricted || capabilities.restricted === true),
    );
  }

  /**
   * Says once for each tool that it now runs in the host, where nobody listens for `call-fell-back`: the host is about to
   * run code that it had asked to be kept away from.
   *
   * @param steps - all that the call has fallen back from, the last one into the mode in which it is to run
   * @returns whether it said so; the warning is out after the next tick
   */
  warnOfLostIsolation(toolName: string, steps: readonly FallbackStep[]): boolean {
    const last = steps.at(-1);
    if (last === undefined || this.#capabilitiesOf(last.from)?.isolation === 'none' || this.#capabilitiesOf(last.to)?.isolation !== 'none') return false;
    if (this.#warnedOf.has(toolName) || this.#warnedOf.size >= maxWarnings) return false;
    this.#warnedOf.add(toolName);
    const reasons = steps.map(({ from, reason }) => `not in "${from}", since ${reason.message.replace(/\.$/, '')}`);
    process.emitWarning(
      `the tool "${toolName}" runs in the mode "${last.to}", inside the host, where no timeout stops code that blocks: ${reasons.join('; ')}. Give fallback: false to have such calls refused, or listen for "call-fell-back".`,
      'ExecFallbackWarning',
    );
    return true;
  }

  /** Undefined for a mode that this executor does not have: a tool may want one. */
  #capabilitiesOf(mode: string): StrategyCapabilities | undefined {
    return this.#strategies.find((strategy) => strategy.mode === mode)?.capabilities;
  }
}

/** Names of tools are made up by sources without end; a hundred warnings are enough. */
const maxWarnings = 100;
