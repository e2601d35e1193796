import { Executor, defineTool, optionNames } from '@exec/core';
import type { ExecError, ExecutionHandle, RetryOptions, Tool, ToolCallResult, ToolContext, ToolFunction, ToolSource } from '@exec/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as v from 'valibot';
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

  it('defineTool gives execute the type of what the schema returns', async () => {
    const repeat = defineTool({
      name: 'repeat',
      inputSchema: z.object({ text: z.string(), times: z.string().transform(Number) }),
      execution: { timeoutMs: 1000 },
      execute: async ({ text, times }, { reportProgress }) => {
        expectTypeOf(text).toEqualTypeOf<string>();
        expectTypeOf(times).toEqualTypeOf<number>();
        reportProgress({ fraction: 1 });
        return text.repeat(times);
      },
    });
    expectTypeOf(repeat).toEqualTypeOf<Tool<{ text: string; times: number }, string>>();
    expectTypeOf({ repeat }).toExtend<ToolSource>();
    const half = defineTool({ inputSchema: v.object({ n: v.number() }), execute: ({ n }) => n / 2 });
    expectTypeOf(executor.submit(half, { n: 1 })).toEqualTypeOf<ExecutionHandle<number>>();
    // @ts-expect-error the schema gives no m
    expectTypeOf(defineTool({ inputSchema: v.object({ n: v.number() }), execute: ({ m }) => String(m) })).toBeObject();
    // At run time it is the object itself.
    expect(defineTool(half as never)).toBe(half);
    const [result] = await executor.run({ repeat }, [{ id: '1', name: 'repeat', arguments: '{"text":"ab","times":"2"}' }]);
    expect(result?.output).toBe('abab');
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

  it('the names of options are those of all of them', () => {
    expect(optionNames<RetryOptions>({ maxAttempts: true, minDelayMs: true, maxDelayMs: true, factor: true, when: true })).toHaveLength(5);
    // @ts-expect-error `when` is forgotten
    optionNames<RetryOptions>({ maxAttempts: true, minDelayMs: true, maxDelayMs: true, factor: true });
    // @ts-expect-error there is no option of that name
    optionNames<{ cwd?: string }>({ cwd: true, cdw: true });
  });
});
