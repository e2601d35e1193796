import { ThreadWorker } from 'poolifier';
import type { PeerTask } from '../../tools/peer-task.ts';
import { poolifierTasks } from './poolifier-tasks.ts';

const worker: ThreadWorker<PeerTask> = new ThreadWorker<PeerTask>(poolifierTasks);
export default worker;
