import { FixedClusterPool, FixedThreadPool } from 'poolifier';
import { fileURLToPath } from 'node:url';
import type { PeerTask } from '../tools/peer-task.ts';
import { workerCount } from './contender.ts';
import type { ContenderModule } from './contender.ts';
import { peerPool } from './peer-pool.ts';

export const open: ContenderModule['open'] = ({ kind, serialization }) => {
  const script = (name: string): string => fileURLToPath(new URL(`./workers/${name}`, import.meta.url));
  const pool =
    kind === 'thread'
      ? new FixedThreadPool<PeerTask, unknown>(workerCount, script('poolifier-thread.js'))
      : new FixedClusterPool<PeerTask, unknown>(workerCount, script('poolifier-cluster.cjs'), {
          ...(serialization === 'advanced' ? { settings: { serialization } } : {}),
        });
  // A worker that dies rejects nothing and reports here; without a listener the host would die of it.
  pool.emitter?.on('error', () => undefined);
  // The worker's first function is the default.
  return peerPool((task) => pool.execute(task, task.name === 'wait' ? 'runAsync' : undefined), () => pool.destroy());
};
