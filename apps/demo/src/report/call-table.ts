import color from 'picocolors';
import type { ToolCall } from '@exec/core';
import type { CallReport, ModeRun } from '../arena/mode-run.ts';
import { milliseconds, oneLine } from './plain-text.ts';
import { textTable } from './text-table.ts';

const callWidth = 38;
/** What the other columns take at most; the result gets the rest of the line. */
const otherColumnsWidth = callWidth + 50;
const narrowestResult = 30;

/** What became of each call of a batch in one mode. */
export function callTable(calls: readonly ToolCall[], run: ModeRun, columns: number): string {
  const resultWidth = Math.max(narrowestResult, columns - otherColumnsWidth);
  const rows = run.results.map((result, position) => [
    oneLine(`${result.name} ${calls[position]?.arguments ?? ''}`, callWidth),
    result.mode,
    ...placeAndTimes(result),
    shownResult(result, resultWidth),
  ]);
  return textTable(['call', 'mode', 'worker', 'queued ms', 'run ms', 'result'], rows, [3, 4]);
}

function placeAndTimes(result: CallReport): [worker: string, queuedMs: string, runMs: string] {
  if (result.status === 'lost') return ['', '', result.started ? 'cut off' : ''];
  return [result.worker ?? '', milliseconds(result.queuedMs), milliseconds(result.runMs)];
}

function shownResult(result: CallReport, width: number): string {
  if (result.status === 'lost') return color.magenta(oneLine(result.output, width));
  if (result.status === 'ok') return oneLine(result.output, width);
  const code = result.code ?? '';
  const message = result.output.replace(`Error executing ${result.name}: `, '');
  return color.red(oneLine(`${code} ${message}`, width));
}
