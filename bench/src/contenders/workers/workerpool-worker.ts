import workerpool from 'workerpool';
import { runPeerTask } from '../../tools/peer-task.ts';

workerpool.worker({ run: runPeerTask });
