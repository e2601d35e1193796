import { Executor } from '@exec/core';
import type { ListedTool, ToolFunction } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';

/** By Node's own loader: what the test runner transforms cannot be found again by a worker. */
const tools = createRequire(import.meta.url)('./tools.cjs') as Record<string, ToolFunction>;
const source: Record<string, ListedTool> = {
  blocks: { execute: tools['mayDie']!, execution: { timeoutMs: 600 } },
  innocent: { execute: tools['mayDie']!, execution: { timeoutMs: 200 } },
};

it.each([
  ['thread', new ThreadStrategy({ maxWorkers: 1, graceMs: 50 })],
  ['process', new ProcessStrategy({ maxWorkers: 1, graceMs: 50 })],
])('a call that is sent to a worker which a waiting call blocks later runs elsewhere, its time not counted, in the mode %s', async (_mode, strategy) => {
  await using executor = new Executor({ strategies: [strategy], fallback: false });
  const call = (id: string, name: string, plan: object = {}): { id: string; name: string; arguments: string } => ({ id, name, arguments: JSON.stringify({ n: 1, ...plan }) });
  // Overlap is earned.
  await executor.run(source, Array.from({ length: 50 }, (_, n) => call(`w${n}`, 'innocent')));
  const blocked = executor.run(source, [call('b', 'blocks', { waitMs: 5, death: 'block' })]);
  await delay(100);
  const [result] = await executor.run(source, [call('i', 'innocent')]);
  expect(result).toMatchObject({ status: 'ok', output: '1' });
  expect((await blocked)[0]).toMatchObject({ status: 'error', error: { code: 'TIMEOUT' } });
});
