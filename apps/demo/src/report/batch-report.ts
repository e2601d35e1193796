import type { Batch } from '../batch.ts';
import type { ModeRun } from '../arena/mode-run.ts';

/** A batch and what became of it in each mode. */
export interface BatchReport {
  batch: Batch;
  runs: ModeRun[];
}
