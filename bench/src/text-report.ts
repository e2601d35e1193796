import Table from 'cli-table3';
import type { ScenarioOutcome } from './benchmark.ts';
import type { Metric, Target } from './scenarios/scenario.ts';
import type { Summary } from './statistics.ts';
import { judge } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** All measurements, scenario by scenario, then the targets. */
export function textReport(outcomes: readonly ScenarioOutcome[]): string {
  return [...outcomes.map(scenarioText), targetText(outcomes)].join('\n\n');
}

function scenarioText({ scenario, measurements }: ScenarioOutcome): string {
  const rows = measurements.map(({ contender, metrics, failures }) => [
    contender.name,
    ...scenario.metrics.map((metric) => summaryText(metrics[metric.name])),
    failures.length === 0 ? '' : `${failures.length} rounds failed`,
  ]);
  const head = [scenario.name, ...scenario.metrics.map(({ name, unit }) => `${name}, ${unit} [min – max]`), ''];
  const failed = measurements.flatMap(({ contender, failures }) => failures.slice(0, 1).map((failure) => `${contender.name}: ${failure}`));
  return [scenario.title, table(head, rows), ...failed].join('\n');
}

function targetText(outcomes: readonly ScenarioOutcome[]): string {
  const rows = outcomes.flatMap((outcome) =>
    judge(outcome).map((verdict) => [
      outcome.scenario.name,
      verdict.target.kind,
      verdict.metric.name,
      numberText(verdict.ours) + ` ${verdict.metric.unit}`,
      verdict.other === undefined ? '' : `${verdict.other.name}: ${numberText(verdict.other.value)}`,
      boundText(verdict.target, verdict.metric),
      measuredText(verdict),
      verdict.met ? 'met' : 'NOT MET',
    ]),
  );
  return ['Targets', table(['scenario', 'kind', 'metric', 'ours', 'compared with', 'target', 'measured', ''], rows)].join('\n');
}

function measuredText({ target, other, measured, metric }: Verdict): string {
  if (other === undefined) return `${numberText(measured)} ${metric.unit}`;
  return isFraction(target) ? `1/${numberText(1 / measured)}` : `${numberText(measured)} ×`;
}

function boundText(target: Target, { unit }: Metric): string {
  const [sign, value] = 'atLeast' in target.bound ? ['≥', target.bound.atLeast] : ['≤', target.bound.atMost];
  if (target.against === 'nobody') return `${sign} ${value} ${unit}`;
  return isFraction(target) ? `${sign} 1/${numberText(1 / value)}` : `${sign} ${value} ×`;
}

/** Of a time that should be many times shorter, `1/5` reads better than `0.2 ×`. */
function isFraction({ against, bound }: Target): boolean {
  return against !== 'nobody' && 'atMost' in bound && bound.atMost < 0.5;
}

function summaryText(summary: Summary | undefined): string {
  if (summary === undefined) return '–';
  return `${numberText(summary.median)} [${numberText(summary.min)} – ${numberText(summary.max)}]`;
}

/** Three significant digits, thousands apart. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const rounded = value === 0 ? 0 : Number(value.toPrecision(3));
  return rounded.toLocaleString('en').replaceAll(',', ' ');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const text = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  for (const row of rows) text.push([...row]);
  return text.toString();
}
