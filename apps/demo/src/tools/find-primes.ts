import type { Tool } from '@exec/core';
import { z } from 'zod';

interface FindPrimesInput {
  below: number;
}

interface PrimesFound {
  count: number;
  largest: number;
  twinPairs: number;
}

/** The primes below a number, by the sieve of Eratosthenes: a synchronous computation without a pause. */
export function findPrimes({ below }: FindPrimesInput): PrimesFound {
  const composite = new Uint8Array(below);
  for (let factor = 2; factor * factor < below; factor += 1) {
    if (composite[factor] === 1) continue;
    for (let multiple = factor * factor; multiple < below; multiple += factor) composite[multiple] = 1;
  }
  let count = 0;
  let largest = 2;
  let twinPairs = 0;
  for (let candidate = 2; candidate < below; candidate += 1) {
    if (composite[candidate] === 1) continue;
    if (candidate - largest === 2) twinPairs += 1;
    count += 1;
    largest = candidate;
  }
  return { count, largest, twinPairs };
}

export const findPrimesTool: Tool<FindPrimesInput, PrimesFound> = {
  description: 'Counts the primes below a number and tells the largest one.',
  inputSchema: z.strictObject({ below: z.int().min(3).max(50_000_000) }),
  execute: findPrimes,
};
