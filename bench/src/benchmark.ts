import type { Contender } from './contenders/contender.ts';
import { contenders } from './contenders/index.ts';
import { RoundProcess } from './round-process.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { summarize } from './statistics.ts';
import type { Summary } from './statistics.ts';

export interface BenchmarkOptions {
  scenarios: readonly Scenario[];
  rounds: number;
  quick: boolean;
  /** Called before each round. */
  onRound(done: number, total: number, what: string): void;
}

/** A contender's values in one scenario. */
export interface Measurement {
  contender: Contender;
  /** By the name of the metric. */
  metrics: Record<string, Summary>;
  /** Why rounds of it gave no values. */
  failures: string[];
}

export interface ScenarioOutcome {
  scenario: Scenario;
  measurements: Measurement[];
}

/**
 * Measures all contenders in all scenarios. The rounds of a scenario are interleaved, each in another order, so that what
 * else the machine does falls on all of them.
 *
 * @param signal - ends the round that runs, and the benchmark
 */
export async function runBenchmark(options: BenchmarkOptions, signal: AbortSignal): Promise<ScenarioOutcome[]> {
  const plan = options.scenarios.map((scenario) => ({
    scenario,
    rounds: scenario.once === true ? 1 : options.rounds,
    taking: contenders.filter((contender) => scenario.takes(contender) && (!options.quick || contender.quick === true)),
  }));
  const total = plan.reduce((sum, { taking, rounds }) => sum + taking.length * rounds, 0);
  const outcomes: ScenarioOutcome[] = [];
  const process = new RoundProcess();
  signal.addEventListener('abort', () => { void process.kill(); }, { once: true });
  let done = 0;
  for (const { scenario, taking, rounds: count } of plan) {
    const values = new Map(taking.map((contender) => [contender, { rounds: [] as Record<string, number>[], failures: [] as string[] }]));
    for (let round = 0; round < count; round++) {
      for (const contender of interleaved(taking, round)) {
        signal.throwIfAborted();
        options.onRound(done++, total, `${scenario.name}: ${contender.name}`);
        try {
          const request = { scenario: scenario.name, contender: contender.name, quick: options.quick, oneCore: scenario.oneCore === true };
          values.get(contender)?.rounds.push(await process.run(request));
        } catch (error) {
          signal.throwIfAborted();
          values.get(contender)?.failures.push(error instanceof Error ? error.message : String(error));
        }
      }
    }
    const measurements = [...values].map(([contender, { rounds, failures }]) => ({ contender, failures, metrics: summaries(scenario, rounds) }));
    outcomes.push({ scenario, measurements });
  }
  return outcomes;
}

/** Every second round backwards, each beginning with another contender. */
function interleaved(taking: readonly Contender[], round: number): Contender[] {
  const start = Math.floor((round * taking.length) / 3) % Math.max(1, taking.length);
  const order = [...taking.slice(start), ...taking.slice(0, start)];
  return round % 2 === 0 ? order : order.reverse();
}

function summaries(scenario: Scenario, rounds: readonly Record<string, number>[]): Record<string, Summary> {
  if (rounds.length === 0) return {};
  return Object.fromEntries(scenario.metrics.map(({ name }) => [name, summarize(rounds.map((values) => values[name] ?? NaN))]));
}
