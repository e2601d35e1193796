import { Executor } from '@exec/core';
import type { CallProgress } from '@exec/core';
import { ThreadStrategy } from '@exec/thread';
import type { ThreadStrategyOptions } from '@exec/thread';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { compileFunction, constants } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';

const toolsUrl = new URL('../test/tools.mjs', import.meta.url).href;
const host = fileURLToPath(new URL('../test/host.mjs', import.meta.url));

/** Node's own import: what the test runner transforms cannot be found again by a worker. */
const nativeImport = compileFunction('return import(url)', ['url'], {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}) as (url: string) => Promise<Record<string, (input: any, context: any) => unknown>>;
const tools = await nativeImport(toolsUrl);

async function withExecutor<T>(options: ThreadStrategyOptions, use: (executor: Executor) => Promise<T>): Promise<T> {
  await using executor = new Executor({ strategies: [new ThreadStrategy(options)], fallback: false });
  return await use(executor);
}

/** A zombie counts as ended: nobody waits for it before the host ends, since the thread that would have is gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('ThreadStrategy', () => {
  it('tells an exhausted heap from other ends', async () => {
    await withExecutor({ maxWorkers: 1, resourceLimits: { maxOldGenerationSizeMb: 32 } }, async (executor) => {
      const result = await executor.submit(tools['exhaustHeap']!, {}).result;
      expect(result).toMatchObject({ status: 'error', error: { code: 'WORKER_CRASHED', outOfMemory: true } });
      expect(result.output).toContain('resourceLimits.maxOldGenerationSizeMb');
    });
  });

  it('gives the threads the environment that it was told to', async () => {
    process.env['EXEC_TEST_SEEN'] = 'seen';
    process.env['EXEC_TEST_HIDDEN'] = 'hidden';
    const read = (env: ThreadStrategyOptions['env']) =>
      withExecutor({ maxWorkers: 1, ...(env !== undefined && { env }) }, (executor) =>
        Promise.all(
          ['EXEC_TEST_SEEN', 'EXEC_TEST_HIDDEN', 'EXEC_TEST_OWN'].map(async (name) => {
            const result = await executor.submit(tools['variable']!, { name }).result;
            return result.status === 'ok' ? result.value : result.error;
          }),
        ),
      );
    await expect(read(undefined)).resolves.toEqual(['seen', 'hidden', null]);
    await expect(read(['EXEC_TEST_SEEN'])).resolves.toEqual(['seen', null, null]);
    await expect(read({ EXEC_TEST_OWN: 'own' })).resolves.toEqual([null, null, 'own']);
  });

  it('ends the processes that a stopped tool started, though it never yielded', async () => {
    await withExecutor({ maxWorkers: 1, graceMs: 50 }, async (executor) => {
      const reports: CallProgress[] = [];
      const call = executor.submit(tools['startProcessAndHang']!, {}, { onProgress: (report) => reports.push(report) });
      await vi.waitFor(() => {
        expect(reports).toHaveLength(1);
      }, 5000);
      const pid = reports[0]?.detail as number;
      expect(isAlive(pid)).toBe(true);
      call.cancel();
      await call.result;
      await vi.waitFor(() => {
        expect(isAlive(pid)).toBe(false);
      }, 2000);
    });
  });

  it('delivers progress while the tool keeps its thread busy, the last report before the result', async () => {
    await withExecutor({ maxWorkers: 1 }, async (executor) => {
      const details: number[] = [];
      let settled = false;
      let early = 0;
      const call = executor.submit(tools['reportWhileBusy']!, { ms: 300 }, {
        onProgress: ({ detail }) => {
          details.push(detail as number);
          if (!settled) early++;
        },
      });
      const result = await call.result;
      settled = true;
      expect(result).toMatchObject({ status: 'ok', value: details.at(-1) });
      expect(early).toBe(details.length);
      expect(details.length).toBeLessThan((result as { value: number }).value); // a flood is thinned out
      expect(details).toEqual([...details].sort((one, other) => one - other));
    });
  });

  it('leaves nothing behind that keeps a program alive, and loses no output', async () => {
    const run = promisify(execFile);
    await expect(run(process.execPath, [host, 'none'], { timeout: 15_000 })).resolves.toMatchObject({ stdout: '' });
    const { stdout } = await run(process.execPath, [host, 'call'], { timeout: 15_000 });
    expect(stdout.split('\n').sort()).toEqual(['', 'a word from the thread', 'the result is said by thread']);
    await expect(run(process.execPath, [host, 'exit'], { timeout: 15_000 })).rejects.toMatchObject({ code: 3 });
  });

  it.each([
    [{ resourceLimits: { maxOldGenerationSizeMB: 64 } as never }, /ThreadStrategy\.resourceLimits has no option "maxOldGenerationSizeMB"\. Did you mean maxOldGenerationSizeMb/],
    [{ resourceLimits: { stackSizeMb: 'x' as never } }, /resourceLimits\.stackSizeMb has to be a number .* got "x" \(string\)/],
    [{ resourceLimits: { stackSizeMb: 0.1 } }, /resourceLimits\.stackSizeMb has to be a number of at least 0\.25, got 0\.1/],
    [{ resourceLimits: { maxOldGenerationSizeMb: 2 } }, /resourceLimits\.maxOldGenerationSizeMb has to be a number of at least 4, got 2/],
    [{ env: [1] as never }, /ThreadStrategy\.env has to be 'inherit', a list of names or a record of strings/],
    [{ resourceLimits: 5 as never }, /ThreadStrategy\.resourceLimits has to be an object, got 5 \(number\)/],
    [{ execArgv: '--inspect' as never }, /ThreadStrategy\.execArgv has to be a list of strings/],
    [{ env: { A: 1 } as never }, /ThreadStrategy\.env has to be/],
    [{ maxWorkers: 0 }, /ThreadStrategy\.maxWorkers has to be a whole number of at least 1/],
  ])('refuses the options %o', (options, message) => {
    expect(() => new ThreadStrategy(options)).toThrow(message);
  });
});
