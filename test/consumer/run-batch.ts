import type { Executor } from '@exec/core';
import { whereAmI } from './where-am-i.ts';

/** Runs one small batch and prints what became of it. Nothing shuts the executor down: the program has to end by itself. */
export async function runBatch(executor: Executor): Promise<void> {
  const results = await executor.run({ whereAmI }, [
    { id: 'call_1', name: 'whereAmI', arguments: '{"a": 5, "b": 3}' },
    { id: 'call_2', name: 'whereAmI', arguments: '{"a": 4, "b": 4}' },
    { id: 'call_3', name: 'whereIAm', arguments: '{}' },
  ]);
  const settled = results.map((result) =>
    result.status === 'ok'
      ? { id: result.id, mode: result.mode, value: result.value }
      : { id: result.id, code: result.error.code, message: result.error.message },
  );
  console.log(JSON.stringify({ processId: process.pid, mode: executor.executionMode, settled }));
}
