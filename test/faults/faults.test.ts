import { Executor, InlineStrategy } from '@exec/core';
import type { ExecutionStrategy, ListedTool, ToolCall, ToolCallResult, ToolFunction } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';

/** By Node's own loader: what the test runner transforms cannot be found again by a worker. */
const tools = createRequire(import.meta.url)('./tools.cjs') as Record<string, ToolFunction>;
const folder = mkdtempSync(join(tmpdir(), 'exec-faults-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Mode = 'thread' | 'process';
const makers: Record<Mode, (options?: { maxWorkers?: number; minWorkers?: number }) => ExecutionStrategy> = {
  thread: (options) => new ThreadStrategy({ maxWorkers: 2, graceMs: 50, resourceLimits: { maxOldGenerationSizeMb: 100 }, ...options }),
  process: (options) => new ProcessStrategy({ maxWorkers: 2, graceMs: 50, resourceLimits: { maxOldGenerationSizeMb: 100 }, ...options }),
};

let logs = 0;
/** What began, as the tools marked it. */
class BeginLog {
  readonly path: string = join(folder, `log-${logs++}`);

  keys(): string[] {
    try {
      return readFileSync(this.path, 'utf8').split('\n').filter((key) => key !== '');
    } catch {
      return [];
    }
  }
}

function call(name: string, input: unknown, id: string = name): ToolCall {
  return { id, name, arguments: JSON.stringify(input) };
}

function codeOf(result: ToolCallResult | undefined): string {
  return result === undefined ? 'no result' : result.status === 'ok' ? 'ok' : result.error.code;
}

function summary(results: readonly ToolCallResult[]): string[] {
  return results.map((result) => (result.status === 'ok' ? `${result.id} ${result.output}` : `${result.id} ${result.error.code} ${result.output}`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Nobody reaps the child of a thread that was ended, before the host ends.
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Numbers from 0 to 1 that are the same in each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const innocentCalls = 200;

/** Runs one culprit in the middle of a batch of innocent calls, and holds all but the culprit to what they should be. */
async function runAmongInnocents(executor: Executor, fault: string, timeoutMs?: number, log = new BeginLog()): Promise<ToolCallResult> {
  const source: Record<string, ToolFunction | ListedTool> = {
    proven: tools['proven']!,
    fresh: tools['fresh']!,
    culprit: { execute: tools[fault]!, execution: timeoutMs === undefined ? {} : { timeoutMs } },
  };
  await executor.run(source, [call('proven', { n: 1 })]);
  const calls = Array.from({ length: innocentCalls }, (_, n) => call(n % 2 === 0 ? 'proven' : 'fresh', { n, log: log.path, key: `i${n}` }, `i${n}`));
  calls.splice(innocentCalls / 2, 0, call('culprit', { log: log.path, key: 'culprit' }));
  const results = await executor.run(source, calls);

  const wrong = results.filter((result, index) => {
    if (result.name === 'culprit') return false;
    const n = Number(calls[index]!.id.slice(1));
    return codeOf(result) !== 'ok' || result.output !== (n % 2 === 0 ? String(n * 2) : `{"square":${n * n}}`) || result.id !== calls[index]!.id;
  });
  expect(summary(wrong)).toEqual([]);
  expect(log.keys().sort()).toEqual(calls.map(({ id }) => id).sort());
  const after = await executor.run(source, [call('proven', { n: 21 }), call('fresh', { n: 3 })]);
  expect(summary(after)).toEqual(['proven 42', 'fresh {"square":9}']);
  return results[innocentCalls / 2]!;
}

const crashing = ['exit0', 'exit1', 'exitLater', 'exit0Later', 'heap', 'heapOfSurvivors', 'unawaited'];
const crashingProcess = ['abort', 'sigkill', 'sigsegv'];
const hanging = ['loop', 'regex', 'atomicsWait', 'neverSettles', 'microtasks', 'returnsThenable'];
const throwing = Object.keys(tools).filter((name) => name.startsWith('throw') && !name.startsWith('throwsFrom'));
const returning = Object.keys(tools).filter((name) => name.startsWith('returns') && !['returnsThenable', 'returnsPort'].includes(name));
const mischievous = ['logs', 'reports', 'reportsHostile', 'postsOnParent', 'closesParent', 'removesListeners', 'endsStreams', 'chdir', 'patches', 'patchesThen', 'throwsFromTimer', 'throwsFromMicrotask', 'overflow'];
const mischievousProcess = ['writesGarbage', 'closesStandard', 'closesDescriptors'];

describe.each<Mode>(['thread', 'process'])('faults in the mode %s', (mode) => {
  const make = (options?: { maxWorkers?: number; minWorkers?: number }): Executor =>
    new Executor({ strategies: [makers[mode](options)], fallback: false });

  it.each([...crashing, ...(mode === 'process' ? crashingProcess : [])])('%s costs its own call', async (fault) => {
    await using executor = make();
    expect(codeOf(await runAmongInnocents(executor, fault))).toBe('WORKER_CRASHED');
  });

  it.each(hanging)('%s runs out of its own time', async (fault) => {
    await using executor = make();
    expect(codeOf(await runAmongInnocents(executor, fault, 100))).toBe('TIMEOUT');
  });

  it.each([...throwing, ...returning])('%s reads as it does inline', async (fault) => {
    await using executor = make();
    const there = await runAmongInnocents(executor, fault);
    const inline = await new Executor().submit({ name: 'culprit', execute: tools[fault]! }, {}).result;
    expect([codeOf(there), there.output]).toEqual([codeOf(inline), inline.output]);
    if (there.status === 'ok') void there.value; // decodes
  });

  it.each([...mischievous, ...(mode === 'process' ? mischievousProcess : [])])('%s harms nobody else', async (fault) => {
    await using executor = make();
    const expected = ['writesGarbage', 'closesDescriptors'].includes(fault)
      ? ['WORKER_CRASHED']
      : fault === 'overflow' || (fault === 'chdir' && mode === 'thread')
        ? ['TOOL_ERROR']
        : fault === 'throwsFromMicrotask'
          ? ['ok', 'WORKER_CRASHED'] // whichever comes first
          : ['ok'];
    expect(expected).toContain(codeOf(await runAmongInnocents(executor, fault, 5000)));
  });

  it('settles each of 2 000 mixed calls as its own tool decides, and begins each once', async () => {
    await using executor = make();
    const log = new BeginLog();
    const next = random(7);
    const codes: Record<string, string> = { exit1: 'WORKER_CRASHED', throwString: 'TOOL_ERROR', returnsCircular: 'ok', neverSettles: 'TIMEOUT', proven: 'ok', fresh: 'ok' };
    const source = { ...tools, neverSettles: { execute: tools['neverSettles']!, execution: { timeoutMs: 20 } } };
    const calls = Array.from({ length: 2000 }, (_, n) => {
      const dice = next();
      const name = dice < 0.003 ? 'exit1' : dice < 0.005 ? 'neverSettles' : dice < 0.1 ? 'throwString' : dice < 0.2 ? 'returnsCircular' : dice < 0.6 ? 'proven' : 'fresh';
      return call(name, { n, log: log.path, key: `i${n}` }, `i${n}`);
    });
    const results = await executor.run(source, calls);
    expect(results.map(codeOf)).toEqual(calls.map(({ name }) => codes[name]));
    expect(log.keys().sort()).toEqual(calls.map(({ id }) => id).sort());
  });

  it('a tool that starts a process and hangs takes that process along', async () => {
    await using executor = make();
    const log = new BeginLog();
    // Long enough for the process to have started, on a busy machine too.
    expect(codeOf(await runAmongInnocents(executor, 'spawnsAndHangs', 1000, log))).toBe('TIMEOUT');
    const pid = Number(readFileSync(`${log.path}.pid`, 'utf8'));
    await vi.waitFor(() => {
      expect(isAlive(pid)).toBe(false);
    }, 5000);
  });

  it('60 crashes in a row cost 60 calls', async () => {
    await using executor = make();
    const log = new BeginLog();
    const calls = Array.from({ length: 60 + innocentCalls }, (_, n) => call(n < 60 ? 'exit1' : 'proven', { n, log: log.path, key: `i${n}` }, `i${n}`));
    const results = await executor.run(tools, calls);
    expect(results.map((result) => (result.status === 'ok' ? result.output : result.error.code))).toEqual(calls.map((_, n) => (n < 60 ? 'WORKER_CRASHED' : String(2 * n))));
    expect(log.keys().sort()).toEqual(calls.map(({ id }) => id).sort());
  }, 60_000);

  it.each(['cancel', 'shutdown'])('begins no queued call after a %s', async (way) => {
    await using executor = new Executor({ strategies: [makers[mode]()], fallback: false, shutdownTimeoutMs: 0 });
    const log = new BeginLog();
    const controller = new AbortController();
    const calls = Array.from({ length: 200 }, (_, n) => call('waitForAbort', { log: log.path, key: `i${n}` }, `i${n}`));
    const running = executor.run(tools, calls, { signal: controller.signal });
    await vi.waitFor(() => {
      expect(log.keys()).toHaveLength(2); // a new tool has its worker to itself
    }, 5000);
    if (way === 'cancel') controller.abort();
    else await executor.shutdown();
    expect(new Set((await running).map(codeOf))).toEqual(new Set(['CANCELLED']));
    expect(log.keys()).toHaveLength(2);
  });

  it('says that no worker starts, or falls back as it is told to', async () => {
    const Strategy = mode === 'thread' ? ThreadStrategy : ProcessStrategy;
    await using executor = new Executor({ strategies: [new Strategy({ execArgv: ['--no-such-flag'] }), new InlineStrategy()] });
    const refused = await executor.run(tools, [call('proven', { n: 1 })], { fallback: false });
    expect(refused.map(codeOf)).toEqual(['STRATEGY_UNAVAILABLE']);
    const moved = await executor.run(tools, [call('proven', { n: 1 })], { fallback: ['inline'] });
    expect(moved).toMatchObject([{ status: 'ok', mode: 'inline', fellBack: [{ from: mode, to: 'inline' }] }]);
  });
});
