import { FixedQueue, Piscina } from 'piscina';
import { workerCount } from './contender.ts';
import type { ContenderModule } from './contender.ts';
import { peerPool } from './peer-pool.ts';

export const open: ContenderModule['open'] = ({ fixedQueue, ...settings }) => {
  const pool = new Piscina({
    filename: new URL('./workers/default-export.js', import.meta.url).href,
    minThreads: workerCount,
    maxThreads: workerCount,
    ...(fixedQueue === true ? { taskQueue: new FixedQueue() } : {}),
    ...settings,
  });
  return peerPool((task) => pool.run(task), () => pool.destroy());
};
