import { Executor } from '@exec/core';
import type { ExecError, ExecutionHandle, Tool, ToolCallResult, ToolContext, ToolFunction, ToolSource } from '@exec/core';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';

// Checked by `pnpm typecheck`; at run time these pass.
describe('types', () => {
  const executor = new Executor();
  const add = ({ a, b }: { a: number; b: number }): number => a + b;

  it('submit gives the value’s type, awaited', () => {
    expectTypeOf(executor.submit(add, { a: 1, b: 2 })).toEqualTypeOf<ExecutionHandle<number>>();
    expectTypeOf(executor.submit(async () => 'text', {})).toEqualTypeOf<ExecutionHandle<string>>();
    expectTypeOf(executor.submit({ execute: add }, { a: 1, b: 2 }).result).resolves.toEqualTypeOf<ToolCallResult<number>>();
  });

  it('submit takes the tool’s input and no other', () => {
    // Not called: the second argument is wrong on purpose.
    const wrong = (): unknown[] => [
      // @ts-expect-error b is missing
      executor.submit(add, { a: 1 }),
      // @ts-expect-error a is no number
      executor.submit({ execute: add }, { a: '1', b: 2 }),
    ];
    expectTypeOf(wrong).toBeFunction();
  });

  it('a tool’s schema and its function agree', () => {
    const tool: Tool<{ n: number }, string> = { inputSchema: z.object({ n: z.number() }), execute: ({ n }) => String(n) };
    expectTypeOf(tool.execute).parameter(0).toEqualTypeOf<{ n: number }>();
    expectTypeOf(tool.execute).parameter(1).toEqualTypeOf<ToolContext>();
    // @ts-expect-error the schema gives a string
    const contradiction: Tool<{ n: number }> = { inputSchema: z.object({ n: z.string() }), execute: ({ n }) => n };
    expectTypeOf(contradiction).toExtend<Tool>();
  });

  it('tools of different inputs fit into one source', () => {
    const tools = { add, upper: { execute: ({ text }: { text: string }) => text.toUpperCase() }, none: () => undefined };
    expectTypeOf(tools).toExtend<ToolSource>();
    expectTypeOf(new Map<string, Tool | ToolFunction>()).toExtend<ToolSource>();
    expectTypeOf(async (name: string) => (name === 'add' ? add : undefined)).toExtend<ToolSource>();
  });

  it('a result has a value or an error, told apart by its status', () => {
    const result = {} as ToolCallResult<number>; // its type is all that is looked at
    if (result.status === 'ok') expectTypeOf(result.value).toEqualTypeOf<number>();
    else expectTypeOf(result.error).toEqualTypeOf<ExecError>();
    // @ts-expect-error only behind a check of the status
    expectTypeOf(result.value).toBeNever();
  });

  it('an event’s listener knows its event', () => {
    executor.on('call-settled', (result) => { expectTypeOf(result).toEqualTypeOf<ToolCallResult>(); })();
    executor.on('worker-crashed', (event) => { expectTypeOf(event.error).toEqualTypeOf<Error>(); })();
  });
});
