import { runPeerTask } from '../../tools/peer-task.ts';
import type { BareRequest, BareResponse } from '../bare-pool.ts';

/** Runs the tasks of a request and sends their results in one response. */
export function answer({ chunk, tasks }: BareRequest, send: (response: BareResponse) => void): void {
  const results = tasks.map(runPeerTask);
  if (!results.some((result) => result instanceof Promise)) send({ chunk, results });
  else void Promise.all(results).then((done) => { send({ chunk, results: done }); });
}
