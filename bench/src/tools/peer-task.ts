import * as functions from './tool-functions.ts';

/** What a peer's worker is given: a call as a model wrote it, or one whose input is a value. */
export interface PeerTask {
  name: string;
  /** JSON text. */
  arguments?: string;
  input?: unknown;
}

// The functions take different inputs, and nothing is checked: that is the peers' share of the work.
const byName = functions as unknown as Record<string, (input: unknown) => unknown>;

/** @returns the result as JSON text for a call with JSON arguments, the value itself for one with a value */
export function runPeerTask(task: PeerTask): unknown {
  const tool = byName[task.name];
  if (tool === undefined) throw new Error(`no tool ${task.name}`);
  if (task.arguments === undefined) return tool(task.input);
  const result = tool(JSON.parse(task.arguments));
  return result instanceof Promise ? result.then((value) => JSON.stringify(value)) : JSON.stringify(result);
}
