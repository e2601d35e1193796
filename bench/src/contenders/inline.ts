import { runPeerTask } from '../tools/peer-task.ts';
import type { ContenderModule } from './contender.ts';
import { peerPool } from './peer-pool.ts';

/** No pool: the calls run on the host's event loop. */
export const open: ContenderModule['open'] = () => peerPool(async (task) => runPeerTask(task), async () => undefined);
