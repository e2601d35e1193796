import { Executor } from '@exec/core';
import { runBatch } from './run-batch.ts';

await runBatch(new Executor());
