import { types } from 'node:util';
import type { ToolContext, ToolFunction } from './tool.ts';

// On the far side a tool may replace `Function.prototype.call`, and any function may have a `call` of its own.
const { apply } = Reflect;

/**
 * Runs a tool's function: the one way in which every strategy calls it, here and on the far side.
 *
 * An async generator is run to its end: each yielded value is reported as progress, the last one yielded, or the value
 * returned, is the result. On an abort it is told to return at its next yield.
 *
 * @param receiver - `this` of the function; strategies that run elsewhere have none
 * @returns the value or a promise of it; what a synchronous tool throws is thrown
 */
export function runTool(execute: ToolFunction, input: unknown, context: ToolContext, receiver?: unknown): unknown {
  const returned: unknown = apply(execute, receiver, [input, context]);
  return isAsyncGenerator(returned) ? drain(returned, context) : returned;
}

function isAsyncGenerator(value: unknown): value is AsyncGenerator<unknown, unknown> {
  return types.isGeneratorObject(value) && Symbol.asyncIterator in value;
}

async function drain(generator: AsyncGenerator<unknown, unknown>, context: ToolContext): Promise<unknown> {
  let last: unknown;
  for (;;) {
    const step = await generator.next();
    if (step.done === true) return step.value === undefined ? last : step.value;
    last = step.value;
    context.reportProgress({ detail: last });
    if (context.abortSignal.aborted) await generator.return(undefined);
  }
}
