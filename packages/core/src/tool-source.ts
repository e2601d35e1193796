import { InvalidToolError, UnknownToolError } from './errors.ts';
import { nearNames } from './near-names.ts';
import type { InputSchema, ListedTool, ToolFunction } from './tool.ts';

/** What a source finds under a name. */
export type FoundTool = ListedTool | ToolFunction | undefined | null;

/** Where tools are looked up by name: a function (may be async), a record (own properties only) or a Map. */
export type ToolSource =
  | ((name: string) => FoundTool | Promise<FoundTool>)
  | Readonly<Record<string, ListedTool | ToolFunction>>
  | ReadonlyMap<string, ListedTool | ToolFunction>;

/**
 * Looks a tool up; undefined and null mean that there is none, but in a record or Map, where `undefined` or `null` stands
 * under a name, that is a mistake of the host's, not of the model's. Names such as `__proto__` or `toString` find nothing that the
 * record does not itself hold.
 *
 * @throws InvalidToolError
 */
export function findTool(source: ToolSource, name: string): FoundTool | Promise<FoundTool> {
  if (typeof source === 'function') return source(name);
  const isMap = source instanceof Map;
  if (!(isMap ? source.has(name) : Object.hasOwn(source, name))) return undefined;
  // Narrowed by hand: ReadonlyMap is no class that `instanceof` could tell from a record.
  const found = isMap ? (source as ReadonlyMap<string, FoundTool>).get(name) : (source as Readonly<Record<string, FoundTool>>)[name];
  if (found === undefined || found === null) functionOf(found, name);
  return found;
}

/** The error for a name that finds nothing; names up to three that are near, where the source can list its own. */
export function unknownTool(source: ToolSource, name: string): UnknownToolError {
  if (name === '') {
    return new UnknownToolError('the call names no tool. A call is { id, name, arguments }; of an OpenAI tool call take its id, function.name and function.arguments');
  }
  const keys: unknown[] = typeof source === 'function' ? [] : source instanceof Map ? [...source.keys()] : Object.keys(source);
  const names = keys.filter((known) => typeof known === 'string'); // a Map of a program without types may have others
  const suggestions = nearNames(name, names);
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  const advice =
    suggestions.length > 0
      ? `Did you mean ${suggestions.map((known) => JSON.stringify(known)).join(' or ')}?`
      : names.length > 0 && names.length <= 20
        ? `The tools are: ${names.join(', ')}.`
        : 'Call one of the tools that were offered.';
  return new UnknownToolError(`there is no tool named ${JSON.stringify(shown)}. ${advice}`, { suggestions });
}

/** The function of a tool. @throws InvalidToolError if what was found is no tool */
export function functionOf(found: FoundTool, name: string): ToolFunction {
  const execute: unknown = typeof found === 'function' ? found : typeof found === 'object' ? found?.execute : undefined;
  if (typeof execute === 'function') return execute as ToolFunction; // checked to be callable; its types are the author's
  throw new InvalidToolError(
    `the tool "${name}" has no execute function (got ${found === null ? 'null' : typeof found}). Give a function, or an object with execute.`,
    { toolName: name },
  );
}

/** The schema of a tool. @throws InvalidToolError for what is none, or one under another library's name, which would check nothing */
export function schemaOf(tool: ListedTool): InputSchema | undefined {
  const inputSchema: unknown = tool.inputSchema; // whatever a program without types gives
  if (inputSchema === undefined && 'parameters' in tool && tool.parameters !== undefined) {
    throw new InvalidToolError('the tool has "parameters" and no "inputSchema", so that its input would not be checked. Name the schema inputSchema');
  }
  if (inputSchema !== undefined && typeof inputSchema !== 'function' && (typeof inputSchema !== 'object' || inputSchema === null)) {
    throw new InvalidToolError(`its inputSchema has to be a schema, got ${inputSchema === null ? 'null' : typeof inputSchema}. Leave it out for a tool that takes any JSON object`);
  }
  return tool.inputSchema;
}
