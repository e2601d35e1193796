import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const limitMs = 10_000;

/** A child process that answers requests, one at a time. One that does not answer in time, or dies, is started anew. */
export const childSide = (file) =>
  side(() => fork(fileURLToPath(file), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' }), 'send', (child) => child.kill('SIGKILL'));

/** A worker thread that does the same. */
export const threadSide = (file) => side(() => new Worker(file), 'postMessage', (worker) => worker.terminate());

/** The far sides of the table: one child and one thread for all of it. */
export function startFarSides() {
  const farFile = new URL('far.mjs', import.meta.url);
  const [child, thread] = [childSide(farFile), threadSide(farFile)];
  return {
    ask: async (request) => ({ process: await child.ask(request), thread: await thread.ask(request) }),
    close: () => Promise.all([child.end(), thread.end()]),
  };
}

function side(start, send, end) {
  let running = start();
  return {
    async ask(request) {
      let settle;
      const answer = new Promise((resolve) => (settle = resolve));
      const timer = setTimeout(settle, limitMs, { failed: `no answer within ${limitMs} ms` });
      const ended = (code) => settle({ failed: `the far side ended (${code})` });
      const failed = (error) => settle({ failed: String(error) });
      running.once('message', settle).once('exit', ended).once('error', failed);
      try {
        running[send](request);
      } catch (error) {
        failed(error); // what the wire itself cannot carry
      }
      const got = await answer;
      clearTimeout(timer);
      running.off('message', settle).off('exit', ended).off('error', failed);
      if (got.number !== request.number) {
        await end(running);
        running = start();
      }
      return got;
    },
    end: () => end(running),
  };
}
