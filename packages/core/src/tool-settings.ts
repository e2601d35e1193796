import { InvalidOptionError, InvalidToolError } from './errors.ts';
import { checkFunctionOption, checkLimits, checkNumberOption, checkOptionNames, quoteOption } from './option-checks.ts';
import { optionNames } from './option-names.ts';
import type { RetryOptions } from './retry.ts';
import { reasonMessage } from './thrown-message.ts';
import type { ToolExecutionOptions } from './tool.ts';

/** The names of {@link ToolExecutionOptions}. */
export const toolOptionNames: readonly (keyof ToolExecutionOptions)[] = optionNames<ToolExecutionOptions>({
  mode: true,
  timeoutMs: true,
  totalTimeoutMs: true,
  maxConcurrency: true,
  exclusive: true,
  maxOutputBytes: true,
  fallback: true,
  idempotent: true,
  retry: true,
});
const retryOptionNames = optionNames<RetryOptions>({ maxAttempts: true, minDelayMs: true, maxDelayMs: true, factor: true, when: true });

/** What a tool brings along; undefined where it says nothing. */
export type ToolSettings = { readonly [Name in keyof Required<ToolExecutionOptions>]: ToolExecutionOptions[Name] | undefined };

function checkRetry(idempotent: unknown, retry: RetryOptions | undefined): void {
  if (idempotent !== undefined && typeof idempotent !== 'boolean') {
    throw new InvalidOptionError(`execution.idempotent has to be true or false, got ${quoteOption(idempotent)}`);
  }
  if (retry === undefined) return;
  checkNumberOption('execution.retry.maxAttempts', Object.hasOwn(retry, 'maxAttempts') ? retry.maxAttempts : null, 2);
  checkNumberOption('execution.retry.minDelayMs', retry.minDelayMs, 0);
  checkNumberOption('execution.retry.maxDelayMs', retry.maxDelayMs, 0);
  checkNumberOption('execution.retry.factor', retry.factor, 1);
  checkFunctionOption('execution.retry.when', retry.when);
  if (idempotent !== true) {
    throw new InvalidOptionError('execution.retry is for tools that may run twice with the same input: give execution.idempotent: true with it, if this one may');
  }
}

/**
 * Reads what a tool brings along, each option once: a getter that fails, or gives something else, the next time finds no call
 * half-way. Its author's mistake is the result of its calls, where an executor's option is thrown.
 *
 * @throws InvalidToolError
 */
export function readToolSettings(given: ToolExecutionOptions): ToolSettings {
  try {
    checkOptionNames(given, toolOptionNames, 'execution');
    const { mode, timeoutMs, totalTimeoutMs, maxConcurrency, exclusive, maxOutputBytes, fallback, idempotent, retry: givenRetry } = given;
    checkLimits({ timeoutMs, totalTimeoutMs, maxOutputBytes, fallback }, 'execution');
    checkNumberOption('execution.maxConcurrency', maxConcurrency, 1);
    checkNames('execution.mode', mode, false);
    checkNames('execution.exclusive', exclusive, true);
    const retry = givenRetry === undefined ? undefined : readRetryOptions(givenRetry);
    checkRetry(idempotent, retry);
    return { mode, timeoutMs, totalTimeoutMs, maxConcurrency, exclusive, maxOutputBytes, fallback, idempotent, retry };
  } catch (error) {
    throw new InvalidToolError(`the tool is not set up rightly: ${reasonMessage(error)}`, { cause: error });
  }
}

/** Inherited ones too. */
function readRetryOptions(given: RetryOptions): RetryOptions {
  checkOptionNames(given, retryOptionNames, 'execution.retry');
  const options: Partial<RetryOptions> = {};
  for (const name of retryOptionNames) {
    const value = given[name];
    if (value !== undefined) Object.assign(options, { [name]: value });
  }
  return options as RetryOptions; // as it was given: what it lacks is refused
}

function checkNames(name: string, value: unknown, orList: boolean): void {
  const valid =
    value === undefined ||
    typeof value === 'string' ||
    (orList && Array.isArray(value) && value.every((item) => typeof item === 'string'));
  if (!valid) throw new InvalidOptionError(`${name} has to be a name${orList ? ' or a list of names' : ''}, got ${quoteOption(value)}`);
}
