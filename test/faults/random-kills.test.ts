import { Executor } from '@exec/core';
import type { ListedTool, ToolCall, ToolFunction } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

/** By Node's own loader: what the test runner transforms cannot be found again by a worker. */
const tools = createRequire(import.meta.url)('./tools.cjs') as Record<string, ToolFunction>;
const folder = mkdtempSync(join(tmpdir(), 'exec-random-kills-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const attempts = 3;
const source: Record<string, ListedTool> = {
  once: { execute: tools['mayDie']!, execution: { timeoutMs: 500 } },
  again: { execute: tools['mayDie']!, execution: { timeoutMs: 500, idempotent: true, retry: { maxAttempts: attempts, minDelayMs: 1 } } },
};

interface Plan {
  readonly tool: 'once' | 'again';
  readonly waitMs: number;
  readonly death: 'none' | 'exit' | 'kill' | 'hang' | 'block';
}

/** Mostly innocent calls, some of which wait, so that they overlap with those that take their worker along. */
const plans: fc.Arbitrary<Plan[]> = fc.array(
  fc.record<Plan>({
    tool: fc.constantFrom('once', 'once', 'again'),
    waitMs: fc.constantFrom(0, 0, 0, 1, 3),
    death: fc.oneof(
      { weight: 200, arbitrary: fc.constant('none' as const) },
      { weight: 2, arbitrary: fc.constantFrom('exit' as const, 'kill' as const) },
      { weight: 1, arbitrary: fc.constantFrom('hang' as const, 'block' as const) },
    ),
  }),
  { minLength: 100, maxLength: 300, size: 'max' },
);

let logs = 0;

/** Runs the calls, and gives the results with how often each call began. */
async function run(executor: Executor, plan: readonly Plan[]): Promise<{ n: number; began: number; code: string; output: string }[]> {
  const log = join(folder, `log-${logs++}`);
  const calls = plan.map(({ tool, waitMs, death }, n): ToolCall => ({ id: `i${n}`, name: tool, arguments: JSON.stringify({ n, waitMs, death, log, key: n }) }));
  const results = await executor.run(source, calls);
  expect(results.map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
  const began = new Map<number, number>();
  for (const key of readFileSync(log, 'utf8').split('\n').slice(0, -1)) began.set(Number(key), (began.get(Number(key)) ?? 0) + 1);
  return results.map((result, n) => ({ n, began: began.get(n) ?? 0, code: result.status === 'ok' ? 'ok' : result.error.code, output: result.output }));
}

/** What of a call's end breaks the contract; undefined if nothing does. */
function breach({ tool, death, waitMs }: Plan, { n, began, code, output }: { n: number; began: number; code: string; output: string }): string | undefined {
  const where = `call ${n} (${tool}, ${death}) began ${began} times and ended with ${code}`;
  if (began > (tool === 'again' ? attempts : 1)) return `${where}: it ran too often`;
  // Only what began is lost with a worker, and only what began gives a result: all others run, on another worker.
  if (began === 0) return `${where}: it never ran, ${output}`;
  if (death === 'none' && code === 'ok') return output === String(n) ? undefined : `${where}: its output is ${output}`;
  // Nothing runs between its beginning and its end.
  if (death === 'none' && waitMs === 0) return `${where}: it was lost with another one, ${output}`;
  // One that has begun and waits is lost with its worker, and runs out of its own time too while another one blocks that.
  return code === 'WORKER_CRASHED' || code === 'TIMEOUT' ? undefined : where;
}

describe.each(['thread', 'process'])('calls of one tool that kill their workers at random, in the mode %s', (mode) => {
  it('begin at most once, or as often as an idempotent tool allows, and none is lost that had not begun', async () => {
    await using executor = new Executor({
      strategies: [mode === 'thread' ? new ThreadStrategy({ maxWorkers: 2, graceMs: 50 }) : new ProcessStrategy({ maxWorkers: 2, graceMs: 50 })],
      fallback: false,
    });
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        // Overlap is earned anew after each death.
        await executor.run(source, Array.from({ length: 50 }, (_, n) => ({ id: `w${n}`, name: 'once', arguments: JSON.stringify({ n }) })));
        const ends = await run(executor, plan);
        expect(ends.flatMap((end) => breach(plan[end.n]!, end) ?? [])).toEqual([]);
      }),
      { numRuns: 8, seed: 4, endOnFailure: true },
    );
  }, 60_000);
});
