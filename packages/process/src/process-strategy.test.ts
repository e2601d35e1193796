import { Executor } from '@exec/core';
import type { CallProgress } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import type { ProcessStrategyOptions } from '@exec/process';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, realpathSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
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

async function withExecutor<T>(options: ProcessStrategyOptions, use: (executor: Executor) => Promise<T>): Promise<T> {
  await using executor = new Executor({ strategies: [new ProcessStrategy(options)], fallback: false });
  return await use(executor);
}

/** A zombie, which nobody has waited for yet, counts as ended. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('ProcessStrategy', () => {
  it('tells an exhausted heap from a call of process.abort', async () => {
    await withExecutor({ maxWorkers: 1, resourceLimits: { maxOldGenerationSizeMb: 32 } }, async (executor) => {
      const exhausted = await executor.submit(tools['exhaustHeap']!, {}).result;
      expect(exhausted).toMatchObject({ status: 'error', error: { code: 'WORKER_CRASHED', outOfMemory: true } });
      const aborted = await executor.submit(tools['abortProcess']!, {}).result;
      expect(aborted).toMatchObject({ status: 'error', error: { code: 'WORKER_CRASHED', signal: 'SIGABRT', outOfMemory: false } });
    });
  });

  it.each([
    ['writes text into the pipe of the protocol', { text: 'this is no frame, and long enough to be taken for one' }, /a tool wrote into descriptor 3/],
    ['writes one letter into it', { text: 'x' }, /a tool wrote into descriptor 3/],
    ['writes what looks like the beginning of a message', { bytes: [0xff, 0x65, 0x78, 0, 0xff, 0xff, 0xff, 0xff] }, /a tool wrote into descriptor 3/],
    ['closes it', { close: [3] }, /a tool closed descriptor 3/],
    // The event loop's own are among them: how the process ends is up to Node.
    ['closes all descriptors', { close: Array.from({ length: 100 }, (_, index) => index + 3) }, /./],
  ])('is told at once of a tool that %s', async (_, input, message) => {
    await withExecutor({ maxWorkers: 1 }, async (executor) => {
      const result = await executor.submit(tools['tamper']!, input, { timeoutMs: 10_000 }).result;
      expect(result).toMatchObject({ error: { code: 'WORKER_CRASHED', outOfMemory: false, message: expect.stringMatching(message) as string } });
      await expect(executor.submit(tools['add']!, { a: 1, b: 2 }).result).resolves.toMatchObject({ value: 3 });
    });
  });

  it('gives the children the environment, directory and options that it was told to', async () => {
    process.env['EXEC_TEST_SEEN'] = 'seen';
    process.env['EXEC_TEST_HIDDEN'] = 'hidden';
    const options = { maxWorkers: 1, env: ['EXEC_TEST_SEEN'], cwd: tmpdir(), execArgv: ['--no-deprecation'] };
    await withExecutor(options, async (executor) => {
      await expect(executor.submit(tools['variable']!, { name: 'EXEC_TEST_SEEN' }).result).resolves.toMatchObject({ value: 'seen' });
      await expect(executor.submit(tools['variable']!, { name: 'EXEC_TEST_HIDDEN' }).result).resolves.toMatchObject({ value: null });
      await expect(executor.submit(tools['where']!, {}).result).resolves.toMatchObject({
        value: { directory: realpathSync(tmpdir()), options: ['--no-deprecation'] },
      });
    });
  });

  it('takes the directory as a URL too, and names it if it is gone when a child is started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exec-cwd-'));
    const options = { minWorkers: 0, maxWorkers: 1, cwd: pathToFileURL(folder) };
    await withExecutor(options, async (executor) => {
      await expect(executor.submit(tools['where']!, {}).result).resolves.toMatchObject({ value: { directory: realpathSync(folder) } });
    });
    await withExecutor(options, async (executor) => {
      rmdirSync(folder);
      const result = await executor.submit(tools['where']!, {}).result;
      expect(result).toMatchObject({ error: { code: 'STRATEGY_UNAVAILABLE', message: expect.stringContaining(`ProcessStrategy.cwd is no directory any more: ${JSON.stringify(folder)}`) as string } });
    });
  });

  it.each([
    [{ execArgv: ['--bogus'] }, /exited with code 9\. Look at ProcessStrategy\.execArgv: \["--bogus"\]/],
    [{ env: { NODE_OPTIONS: '--bogus' } }, /exited with code 9\. Look at ProcessStrategy\.env \(NODE_OPTIONS in it/],
  ])('names what keeps its children from starting: %o', async (options, message) => {
    const strategy = new ProcessStrategy(options);
    await expect(strategy.ready()).rejects.toMatchObject({ message: expect.stringMatching(message) as string });
    await strategy.close();
  });

  it('ends a stopped tool with the processes that it started', async () => {
    await withExecutor({ maxWorkers: 1, graceMs: 50 }, async (executor) => {
      const reports: CallProgress[] = [];
      const call = executor.submit(tools['startProcessAndHang']!, {}, { onProgress: (report) => reports.push(report) });
      await vi.waitFor(() => {
        expect(reports).toHaveLength(1);
      }, 5000);
      const pids = reports[0]?.detail as number[];
      expect(pids.map(isAlive)).toEqual([true, true]);
      call.cancel();
      await call.result;
      await vi.waitFor(() => {
        expect(pids.map(isAlive)).toEqual([false, false]);
      }, 2000);
    });
  });

  it('leaves nothing behind that keeps a program alive, and keeps what tools print out of the protocol', async () => {
    const run = promisify(execFile);
    await expect(run(process.execPath, [host, 'none'], { timeout: 15_000 })).resolves.toMatchObject({ stdout: '' });
    const { stdout, stderr } = await run(process.execPath, [host, 'call'], { timeout: 15_000 });
    expect(stdout.split('\n')).toEqual(['a word from the child', 'the result is said by process', '']);
    expect(stderr).toBe('a complaint from the child\n');
    await expect(run(process.execPath, [host, 'exit'], { timeout: 15_000 })).rejects.toMatchObject({ code: 3 });
  });

  it.runIf(process.platform !== 'win32')('leaves no child and no file when the host is killed, not even a child in an endless loop', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exec-killed-host-'));
    const dying = spawn(process.execPath, [host, 'hang'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: folder } });
    const [line] = (await once(dying.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(line.toString()) as number[];
    expect(pids.map(isAlive)).toEqual([true, true]);
    dying.kill('SIGKILL');
    await vi.waitFor(() => {
      expect(pids.map(isAlive)).toEqual([false, false]);
    }, 1000);
    expect(readdirSync(folder)).toEqual([]); // nor a file
    rmdirSync(folder);
  });

  it.each([
    [{ resourceLimits: { maxOldGenerationSizeMb: '64' as never } }, /maxOldGenerationSizeMb has to be a number .* got "64" \(string\)/],
    [{ execArgv: [1] as never }, /ProcessStrategy\.execArgv has to be a list of strings/],
    [{ cwd: 5 as never }, /ProcessStrategy\.cwd has to be a path or a file: URL, got 5 \(number\)/],
    [{ cwd: new URL('https://example.org/') }, /ProcessStrategy\.cwd has to be a path or a file: URL/],
    [{ cwd: '/nowhere/to-be-found' }, /ProcessStrategy\.cwd has to be a directory that exists, got "\/nowhere\/to-be-found"/],
    [{ cwd: new URL(import.meta.url) }, /ProcessStrategy\.cwd has to be a directory that exists/],
    [{ env: 5 as never }, /ProcessStrategy\.env has to be/],
  ])('refuses the options %o', (options, message) => {
    expect(() => new ProcessStrategy(options)).toThrow(message);
  });
});
