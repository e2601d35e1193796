import color from 'picocolors';
import { z } from 'zod';
import type { Batch } from '../batch.ts';
import { catalogue } from '../catalogue.ts';

/** The recorded batches and the tools, for somebody who wants to write a batch. */
export function catalogueText(batches: readonly Batch[]): string {
  const batchLines = batches.map(({ name, format, calls, user }) => `  ${color.bold(name)}  ${calls.length} calls, ${format}\n    ${user ?? ''}`);
  const toolLines = Object.entries(catalogue).map(([name, tool]) => {
    // All schemas of the catalogue are zod's, which the type of a tool leaves open.
    const { properties = {}, required = [] } = z.toJSONSchema(tool.inputSchema as z.ZodType, { io: 'input' });
    const parameters = Object.keys(properties).map((parameter) => (required.includes(parameter) ? parameter : `${parameter}?`));
    // A description may be a function of the model's context, as in the AI SDK; those of the catalogue are texts.
    const description = typeof tool.description === 'string' ? tool.description : '';
    return `  ${color.bold(name)} { ${parameters.join(', ')} }\n    ${description}`;
  });
  return ['Recorded batches (--batch NAME):', ...batchLines, '', 'Tools:', ...toolLines, '', 'A batch of your own: --batch FILE, e.g. [{"id":"1","name":"find_primes","arguments":"{\\"below\\":100}"}]'].join('\n');
}
