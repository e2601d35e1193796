import { parseArguments } from './arguments.ts';
import type { CallRequest } from './call-request.ts';
import { InvalidArgumentsError } from './errors.ts';
import type { InputValidator } from './input-schema.ts';
import { schemaOf } from './tool-source.ts';
import type { FoundTool } from './tool-source.ts';

/**
 * Reads what a tool is called with, and holds it to the tool's schema.
 *
 * @returns the input as the schema gives it; a promise if the schema answers later
 * @throws InvalidArgumentsError, or rejects with it, for what the tool must not be given
 */
export function inputOf(request: CallRequest, tool: NonNullable<FoundTool>, validator: InputValidator, maxArgumentBytes: number): unknown {
  const schema = typeof tool === 'object' ? schemaOf(tool) : undefined;
  if ('input' in request) return validator.validate(schema, request.input);
  const input = parseArguments(request.argumentText, maxArgumentBytes);
  if (schema === undefined && (typeof input !== 'object' || input === null || Array.isArray(input))) {
    throw new InvalidArgumentsError('the arguments have to be one JSON object');
  }
  return validator.validate(schema, input);
}
