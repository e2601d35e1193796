import { Executor } from '@exec/core';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';

const warnings = vi.spyOn(process, 'emitWarning');
beforeEach(() => {
  warnings.mockReset().mockImplementation(() => undefined);
});
afterAll(() => {
  warnings.mockRestore();
});

const run = async (tools: Record<string, unknown>): Promise<void> => {
  const calls = Object.keys(tools).flatMap((name) => [1, 2].map((n) => ({ id: `${name} ${n}`, name, arguments: '{}' })));
  const results = await new Executor().run(tools as never, calls);
  expect(results.map(({ status }) => status)).toEqual(calls.map(() => 'ok'));
};

describe('a setting beside the execution of a tool', () => {
  it('is warned of once for each tool, and its calls run', async () => {
    await run({
      misplacedLimit: { execute: () => 1, timeoutMs: 500, mode: 'process' },
      otherLimit: { execute: () => 1, maxConcurrency: 1, execution: { timeoutMs: 500 } },
    });
    expect(warnings.mock.calls).toEqual([
      ['the tool "misplacedLimit" has mode, timeoutMs beside its execution, where nothing heeds that. Write execution: { mode, timeoutMs } in the tool.', 'ExecToolWarning'],
      ['the tool "otherLimit" has maxConcurrency beside its execution, where nothing heeds that. Write execution: { maxConcurrency } in the tool.', 'ExecToolWarning'],
    ]);
  });

  it('is warned of once where a source makes its tools anew', async () => {
    const calls = ['1', '2', '3'].map((id) => ({ id, name: 'madeAnew', arguments: '{}' }));
    await new Executor().run(() => ({ execute: () => 1, timeoutMs: 500 }) as never, calls);
    expect(warnings).toHaveBeenCalledTimes(1);
  });

  it('is none in what other libraries give their tools, in an instance of a class, and as a method', async () => {
    class Fetcher {
      timeoutMs = 5000;
      execute(): number {
        return this.timeoutMs;
      }
    }
    const aiSdk = { type: 'function', title: '', description: '', outputSchema: {}, providerOptions: {}, needsApproval: false, strict: true, toModelOutput: () => 1, onInputAvailable: () => 1 };
    await run({ aiSdk: { ...aiSdk, execute: () => 1 }, fetcher: new Fetcher(), own: { execute: () => 1, retry: () => 1, fallback: undefined } });
    expect(warnings).not.toHaveBeenCalled();
  });
});
