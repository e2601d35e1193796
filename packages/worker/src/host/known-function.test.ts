import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Job } from './job.ts';
import { KnownFunction } from './known-function.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const known = (): KnownFunction => new KnownFunction({ kind: 'builtin', id: 'test', path: ['Math', 'max'], name: 'max' } as never); // only held
/** All that a queue looks at. */
const job = (state: Job['state'] = 'waiting'): Job => ({ state }) as Job;

describe('the queue of a function', () => {
  it('gives the jobs in the order of arrival, without those that were aborted meanwhile', () => {
    const queue = known();
    const jobs = [job(), job('settled'), job(), job('settled')];
    jobs.forEach((one) => { queue.enqueue(one); });
    expect([queue.waitingCount, queue.dequeue() === jobs[0], queue.hasWaiting(), queue.dequeue() === jobs[2], queue.hasWaiting(), queue.dequeue()]).toEqual([4, true, true, true, false, undefined]);
    const late = job();
    queue.enqueue(late);
    expect(queue.takeWaiting()).toEqual([late]);
    expect(queue.waitingCount).toBe(0);
  });

  it('keeps its order over thousands, in any mixture of coming and going', () => {
    const queue = known();
    const jobs = Array.from({ length: 5000 }, () => job());
    const taken: (Job | undefined)[] = [];
    jobs.forEach((one, index) => {
      queue.enqueue(one);
      if (index % 3 !== 0) taken.push(queue.dequeue());
    });
    taken.push(...queue.takeWaiting());
    expect(taken.every((one, index) => one === jobs[index])).toBe(true);
  });

  it('holds no job that was taken or passed over', async () => {
    const queue = known();
    const gone = [1, 2, 3].map((number) => {
      const one = job(number === 2 ? 'settled' : 'waiting');
      queue.enqueue(one);
      return new WeakRef(one);
    });
    queue.enqueue(job());
    queue.dequeue();
    queue.dequeue();
    await new Promise((resolve) => setTimeout(resolve)); // a WeakRef holds until the end of its turn
    collectGarbage();
    expect(gone.map((one) => one.deref())).toEqual([undefined, undefined, undefined]);
    expect(queue.waitingCount).toBe(1);
  });
});
