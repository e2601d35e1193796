import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program that imports the package by name; ends it after 10 s, which shows as a status of null. */
function runProgram(body: string): { status: number | null; stdout: string; stderr: string } {
  const program = `import { Executor } from '@exec/core';\n${body}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: packageFolder,
    timeout: 10_000,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, stdout, stderr };
}

describe('a program', () => {
  it('ends by itself after its calls, without shutdown, whatever deadlines they had', () => {
    const { status, stdout, stderr } = runProgram(`
      const executor = new Executor({ timeoutMs: 600_000, queueTimeoutMs: 600_000, totalTimeoutMs: 600_000, maxConcurrency: 2 });
      const calls = Array.from({ length: 10 }, (_, n) => ({ id: String(n), name: n % 5 === 0 ? 'gone' : 'one', arguments: '' }));
      const results = await executor.run({ one: async () => 1 }, calls, { signal: new AbortController().signal });
      executor.on('call-settled', () => {});
      console.log(results.length);
    `);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '10\n', stderr: '' });
  });

  it('ends though a listener cancelled its call before the deadlines were set', () => {
    const { status, stdout } = runProgram(`
      const executor = new Executor({ queueTimeoutMs: 600_000, totalTimeoutMs: 600_000 });
      const abort = new AbortController();
      executor.on('call-queued', () => abort.abort());
      const [result] = await executor.run({ one: () => 1 }, [{ id: '1', name: 'one', arguments: '' }], { signal: abort.signal });
      console.log(result.error.code);
    `);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'CANCELLED\n' });
  });

  it('lives for as long as a call with a deadline does', () => {
    const { status, stdout } = runProgram(`
      const [result] = await new Executor({ timeoutMs: 50 }).run({ hang: () => new Promise(() => {}) }, [{ id: '1', name: 'hang', arguments: '' }]);
      console.log(result.error.code);
    `);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'TIMEOUT\n' });
  });

  it('may shut down while a call hangs', () => {
    const { status, stdout } = runProgram(`
      const executor = new Executor({ shutdownTimeoutMs: 50 });
      const running = executor.run({ hang: () => new Promise(() => {}) }, [{ id: '1', name: 'hang', arguments: '' }]);
      await executor.shutdown();
      console.log((await running)[0].output);
    `);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Error executing hang: cancelled: the executor was shut down\n' });
  });
});
