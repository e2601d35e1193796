import { Executor } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { runBatch } from './run-batch.ts';

await runBatch(new Executor({ strategies: [new ProcessStrategy({ maxWorkers: 2 })], mode: 'process', fallback: false }));
