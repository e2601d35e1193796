import { Worker } from 'node:worker_threads';
import { barePool } from './bare-pool.ts';
import { workerCount } from './contender.ts';
import type { ContenderModule } from './contender.ts';

export const open: ContenderModule['open'] = () =>
  barePool(workerCount, (receive) => {
    const worker = new Worker(new URL('./workers/bare-thread.js', import.meta.url));
    worker.on('message', receive);
    return {
      send: (request) => { worker.postMessage(request); },
      close: () => worker.terminate(),
    };
  });
