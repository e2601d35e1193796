import type { ToolCall } from '@exec/core';
import type { OpenPool } from '../contenders/contender.ts';

export function toolCall(index: number, name: string, input: object): ToolCall {
  return { id: `call_${index}`, name, arguments: JSON.stringify(input) };
}

export function addCalls(count: number): ToolCall[] {
  return Array.from({ length: count }, (_, index) => toolCall(index, 'add', { a: index, b: 1 }));
}

/** @throws Error if a result of {@link addCalls} is wrong: a fast wrong answer is no measurement */
export function checkSums(results: readonly string[]): void {
  const wrong = results.findIndex((result, index) => result !== String(index + 1));
  if (wrong !== -1) throw new Error(`call ${wrong} answered ${String(results[wrong])}`);
}

/** Starts all workers, and lets them and the host compile what runs in a batch. */
export async function warmUp(pool: OpenPool, batches = 15): Promise<void> {
  for (let batch = 0; batch < batches; batch++) checkSums(await pool.batch(addCalls(200)));
}
