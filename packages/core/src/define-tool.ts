import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Tool } from './tool.ts';

/**
 * A tool whose `execute` gets its input's type from the schema, which has to be a Standard Schema (zod, valibot, arktype
 * …). For the types only: the same object comes back, and nothing is checked here.
 */
export function defineTool<Schema extends StandardSchemaV1, O>(
  tool: Omit<Tool<StandardSchemaV1.InferOutput<Schema>, O>, 'inputSchema'> & { inputSchema: Schema },
): Tool<StandardSchemaV1.InferOutput<Schema>, O>;
export function defineTool(tool: object): object {
  return tool;
}
