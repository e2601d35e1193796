import { Listr } from 'listr2';
import { runInArena } from './arena/run-in-arena.ts';
import type { ModeRun } from './arena/mode-run.ts';
import type { Batch } from './batch.ts';
import { milliseconds } from './report/plain-text.ts';
import type { BatchReport } from './report/batch-report.ts';

/** Options of {@link runBatch}. */
export interface RunBatchOptions {
  modes: readonly string[];
  timeoutMs: number;
  webApiUrl: string;
  signal: AbortSignal;
  /** No progress on standard output. */
  quiet: boolean;
}

/** Runs a batch in one mode after another, with live progress on a terminal. */
export async function runBatch(batch: Batch, { modes, quiet, ...options }: RunBatchOptions): Promise<BatchReport> {
  const runs: ModeRun[] = [];
  const tasks = new Listr(
    modes.map((mode) => ({
      title: mode,
      task: async (_context, task) => {
        const run = await runInArena(batch.calls, {
          ...options,
          mode,
          onProgress: ({ settled, calls, message }) => {
            task.output = `${settled} of ${calls} calls settled${message === undefined ? '' : `; ${message}`}`;
          },
        });
        runs.push(run);
        task.title = `${mode}: ${run.host.fate} after ${milliseconds(run.wallMs)} ms`;
      },
    })),
    // Ctrl-C is the demo's own business: it ends the hosts, and listr2 would leave the process before they are gone.
    { concurrent: false, registerSignalListeners: false, silentRendererCondition: quiet },
  );
  await tasks.run();
  return { batch, runs };
}
