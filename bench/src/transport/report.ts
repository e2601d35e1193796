import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../statistics.ts';
import { numberText, table } from '../text-report.ts';
import { measures } from './measures.ts';
import type { Measure, MeasureValues } from './measure.ts';

const round = fileURLToPath(new URL('./round.js', import.meta.url));

/** What all rounds of a measure came to. */
export interface TransportResult {
  measure: Measure;
  ours: number;
  other?: number;
  /** `ours / other`, the middle one of the rounds, or `ours`. */
  measured: number;
  /** Absent where nothing is asked for. */
  met?: boolean;
}

/** Measures function transport, each round in a process of its own. */
export async function measureTransport(options: { rounds: number; quick: boolean; onRound(done: number): void }, signal: AbortSignal): Promise<TransportResult[]> {
  const rounds: (MeasureValues | null)[][] = [];
  for (let number = 0; number < options.rounds; number++) {
    options.onRound(number);
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', round, options.quick ? 'quick' : 'full', number === 0 ? 'first' : 'later'], { signal, timeout: 900_000 });
    rounds.push(JSON.parse(stdout) as (MeasureValues | null)[]); // `as`: what round.ts writes
  }
  return measures.map((measure, index) => resultOf(measure, rounds.flatMap((values) => values[index] ?? [])));
}

function resultOf(measure: Measure, values: readonly MeasureValues[]): TransportResult {
  const measured = median(values.map(({ ours, other }) => (other === undefined ? ours : ours / other)));
  const others = values.flatMap(({ other }) => other ?? []);
  return {
    measure,
    ours: median(values.map(({ ours }) => ours)),
    ...(others.length === 0 ? {} : { other: median(others) }),
    measured,
    ...(measure.atMost === undefined ? {} : { met: measured <= measure.atMost }),
  };
}

export function transportText(results: readonly TransportResult[]): string {
  const rows = results.map(({ measure: { name, unit, comparedWith, atMost }, ours, other, measured, met }) => [
    name,
    `${numberText(ours)} ${unit}`.trim(),
    other === undefined ? '' : `${comparedWith ?? ''}: ${numberText(other)}`,
    other === undefined ? '' : `${numberText(measured)} ×`,
    atMost === undefined ? '' : `≤ ${atMost} ${other === undefined ? unit : '×'}`.trim(),
    met === undefined ? '' : met ? 'met' : 'NOT MET',
  ]);
  return ['Function transport (@exec/serialize)', table(['transport', 'ours', 'compared with', 'ratio', 'target', ''], rows)].join('\n');
}
