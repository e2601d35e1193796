import { Executor } from '@exec/core';
import type { ToolFunction } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

/** By Node's own loader: what the test runner transforms cannot be found again by a worker. */
const tools = createRequire(import.meta.url)('./tools.cjs') as Record<string, ToolFunction>;
const call = (name: string, n = 0): { id: string; name: string; arguments: string } => ({ id: `c${n}`, name, arguments: JSON.stringify({ n }) });

describe.each(['thread', 'process'] as const)('a new tool that changes what the calls of a worker share, in the mode %s', (mode) => {
  // Without a timeout: a call whose outcome is lost would never end.
  it.each(['writesLists', 'keepsCallsApart', 'addsNothing', 'swallowsFirst'])('%s: it has its result, and later calls have theirs', async (culprit) => {
    const options = { maxWorkers: 1, graceMs: 50 };
    await using executor = new Executor({ strategies: [mode === 'thread' ? new ThreadStrategy(options) : new ProcessStrategy(options)], fallback: false });
    await executor.run(tools, [call('list')]);
    const [own] = await executor.run(tools, [call(culprit)]);
    expect(own?.output).toBe('1');
    const results = await executor.run(tools, Array.from({ length: 200 }, (_, n) => call('list', n)));
    expect(results.map(({ output }) => output)).toEqual(results.map((_, n) => `{"n":${n},"list":[${n}]}`));
  });
});
