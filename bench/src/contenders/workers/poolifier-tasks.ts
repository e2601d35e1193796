import { runPeerTask } from '../../tools/peer-task.ts';
import type { PeerTask } from '../../tools/peer-task.ts';

function run(task?: PeerTask): unknown {
  if (task === undefined) throw new Error('a task without data');
  return runPeerTask(task);
}

/** Poolifier looks at how a function was declared: one that is not `async` counts as synchronous, whatever it returns. */
export const poolifierTasks: Record<'run' | 'runAsync', (task?: PeerTask) => unknown> = {
  run,
  runAsync: async (task) => run(task),
};
