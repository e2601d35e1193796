import { Executor } from '@exec/core';
import { describe, expect, it } from 'vitest';
import { SequentialStrategy } from './sequential-strategy.ts';

function call(name: string, input: object = {}): { id: string; name: string; arguments: string } {
  return { id: name, name, arguments: JSON.stringify(input) };
}

function sequentialExecutor(): Executor {
  return new Executor({ strategies: [new SequentialStrategy()], fallback: false, shutdownTimeoutMs: 0 });
}

describe('SequentialStrategy', () => {
  it('begins a call when the one before has ended, in their order, a failure or not', async () => {
    const log: string[] = [];
    const tool = (name: string, fails: boolean) => async (): Promise<string> => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`${name} ends`);
      if (fails) throw new Error(`${name} failed`);
      return name;
    };
    const results = await sequentialExecutor().run({ a: tool('a', true), b: tool('b', false) }, [call('a'), call('b'), call('a')]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'a begins', 'a ends']);
    expect(results.map(({ status, mode }) => `${status} ${mode}`)).toEqual(['error sequential', 'ok sequential', 'error sequential']);
  });

  it('never begins a call that was aborted in the queue', async () => {
    const cancel = new AbortController();
    let begun = 0;
    const tools = {
      first: () => {
        cancel.abort();
        return 'done';
      },
      second: () => (begun += 1),
    };
    const results = await sequentialExecutor().run(tools, [call('first'), call('second')], { signal: cancel.signal });
    expect(results[1]).toMatchObject({ status: 'error', error: { code: 'CANCELLED' } });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(begun).toBe(0);
  });

  it('goes on after a call that outlives its deadline', async () => {
    const tools = { hangs: () => new Promise(() => undefined), next: () => 'next' };
    const executor = sequentialExecutor();
    const results = await executor.run(tools, [call('hangs'), call('next')], { timeoutMs: 30 });
    expect(results[0]).toMatchObject({ status: 'error', error: { code: 'TIMEOUT' } });
    expect(results[1]).toMatchObject({ status: 'ok', output: 'next' });
    await executor.shutdown();
  });
});
