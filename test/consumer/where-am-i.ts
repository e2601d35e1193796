import { isMainThread } from 'node:worker_threads';

/** Where a call ran, beside its result. */
export interface Whereabouts {
  sum: number;
  isMainThread: boolean;
  processId: number;
  nodeVersion: string;
}

/** A tool as its author writes it: a function exported from a module. */
export function whereAmI(input: { a: number; b: number }): Whereabouts {
  return { sum: input.a + input.b, isMainThread, processId: process.pid, nodeVersion: process.version };
}
