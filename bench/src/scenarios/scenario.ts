import type { Contender, ContenderKind, OpenPool } from '../contenders/contender.ts';

/** What a scenario measures of a contender. */
export interface Metric {
  name: string;
  unit: string;
  better: 'higher' | 'lower';
}

/** What we want of our strategy of one kind. */
export interface Target {
  kind: ContenderKind;
  metric: string;
  /** The best peer of the same kind, a contender by its name, or nobody: then the bound is in the metric's own unit. */
  against: 'best peer' | 'nobody' | (string & {});
  /** For a comparison, a bound on our value divided by the other's. */
  bound: { atLeast: number } | { atMost: number };
}

/** One question to all contenders. Each contender answers in a process of its own, each round in a new one. */
export interface Scenario {
  name: string;
  title: string;
  metrics: readonly Metric[];
  targets: readonly Target[];
  /** Those that are asked; for others the question has no meaning or an answer that is known (the reason stands there). */
  takes(contender: Contender): boolean;
  /** Runs on one processor where the system can do that. */
  oneCore?: true;
  /** One round is enough: what it counts hardly depends on what else the machine does. */
  once?: true;
  /**
   * @param effort - `quick` asks for fewer repetitions
   * @returns the value of each metric
   */
  measure(open: () => OpenPool, effort: { quick: boolean }): Promise<Record<string, number>>;
}
