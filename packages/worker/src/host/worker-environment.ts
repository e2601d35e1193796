import { InvalidOptionError, quoteOption } from '@exec/core';

/**
 * Environment variables of a worker: `'inherit'` the host's own, a list the host's variables of these names, a record
 * exactly these.
 */
export type WorkerEnvironment = 'inherit' | readonly string[] | Readonly<Record<string, string>>;

/**
 * The variables that a worker gets.
 *
 * @param owner - the name of the option, for messages
 * @throws InvalidOptionError that quotes the value
 */
export function environmentVariables(environment: WorkerEnvironment, owner: string): NodeJS.ProcessEnv {
  if (environment === 'inherit') return { ...process.env };
  if (Array.isArray(environment) && environment.every((name) => typeof name === 'string')) {
    return Object.fromEntries((environment as readonly string[]).map((name) => [name, process.env[name]]));
  }
  const valid =
    typeof environment === 'object' &&
    environment !== null &&
    !Array.isArray(environment) &&
    Object.values(environment).every((value) => typeof value === 'string');
  if (!valid) {
    throw new InvalidOptionError(`${owner} has to be 'inherit', a list of names or a record of strings, got ${quoteOption(environment)}`);
  }
  return { ...(environment as Record<string, string>) };
}
