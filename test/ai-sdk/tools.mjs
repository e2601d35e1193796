// Tools of the AI SDK, as an agent has them: nothing in here knows of @exec. A worker imports this module too.
import { jsonSchema, tool } from 'ai';
import { z } from 'zod';

export const tools = {
  weather: tool({
    description: 'The weather in a city.',
    inputSchema: z.object({ city: z.string() }),
    execute: ({ city }) => ({ city, celsius: city.length }),
  }),
  double: tool({
    inputSchema: jsonSchema({ type: 'object', properties: { value: { type: 'number' } }, required: ['value'] }),
    execute: async ({ value }, { abortSignal, messages, toolCallId }) => [value * 2, abortSignal?.aborted, messages.length, toolCallId],
  }),
  count: tool({
    inputSchema: z.object({ to: z.number() }),
    execute: async function* ({ to }) {
      for (let value = 1; value <= to; value++) yield value;
    },
  }),
  forever: tool({
    inputSchema: z.object({}),
    execute: () => {
      for (;;);
    },
  }),
};
