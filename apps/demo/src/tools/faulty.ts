import type { Tool } from '@exec/core';
import { z } from 'zod';

/** A poll for something that never comes, without a pause: no signal reaches it, only its worker's end stops it. */
export function loopForever(): never {
  for (;;) Math.random();
}

/** What a command-line library does that was never meant to be called by a server. */
export function exitProcess(): never {
  process.exit(3);
}

/**
 * What the kernel does to a process that uses too much memory, and what a fault in native code comes to. It takes the whole
 * process, with all its threads.
 */
export function killProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** An ordinary bug: reads a property of something that is not there. */
export function throwError({ orders }: { orders?: { total: number }[] | undefined }): number {
  const first = orders?.[0];
  if (first === undefined) throw new RangeError('the report has no first order');
  return first.total;
}

export const loopForeverTool: Tool<object, never> = {
  description: 'Faulty on purpose: an endless loop.',
  inputSchema: z.strictObject({}),
  execute: loopForever,
  execution: { timeoutMs: 1_000 },
};

export const exitProcessTool: Tool<object, never> = {
  description: 'Faulty on purpose: ends its process with exit code 3.',
  inputSchema: z.strictObject({}),
  execute: exitProcess,
};

export const killProcessTool: Tool<object, void> = {
  description: 'Faulty on purpose: kills its process with SIGKILL, as the kernel does when memory is short.',
  inputSchema: z.strictObject({}),
  execute: killProcess,
};

export const throwErrorTool: Tool<{ orders?: { total: number }[] | undefined }, number> = {
  description: 'Faulty on purpose: throws an error.',
  inputSchema: z.strictObject({ orders: z.array(z.strictObject({ total: z.number() })).optional() }),
  execute: throwError,
};
