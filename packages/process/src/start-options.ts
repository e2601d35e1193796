import { InvalidOptionError, quoteOption } from '@exec/core';
import type { WireExit } from '@exec/worker';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The path of a directory.
 *
 * @throws InvalidOptionError unless it is one; Node would say that it finds its own binary not
 */
export function checkedDirectory(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const path = typeof value === 'string' ? value : filePath(value);
  if (path === undefined) throw new InvalidOptionError(`${name} has to be a path or a file: URL, got ${quoteOption(value)}`);
  if (!isDirectory(path)) throw new InvalidOptionError(`${name} has to be a directory that exists, got ${quoteOption(path)}`);
  return path;
}

function filePath(value: unknown): string | undefined {
  return value instanceof URL && value.protocol === 'file:' ? fileURLToPath(value) : undefined;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // it is not there, or may not be looked at
  }
}

/** Node's exit code for an option that it does not know, or that has a wrong value. */
const badOptionExitCode = 9;

/** What a child was given that may keep it from starting; undefined where it was not given. */
type GivenOptions = Readonly<Record<'execArgv' | 'env' | 'resourceLimits' | 'permissions', unknown>>;

/** Which option is likely at fault for a child that ended before it was ready. */
export function startAdvice({ exitCode, signal, outOfMemory, error }: WireExit, given: GivenOptions, cwd: string | undefined): string | undefined {
  if (error !== undefined) return cwd === undefined || isDirectory(cwd) ? undefined : `ProcessStrategy.cwd is no directory any more: ${JSON.stringify(cwd)}`;
  const suspects: (keyof GivenOptions)[] =
    exitCode === badOptionExitCode ? ['execArgv', 'env'] : signal !== undefined || outOfMemory === true ? ['resourceLimits', 'execArgv'] : ['execArgv', 'permissions', 'env'];
  const [suspect] = suspects.filter((name) => given[name] !== undefined);
  if (suspect === undefined) return exitCode === badOptionExitCode ? "Node refused one of its options: look at NODE_OPTIONS, and at the host's own" : undefined;
  // Not its variables, which may be secrets.
  const value = suspect === 'env' ? ' (NODE_OPTIONS in it, for one)' : `: ${JSON.stringify(given[suspect])}`;
  return `Look at ProcessStrategy.${suspect}${value}, and at what the process wrote to stderr`;
}
