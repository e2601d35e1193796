import { Executor } from '@exec/core';
import { ThreadStrategy } from '@exec/thread';
import { runBatch } from './run-batch.ts';

await runBatch(new Executor({ strategies: [new ThreadStrategy({ maxWorkers: 2 })], mode: 'thread', fallback: false }));
