import Tinypool from 'tinypool';
import { workerCount } from './contender.ts';
import type { ContenderModule } from './contender.ts';
import { peerPool } from './peer-pool.ts';

export const open: ContenderModule['open'] = (settings) => {
  const pool = new Tinypool({
    filename: new URL('./workers/default-export.js', import.meta.url).href,
    minThreads: workerCount,
    maxThreads: workerCount,
    ...settings,
  });
  return peerPool((task) => pool.run(task), () => pool.destroy());
};
