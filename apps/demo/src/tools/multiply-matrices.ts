import type { Tool } from '@exec/core';
import { z } from 'zod';

interface MultiplyMatricesInput {
  size: number;
  seed: number;
}

interface MatrixProduct {
  size: number;
  trace: number;
  largestEntry: number;
}

/** The product of two square matrices that are filled from a seed. The entries are integers, so the result is exact. */
export function multiplyMatrices({ size, seed }: MultiplyMatricesInput): MatrixProduct {
  const left = seededMatrix(size, seed);
  const right = seededMatrix(size, seed + 1);
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    const target = product.subarray(row * size, (row + 1) * size);
    for (let inner = 0; inner < size; inner += 1) {
      const factor = left[row * size + inner] ?? 0;
      const source = right.subarray(inner * size, (inner + 1) * size);
      for (let column = 0; column < size; column += 1) target[column] = (target[column] ?? 0) + factor * (source[column] ?? 0);
    }
  }
  let trace = 0;
  for (let index = 0; index < size; index += 1) trace += product[index * size + index] ?? 0;
  return { size, trace, largestEntry: product.reduce((largest, entry) => Math.max(largest, entry), 0) };
}

/** Integers from 0 to 99 from a linear congruential generator with the constants of POSIX `rand`. */
function seededMatrix(size: number, seed: number): Float64Array {
  let state = seed >>> 0;
  return new Float64Array(size * size).map(() => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) % 100;
  });
}

export const multiplyMatricesTool: Tool<MultiplyMatricesInput, MatrixProduct> = {
  description: 'Multiplies two square matrices that are filled from a seed.',
  inputSchema: z.strictObject({ size: z.int().min(1).max(1_500), seed: z.int().min(0) }),
  execute: multiplyMatrices,
};
