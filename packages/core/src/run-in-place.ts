import { toolThrew } from './call-errors.ts';
import { InvocationContext } from './invocation-context.ts';
import { runTool } from './run-tool.ts';
import type { Invocation } from './strategy.ts';

/**
 * Runs a call in this realm: tells that it starts, gives the tool its `this` and its context, and marks what it throws as
 * the tool's, since a tool may throw an `ExecError` too, of an executor that it uses itself, say. All that a strategy of
 * the host has to do once a call's turn has come; whether it was aborted meanwhile is the strategy's to ask before.
 *
 * @param worker - names where it runs, for results and events; none for most
 * @returns the tool's value; rejects with a `ToolExecutionError` whose cause is what the tool threw
 */
export async function runInPlace(invocation: Invocation, worker?: string): Promise<unknown> {
  invocation.onStart(worker);
  try {
    return await runTool(invocation.execute, invocation.input, new InvocationContext(invocation), invocation.receiver);
  } catch (thrown) {
    throw toolThrew(thrown);
  }
}
