import { toolOptionNames } from './tool-settings.ts';

/** Tools that were looked at. */
const seen = new WeakSet();
/** By name: a source may make a tool anew for each look-up. */
const warnedOf = new Set<string>();
/** Names of tools are made up by sources without end; a hundred warnings are enough. */
const maxWarnings = 100;

/**
 * Says once for each tool that a setting beside its `execution` does nothing: a limit that was written there would be no limit. Only of
 * plain objects: what an instance of a class holds is its own affair, as are methods.
 */
export function warnOfMisplacedSettings(tool: object, toolName: string): void {
  if (seen.has(tool)) return;
  seen.add(tool);
  const prototype: unknown = Object.getPrototypeOf(tool);
  if (prototype !== Object.prototype && prototype !== null) return;
  const misplaced = toolOptionNames.filter((name) => {
    const property = Object.getOwnPropertyDescriptor(tool, name);
    return property !== undefined && property.value !== undefined && typeof property.value !== 'function';
  });
  if (misplaced.length === 0 || warnedOf.has(toolName) || warnedOf.size >= maxWarnings) return;
  warnedOf.add(toolName);
  process.emitWarning(
    `the tool "${toolName}" has ${misplaced.join(', ')} beside its execution, where nothing heeds that. Write execution: { ${misplaced.join(', ')} } in the tool.`,
    'ExecToolWarning',
  );
}
