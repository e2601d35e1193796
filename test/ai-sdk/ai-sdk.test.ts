import { Executor } from '@exec/core';
import { jsonSchemaValidator } from '@exec/core/json-schema';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import { generateText, tool } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { tools as toolsModule } from './tools.mjs';

// By a name that vitest does not resolve: Node itself has to load the module, as it does in an agent.
const toolsUrl = new URL('./tools.mjs', import.meta.url).href;
const { tools } = (await import(/* @vite-ignore */ toolsUrl)) as { tools: typeof toolsModule };

const executor = new Executor({
  strategies: [new ThreadStrategy({ maxWorkers: 1 }), new ProcessStrategy({ maxWorkers: 1 })],
  jsonSchema: jsonSchemaValidator,
});
afterAll(() => executor.shutdown());

describe('tools of the AI SDK', () => {
  it('fit the types as they are', () => {
    const add = tool({ inputSchema: z.object({ a: z.number() }), execute: ({ a }) => a + 1 });
    const typed: Parameters<Executor['run']>[0] = { add };
    expect(typed).toHaveProperty('add');
  });

  it.each(['inline', 'thread', 'process'])('run unchanged in the mode %s', async (mode) => {
    const results = await executor.run(
      tools,
      [
        { id: '1', name: 'weather', arguments: '{"city":"Oslo"}' },
        { id: '2', name: 'double', arguments: '{"value":21}' },
        { id: '3', name: 'double', arguments: '{"value":"21"}' },
        { id: '4', name: 'count', arguments: '{"to":3}' },
      ],
      { mode },
    );
    expect(results.map(({ mode: ran }) => ran)).toEqual([mode, mode, mode, mode]);
    expect(results.map(({ output }) => output)).toEqual([
      '{"city":"Oslo","celsius":4}',
      '[42,false,0,"2"]',
      'Error executing double: the arguments do not fit: value: Instance type "string" is invalid. Expected "number"',
      '3',
    ]);
  });

  it('run what a model of the AI SDK asked for, and a hanging one is stopped', async () => {
    const call = (toolCallId: string, toolName: string, input: string) => ({ type: 'tool-call' as const, toolCallId, toolName, input });
    const model = new MockLanguageModelV3({
      doGenerate: {
        content: [call('a', 'weather', '{"city":"Rome"}'), call('b', 'forever', '{}')],
        finishReason: { unified: 'tool-calls', raw: undefined },
        usage: {
          inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: 1, text: 1, reasoning: undefined },
        },
        warnings: [],
      },
    });
    // The SDK gets the descriptions only, so that it leaves the execution to us.
    const { toolCalls } = await generateText({
      model,
      tools: { weather: tool({ inputSchema: z.object({ city: z.string() }) }), forever: tool({ inputSchema: z.object({}) }) },
      prompt: 'How is the weather in Rome?',
    });
    const texts = await executor.executeToolCalls(
      tools,
      toolCalls.map(({ toolCallId, toolName, input }) => ({ id: toolCallId, name: toolName, arguments: JSON.stringify(input) })),
      { mode: 'thread', timeoutMs: 300 },
    );
    expect(texts['a']).toBe('{"city":"Rome","celsius":4}');
    expect(texts['b']).toMatch(/^Error executing forever: timed out: it ran longer than 300 ms/);
  });
});
