import { availableParallelism, cpus } from 'node:os';
import type { ScenarioOutcome } from './benchmark.ts';
import type { TransportResult } from './transport/report.ts';
import { judge } from './verdict.ts';

/** The whole outcome as plain data, with what it was measured on. */
export function resultsJson(outcomes: readonly ScenarioOutcome[], transport: readonly TransportResult[], run: { rounds: number; quick: boolean; date: Date }): string {
  const machine = { node: process.version, platform: `${process.platform} ${process.arch}`, processors: availableParallelism(), processor: cpus()[0]?.model ?? 'unknown' };
  const scenarios = outcomes.map((outcome) => ({
    name: outcome.scenario.name,
    title: outcome.scenario.title,
    metrics: outcome.scenario.metrics,
    measurements: outcome.measurements.map(({ contender, metrics, failures }) => ({
      contender: contender.name,
      kind: contender.kind,
      role: contender.role,
      settings: contender.settings ?? {},
      metrics,
      failures,
    })),
    targets: judge(outcome).map(({ target, other, measured, met }) => ({ ...target, comparedWith: other?.name, measured, met })),
  }));
  return JSON.stringify({ date: run.date.toISOString().slice(0, 10), machine, workers: 2, rounds: run.rounds, quick: run.quick, scenarios, transport: transport.map(({ measure: { name, unit, comparedWith, atMost }, ...result }) => ({ name, unit, comparedWith, atMost, ...result })) }, undefined, 2) + '\n';
}
