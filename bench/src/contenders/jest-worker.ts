import { Worker } from 'jest-worker';
import { fileURLToPath } from 'node:url';
import type { PeerTask } from '../tools/peer-task.ts';
import { workerCount } from './contender.ts';
import type { ContenderModule } from './contender.ts';
import { peerPool } from './peer-pool.ts';

export const open: ContenderModule['open'] = (settings) => {
  const script = fileURLToPath(new URL('./workers/jest-worker.js', import.meta.url));
  // The method is made from `exposedMethods`, which the type of the pool does not follow.
  const pool = new Worker(script, { numWorkers: workerCount, exposedMethods: ['run'], ...settings }) as Worker & { run(task: PeerTask): Promise<unknown> };
  return peerPool((task) => pool.run(task), () => pool.end());
};
