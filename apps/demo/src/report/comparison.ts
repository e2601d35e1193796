import color from 'picocolors';
import { describeFate } from '../arena/mode-run.ts';
import type { CallReport, ModeRun } from '../arena/mode-run.ts';
import { faultyTools } from '../catalogue.ts';
import type { BatchReport } from './batch-report.ts';
import { milliseconds } from './plain-text.ts';
import { textTable } from './text-table.ts';

/** A batch in all modes: time, the heart of the host, what became of the calls, and of each that is faulty on purpose. */
export function comparisonTable({ runs }: BatchReport): string {
  // Every run has the same calls.
  const faulty = (runs[0]?.results ?? []).flatMap(({ name }, position) => {
    const fault = faultyTools.get(name);
    return fault === undefined ? [] : [{ fault, position }];
  });
  const rows = runs.map((run) => [
    run.mode,
    milliseconds(run.wallMs),
    beats([run]),
    milliseconds(run.heartbeat.longestStallMs),
    ...tally([run]),
    ...faulty.map(({ position }) => shownFate(run.results[position])),
    run.host.fate === 'survived' ? color.green('survived') : color.magenta(describeFate(run.host)),
  ]);
  const head = ['mode', 'wall ms', 'beats kept', 'longest stall ms', 'ok', 'error', 'lost', ...faulty.map(({ fault }) => fault), 'host'];
  return textTable(head, rows, [1, 2, 3, 4, 5, 6]);
}

/** All batches together, by mode. */
export function totalsTable(reports: readonly BatchReport[], modes: readonly string[]): string {
  const rows = modes.map((mode) => {
    const runs = reports.flatMap((report) => report.runs.filter((run) => run.mode === mode));
    const hostsLost = runs.filter((run) => run.host.fate !== 'survived').length;
    return [
      mode,
      milliseconds(runs.reduce((sum, run) => sum + run.wallMs, 0)),
      beats(runs),
      milliseconds(Math.max(...runs.map((run) => run.heartbeat.longestStallMs))),
      ...tally(runs),
      `${hostsLost} of ${runs.length}`,
    ];
  });
  return textTable(['mode', 'wall ms', 'beats kept', 'longest stall ms', 'ok', 'error', 'lost', 'hosts lost'], rows, [1, 2, 3, 4, 5, 6, 7]);
}

/** Calls, by name, that ended well in several modes, but not with the same answer. */
export function differentAnswers({ runs }: BatchReport): string[] {
  const calls = runs[0]?.results ?? [];
  return calls.flatMap(({ name }, position) => {
    const answers = runs.flatMap((run) => {
      const result = run.results[position];
      return result?.status === 'ok' ? [result.output] : [];
    });
    return new Set(answers).size > 1 ? [`${name} (call ${position + 1})`] : [];
  });
}

function beats(runs: readonly ModeRun[]): string {
  const kept = runs.reduce((sum, run) => sum + run.heartbeat.kept, 0);
  const possible = runs.reduce((sum, run) => sum + run.heartbeat.possible, 0);
  // A batch that is done within the first period had no beat to keep.
  return possible === 0 ? '-' : `${kept} of ${possible} (${Math.round((100 * kept) / possible)} %)`;
}

function tally(runs: readonly ModeRun[]): [ok: string, error: string, lost: string] {
  const count = (status: CallReport['status']): string =>
    String(runs.reduce((sum, run) => sum + run.results.filter((result) => result.status === status).length, 0));
  return [count('ok'), count('error'), count('lost')];
}

function shownFate(result: CallReport | undefined): string {
  if (result === undefined) return '';
  if (result.status === 'error') return color.green(result.code ?? 'error');
  return result.status === 'lost' ? color.magenta('lost') : 'ok';
}
