import { Executor } from '@exec/core';
import type { ToolCall, ToolFunction } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

/** By Node's own loader: what the test runner transforms cannot be found again by a worker. */
const { mayTurn, mayTurnLater } = createRequire(import.meta.url)('./tools.cjs') as Record<string, ToolFunction>;
const source = { mayTurn: mayTurn!, mayTurnLater: mayTurnLater! };

const ends = {
  exit: 'WORKER_CRASHED',
  kill: 'WORKER_CRASHED',
  abort: 'WORKER_CRASHED',
  exhaust: 'WORKER_CRASHED',
  block: 'TIMEOUT',
} as const;

const count = 1000;
const culprit = 500;

function calls(tool: string, turn?: string): ToolCall[] {
  return Array.from({ length: count }, (_, n) => ({ id: `c${n}`, name: tool, arguments: JSON.stringify({ n, ...(n === culprit && { turn }) }) }));
}

describe.each(['thread', 'process'] as const)('one call among a thousand of a proven tool, in the mode %s', (mode) => {
  const ways = (['exit', 'block', 'exhaust', 'kill', 'abort'] as const).filter((way) => mode === 'process' || (way !== 'kill' && way !== 'abort'));
  it.each(ways.flatMap((way) => [['mayTurn', way], ['mayTurnLater', way]] as const))('costs no other call: %s, %s', async (tool, way) => {
    const options = { maxWorkers: 2, graceMs: 50, resourceLimits: { maxOldGenerationSizeMb: 64 } };
    await using executor = new Executor({
      strategies: [mode === 'thread' ? new ThreadStrategy(options) : new ProcessStrategy(options)],
      timeoutMs: way === 'block' ? 1000 : 20_000,
      fallback: false,
    });
    for (let batch = 0; batch < 3; batch++) await executor.run(source, calls(tool).slice(0, 200)); // it earns its overlap
    const results = await executor.run(source, calls(tool, way));
    const wrong = results.flatMap((result, n) => (result.status === 'ok' && result.value === n ? [] : [[n, result.status === 'ok' ? result.value : result.error.code]]));
    expect(wrong).toEqual([[culprit, ends[way]]]);
  });
});
