import { setTimeout as sleep } from 'node:timers/promises';

// The work itself, the same functions for every contender. Nothing is imported that a worker would have to load.

export const add = ({ a, b }: { a: number; b: number }): number => a + b;

/** A fixed amount of computing: 5 to 6 ms for 27 on a server of 2026. */
export const fibonacci = ({ n }: { n: number }): number => (n < 2 ? n : fibonacci({ n: n - 1 }) + fibonacci({ n: n - 2 }));

/** Holds its thread for a time, whatever the machine's speed. */
export const hold = ({ ms }: { ms: number }): number => {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return ms;
};

// A declared async function: Poolifier takes any other function that returns a promise for a synchronous one.
export const wait = async ({ ms }: { ms: number }): Promise<number> => {
  await sleep(ms);
  return ms;
};

export const echo = ({ text }: { text: string }): string => text;

export const echoBytes = ({ bytes }: { bytes: Uint8Array }): Uint8Array => bytes;

export const exit = ({ code }: { code: number }): never => process.exit(code);
