import type { PeerTask } from '../tools/peer-task.ts';
import type { OpenPool } from './contender.ts';

/** A peer runs one task at a time for its caller; a batch is as many promises. */
export function peerPool(run: (task: PeerTask) => PromiseLike<unknown>, close: () => Promise<unknown>): OpenPool {
  // A task with JSON arguments answers with text (peer-task.ts).
  const call = (name: string, text: string): Promise<string> => run({ name, arguments: text }) as Promise<string>;
  return {
    batch: (calls) => Promise.all(calls.map((each) => call(each.name, each.arguments))),
    call: async (each) => call(each.name, each.arguments),
    value: async (name, input) => run({ name, input }),
    close,
  };
}
