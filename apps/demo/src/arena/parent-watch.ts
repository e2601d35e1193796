import { Worker } from 'node:worker_threads';

const source = `
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, 200);
`;

/**
 * Ends this process when its parent is gone, from a thread of its own: a host that an endless loop blocks would not notice.
 * On Windows a process keeps its parent's id, and a blocked arena outlives a demo that was killed.
 */
export function endWithParent(): void {
  new Worker(source, { eval: true }).unref();
}
