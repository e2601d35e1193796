import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { readFileSync } from 'node:fs';
import { recordedBatchNames } from './batch.ts';
import { modeNames } from './modes.ts';
import { UsageError } from './usage-error.ts';

/** What the command line asks for. */
export interface DemoOptions {
  /** Names or paths, at least one. */
  batches: string[];
  /** At least one; each once. */
  modes: string[];
  timeoutMs: number;
  json: boolean;
  list: boolean;
}

const longestTimeoutMs = 10 * 60_000;

/**
 * Reads the command line.
 *
 * @param words - without `node` and the script
 * @returns undefined if the line asked for help or the version, which then was written to standard output
 * @throws UsageError
 */
export function readOptions(words: readonly string[]): DemoOptions | undefined {
  const command = new Command('demo')
    .description('Runs recorded batches of model tool calls inline, one after another, in threads and in processes, and compares them.')
    .usage('[options]')
    .option('-b, --batch <file>', `a recorded batch (${recordedBatchNames().join(', ')}), a JSON file with a model's answer, or - for standard input; repeatable (default: all recorded ones)`, collect)
    .option('-m, --mode <mode>', `${modeNames.join(', ')} or all; repeatable (default: all)`, collectMode)
    .option('-t, --timeout <ms>', 'limit on the run of each call, in ms, where the tool brings none of its own', milliseconds, 10_000)
    .option('--json', 'write the results as JSON, and nothing else, to standard output')
    .option('-l, --list', 'list the recorded batches and the tools that a batch of your own can call')
    .version(readVersion(), '-v, --version', 'write the version')
    .helpOption('-h, --help', 'write this help')
    .addHelpText('after', '\nExit codes: 0 the batches ran, whatever became of their calls; 1 the demo itself failed; 2 a wrong flag or file; 130 Ctrl-C.')
    .allowExcessArguments()
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  try {
    // `pnpm demo -- --json` hands the two dashes on, as npm does not.
    command.parse(words[0] === '--' ? words.slice(1) : [...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    const reason = error.message.replace(/^error: /, '').replaceAll(/\s+/g, ' ').replace('invalid. ', 'invalid: ').replace(/\.$/, '');
    throw new UsageError(`${reason}; --help lists what there is`);
  }
  const [word] = command.args;
  if (word !== undefined) throw new UsageError(`the word "${word}" stands alone: give a batch with --batch and a mode with --mode`);
  // The options are declared above with these types.
  const { batch, mode, timeout, json, list } = command.opts<{ batch?: string[]; mode?: string[]; timeout: number; json?: boolean; list?: boolean }>();
  return { batches: batch ?? recordedBatchNames(), modes: mode ?? [...modeNames], timeoutMs: timeout, json: json ?? false, list: list ?? false };
}

function collect(value: string, previous: string[] = []): string[] {
  return previous.includes(value) ? previous : [...previous, value];
}

function collectMode(value: string, previous: string[] = []): string[] {
  if (value === 'all') return [...modeNames];
  if (!modeNames.includes(value)) throw new InvalidArgumentError(`The modes are ${modeNames.join(', ')} and all.`);
  return collect(value, previous);
}

function milliseconds(value: string): number {
  const parsed = Number(value);
  if (!Number.isInteger(parsed) || parsed < 1 || parsed > longestTimeoutMs) {
    throw new InvalidArgumentError(`It has to be a whole number from 1 to ${longestTimeoutMs}.`);
  }
  return parsed;
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
