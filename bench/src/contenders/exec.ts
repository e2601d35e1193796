import { Executor } from '@exec/core';
import type { ToolCallResult } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import { tools } from '../tools/tools.ts';
import { workerCount } from './contender.ts';
import type { ContenderModule } from './contender.ts';

/** The whole executor, with its defaults: lookup, safe parsing, validation with zod, result objects. */
export const open: ContenderModule['open'] = ({ mode }) => {
  const workers = { minWorkers: workerCount, maxWorkers: workerCount };
  const strategies = mode === 'inline' ? [] : [mode === 'thread' ? new ThreadStrategy(workers) : new ProcessStrategy(workers)];
  const executor = new Executor({ strategies, fallback: false });
  return {
    batch: async (calls) => (await executor.run(tools, calls)).map(textOf),
    call: async (call) => {
      const [result] = await executor.run(tools, [call]);
      if (result === undefined) throw new Error('a batch of one has no result');
      return textOf(result);
    },
    value: async (name, input) => {
      const tool = tools[name];
      if (tool === undefined) throw new Error(`no tool ${name}`);
      const result = await executor.submit(tool, input).result;
      if (result.status === 'error') throw result.error;
      return result.value;
    },
    close: () => executor.shutdown(),
  };
};

function textOf(result: ToolCallResult): string {
  if (result.status === 'error') throw result.error;
  return result.output;
}
