import type { PeerTask } from '../tools/peer-task.ts';
import type { OpenPool } from './contender.ts';

/** Tasks of a batch that travel in one message: the best of 1, 100 and 1 000 for most transports. */
const chunkLength = 100;

/** To the worker: a number for the answer, and the tasks. */
export interface BareRequest {
  chunk: number;
  tasks: PeerTask[];
}

export interface BareResponse {
  chunk: number;
  results: unknown[];
}

/** One end of a channel to a worker. */
export interface BareChannel {
  send(request: BareRequest): void;
  close(): Promise<unknown>;
}

/**
 * Workers in turn, nothing else: a worker that dies is not noticed, a task that throws kills its worker.
 *
 * @param connect - makes a channel and calls back with each response
 */
export function barePool(count: number, connect: (receive: (response: BareResponse) => void) => BareChannel): OpenPool {
  const waiting = new Map<number, (results: unknown[]) => void>();
  const channels = Array.from({ length: count }, () =>
    connect(({ chunk, results }) => {
      waiting.get(chunk)?.(results);
      waiting.delete(chunk);
    }),
  );
  let sent = 0;
  let last = 0;
  const send = (tasks: PeerTask[], worker: number): Promise<unknown[]> =>
    new Promise((resolve) => {
      const chunk = sent++;
      waiting.set(chunk, resolve);
      channels[worker % count]?.send({ chunk, tasks });
    });
  // A lone task goes to the worker used last, which is warm.
  const one = async (task: PeerTask): Promise<unknown> => (await send([task], last))[0];
  return {
    batch: async (calls) => {
      const chunks: Promise<unknown[]>[] = [];
      // A small batch is shared by all workers too.
      const length = Math.min(chunkLength, Math.ceil(calls.length / count));
      for (let start = 0; start < calls.length; start += length) {
        chunks.push(send(calls.slice(start, start + length).map(({ name, arguments: text }) => ({ name, arguments: text })), last++));
      }
      // Tasks with JSON arguments answer with text.
      return (await Promise.all(chunks)).flat() as string[];
    },
    call: async (call) => one({ name: call.name, arguments: call.arguments }) as Promise<string>,
    value: (name, input) => one({ name, input }),
    close: () => Promise.all(channels.map((channel) => channel.close())),
  };
}
