import type { Measurement, ScenarioOutcome } from './benchmark.ts';
import type { Metric, Target } from './scenarios/scenario.ts';

/** A target beside what was measured. */
export interface Verdict {
  target: Target;
  metric: Metric;
  /** Our median. */
  ours: number;
  /** The median that it is compared with, and whose it is; absent with a target in the metric's own unit. */
  other?: { name: string; value: number };
  /** `ours`, or `ours / other.value`. */
  measured: number;
  met: boolean;
}

/** @returns a verdict for each target for which there are measurements */
export function judge({ scenario, measurements }: ScenarioOutcome): Verdict[] {
  return scenario.targets.flatMap((target): Verdict[] => {
    const metric = scenario.metrics.find(({ name }) => name === target.metric);
    const valueOf = (measurement: Measurement): number => measurement.metrics[target.metric]?.median ?? NaN;
    const ours = measurements.find(({ contender }) => contender.role === 'ours' && contender.kind === target.kind);
    if (metric === undefined || ours === undefined || Number.isNaN(valueOf(ours))) return [];
    if (target.against === 'nobody') {
      return [{ target, metric, ours: valueOf(ours), measured: valueOf(ours), met: keeps(valueOf(ours), target) }];
    }
    const rivals = measurements.filter(({ contender }) =>
      target.against === 'best peer' ? contender.role === 'peer' && contender.kind === target.kind : contender.name === target.against,
    );
    const other = best(rivals, metric);
    if (other === undefined) return [];
    const measured = valueOf(ours) / valueOf(other);
    return [{ target, metric, ours: valueOf(ours), other: { name: other.contender.name, value: valueOf(other) }, measured, met: keeps(measured, target) }];
  });
}

/** The measurement with the best median, of those that have one. */
function best(measurements: readonly Measurement[], { name, better }: Metric): Measurement | undefined {
  const sign = better === 'higher' ? -1 : 1;
  return measurements
    .flatMap((measurement) => {
      const value = measurement.metrics[name]?.median;
      return value === undefined || Number.isNaN(value) ? [] : [{ measurement, value }];
    })
    .sort((a, b) => sign * (a.value - b.value))[0]?.measurement;
}

function keeps(measured: number, { bound }: Target): boolean {
  return 'atLeast' in bound ? measured >= bound.atLeast : measured <= bound.atMost;
}
