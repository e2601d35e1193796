import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../statistics.ts';

const script = fileURLToPath(import.meta.url);

/** Captures a closure in new processes, as the first thing that they do with the package; its loading is not counted. */
export async function firstCaptureMs(processes: number): Promise<number> {
  const times: number[] = [];
  for (let number = 0; number < processes; number++) {
    const child = fork(script, ['capture']);
    times.push(
      await new Promise<number>((resolve, reject) => {
        child.once('message', (time) => { resolve(Number(time)); });
        child.once('error', reject);
        child.once('exit', () => { reject(new Error('the process ended without an answer')); });
      }),
    );
  }
  return median(times);
}

if (process.argv[1] === script && process.argv[2] === 'capture') {
  const { serializeFunction } = await import('@exec/serialize');
  const { counters } = await import('./closures.ts');
  const fn = counters();
  const start = performance.now();
  await serializeFunction(fn);
  process.send?.(performance.now() - start);
  process.disconnect();
}
