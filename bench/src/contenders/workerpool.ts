import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { workerCount } from './contender.ts';
import type { ContenderModule } from './contender.ts';
import { peerPool } from './peer-pool.ts';

export const open: ContenderModule['open'] = (settings) => {
  const script = fileURLToPath(new URL('./workers/workerpool-worker.js', import.meta.url));
  const pool = workerpool.pool(script, { minWorkers: workerCount, maxWorkers: workerCount, ...settings });
  return peerPool((task) => pool.exec('run', [task]), async () => { await pool.terminate(true); });
};
