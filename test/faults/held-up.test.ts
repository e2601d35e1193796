import { Executor } from '@exec/core';
import type { ToolCall, ToolFunction } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';

/** By Node's own loader: what the test runner transforms cannot be found again by a worker. */
const { mayHold } = createRequire(import.meta.url)('./tools.cjs') as Record<string, ToolFunction>;
const source = { mayHold: mayHold! };
const folder = mkdtempSync(join(tmpdir(), 'exec-held-up-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Plan {
  readonly holdMs?: number;
  readonly waitMs?: number;
  readonly laterMs?: number;
  readonly leaves?: boolean;
}

let logs = 0;

function calls(plan: readonly Plan[], log?: string): ToolCall[] {
  return plan.map((input, n) => ({ id: `c${n}`, name: 'mayHold', arguments: JSON.stringify({ ...input, n, log, key: n }) }));
}

const proof = Array.from({ length: 200 }, () => ({}));

describe.each(['thread', 'process'] as const)('calls behind one that computes for long, in the mode %s', (mode) => {
  const open = (maxWorkers: number): Executor =>
    new Executor({ strategies: [mode === 'thread' ? new ThreadStrategy({ maxWorkers }) : new ProcessStrategy({ maxWorkers })], fallback: false });

  it('do not wait for it while another worker is idle', async () => {
    await using executor = open(2);
    for (let batch = 0; batch < 3; batch++) await executor.run(source, calls(proof)); // it earns its overlap
    const holdMs = 3000;
    let others = 0;
    let doneMs = 0;
    const start = performance.now();
    const results = await executor.run(source, calls(Array.from({ length: 300 }, (_, n) => (n === 2 ? { holdMs } : {}))), {
      onResult: () => {
        if (++others === 299) doneMs = performance.now() - start;
      },
    });
    expect(results.map((result) => (result.status === 'ok' ? result.value : result.error.code))).toEqual(Array.from({ length: 300 }, (_, n) => n));
    expect(doneMs).toBeLessThan(holdMs / 2);
    expect(results.filter((_, n) => n !== 2).every(({ runMs }) => runMs < holdMs / 2)).toBe(true);
  });

  it('run elsewhere if one that has ended has left what holds its worker up for ever, without a timeout of theirs', async () => {
    const options = { maxWorkers: 1, graceMs: 100 };
    await using executor = new Executor({ strategies: [mode === 'thread' ? new ThreadStrategy(options) : new ProcessStrategy(options)], fallback: false });
    const crashes: string[] = [];
    executor.on('worker-crashed', ({ error }) => crashes.push(error.message));
    await executor.run(source, calls(proof));
    await executor.run(source, calls([{ leaves: true }]));
    await delay(100);
    const results = await executor.run(source, calls(proof));
    expect(results.map((result) => (result.status === 'ok' ? result.value : result.error.code))).toEqual(proof.map((_, n) => n));
    expect(crashes).toEqual([expect.stringMatching(/was terminated: a function blocked it after its call had returned/)]);
  });

  it('begin once and give their own results, whatever holds whom up for how long', async () => {
    await using executor = open(3);
    await executor.run(source, calls(proof));
    const some = fc.constantFrom(1, 3, 4, 5, 6, 8, 11, 15, 25);
    const plans: fc.Arbitrary<Plan[]> = fc.array(
      fc.oneof(
        { weight: 60, arbitrary: fc.constant<Plan>({}) },
        { weight: 2, arbitrary: fc.record<Plan>({ holdMs: some }) },
        { weight: 1, arbitrary: fc.record<Plan>({ waitMs: some, laterMs: some }) },
      ),
      { minLength: 300, maxLength: 600, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const log = join(folder, `log-${logs++}`);
        const results = await executor.run(source, calls(plan, log));
        expect(results.map((result) => (result.status === 'ok' ? result.value : result.error.code))).toEqual(plan.map((_, n) => n));
        const began = readFileSync(log, 'utf8').split('\n').slice(0, -1).map(Number).sort((one, other) => one - other);
        expect(began).toEqual(plan.map((_, n) => n));
      }),
      { seed: 4, numRuns: 25, endOnFailure: true },
    );
  });
});
