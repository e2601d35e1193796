import leven from 'leven';
import { InvalidToolError, UnknownToolError } from './errors.ts';
import type { Tool, ToolFunction } from './tool.ts';

/** What a source finds under a name. */
export type FoundTool = Tool | ToolFunction | undefined | null;

/** Where tools are looked up by name: a function (may be async), a record (own properties only) or a Map. */
export type ToolSource =
  | ((name: string) => FoundTool | Promise<FoundTool>)
  | Readonly<Record<string, Tool | ToolFunction>>
  | ReadonlyMap<string, Tool | ToolFunction>;

/** Looks a tool up. Names such as `__proto__` or `toString` find nothing that the record does not itself hold. */
export function findTool(source: ToolSource, name: string): FoundTool | Promise<FoundTool> {
  if (typeof source === 'function') return source(name);
  if (source instanceof Map) return (source as ReadonlyMap<string, Tool | ToolFunction>).get(name);
  const record = source as Readonly<Record<string, Tool | ToolFunction>>;
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The error for a name that finds nothing; names up to three that are near, where the source can list its own. */
export function unknownTool(source: ToolSource, name: string): UnknownToolError {
  const names = typeof source === 'function' ? [] : source instanceof Map ? [...source.keys()] : Object.keys(source);
  const suggestions = nearNames(name, names.filter((known) => typeof known === 'string'));
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  const advice =
    suggestions.length > 0
      ? `Did you mean ${suggestions.map((known) => JSON.stringify(known)).join(' or ')}?`
      : names.length > 0 && names.length <= 20
        ? `The tools are: ${names.join(', ')}.`
        : 'Call one of the tools that were offered.';
  return new UnknownToolError(`there is no tool named ${JSON.stringify(shown)}. ${advice}`, { suggestions });
}

/** The names within a third of the length in edits, or that contain one another; the nearest first, at most three. */
function nearNames(wanted: string, names: readonly string[]): string[] {
  if (wanted.length === 0 || wanted.length > 200) return [];
  const lower = wanted.toLowerCase();
  const near: { name: string; distance: number }[] = [];
  for (const name of names) {
    const other = name.toLowerCase();
    const distance = leven(lower, other);
    const contains = Math.min(lower.length, other.length) >= 3 && (other.includes(lower) || lower.includes(other));
    if (contains || distance <= Math.max(1, Math.floor(Math.max(lower.length, other.length) / 3))) near.push({ name, distance });
  }
  return near.sort((a, b) => a.distance - b.distance).slice(0, 3).map(({ name }) => name);
}

/** The function of a tool. @throws InvalidToolError if what was found is no tool */
export function functionOf(found: NonNullable<FoundTool>, name: string): ToolFunction {
  const execute: unknown = typeof found === 'function' ? found : typeof found === 'object' ? found.execute : undefined;
  if (typeof execute === 'function') return execute as ToolFunction; // checked to be callable; its types are the author's
  throw new InvalidToolError(
    `the tool "${name}" has no execute function (got ${typeof found}). Give a function, or an object with execute.`,
    { toolName: name },
  );
}
