import { median } from '../statistics.ts';

/**
 * Times several pieces of work in turns, so that what else the machine does falls on all of them.
 *
 * @param works - each is awaited
 * @param batch - runs of each piece in its turn
 * @returns the median time of one run of each, in µs
 */
export async function timeInTurns(works: readonly (() => unknown)[], batch: number, turns: number): Promise<number[]> {
  const times: number[][] = works.map(() => []);
  for (let turn = 0; turn < turns + 2; turn++) {
    for (const [index, work] of works.entries()) {
      const start = performance.now();
      for (let run = 0; run < batch; run++) await work();
      // The first turns still compile.
      if (turn >= 2) times[index]?.push(((performance.now() - start) * 1000) / batch);
    }
  }
  return times.map(median);
}
