import color from 'picocolors';
import { readBatch, recordedBatchNames } from './batch.ts';
import type { Batch } from './batch.ts';
import { catalogueText } from './report/catalogue-text.ts';
import { readOptions } from './cli-options.ts';
import { startLoopbackServer } from './loopback-server.ts';
import type { BatchReport } from './report/batch-report.ts';
import { callTable } from './report/call-table.ts';
import { comparisonTable, differentAnswers, totalsTable } from './report/comparison.ts';
import { jsonReport } from './report/json-report.ts';
import { lesson } from './report/lesson.ts';
import { runBatch } from './run-batch.ts';

/** Where standard output is no terminal, or one that does not know its size. */
const columnsWithoutTerminal = 140;

/**
 * Runs the demo.
 *
 * @param words - the command line, without `node` and the script
 * @param signal - ends the run and whatever it started
 * @throws UsageError for a wrong flag or file; the signal's reason
 */
export async function runDemo(words: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(words);
  if (options === undefined) return;
  if (options.list) {
    print(catalogueText(recordedBatchNames().map(readBatch)));
    return;
  }
  const batches = options.batches.map(readBatch);
  const { json, modes, timeoutMs } = options;
  const columns = process.stdout.isTTY ? process.stdout.columns : 0;
  const reports: BatchReport[] = [];
  const server = await startLoopbackServer();
  try {
    for (const batch of batches) {
      if (!json) print(heading(batch));
      const report = await runBatch(batch, { modes, timeoutMs, webApiUrl: server.url, signal, quiet: json || columns === 0 });
      reports.push(report);
      if (!json) print(batchText(report, columns || columnsWithoutTerminal));
    }
  } finally {
    await server.stop();
  }
  if (json) print(jsonReport(reports, timeoutMs));
  else if (batches.length > 1) print(`${color.bold('All batches')}\n\n${totalsTable(reports, modes)}\n`);
}

function heading({ name, format, calls, user }: Batch): string {
  const title = color.bold(color.cyan(`${name}: ${calls.length} ${calls.length === 1 ? 'call' : 'calls'}`));
  return `${title} (${format})${user === undefined ? '' : `\n“${user}”`}\n`;
}

function batchText(report: BatchReport, columns: number): string {
  const { batch, runs } = report;
  const different = differentAnswers(report);
  const lines = [
    ...runs.map((run) => `${callTable(batch.calls, run, columns)}\n`),
    `${comparisonTable(report)}\n`,
    ...(different.length > 0 ? [color.red(`The modes disagree about ${different.join(', ')}.`)] : []),
    ...(lesson(runs) === undefined ? [] : [`→ ${lesson(runs) ?? ''}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
