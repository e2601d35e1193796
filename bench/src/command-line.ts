import { Command, CommanderError, InvalidArgumentError } from 'commander';

/** A command whose faults end in `parse` with one line on standard error and exit code 2. */
export function command(name: string, description: string): Command {
  return new Command(name).description(description).helpOption('-h, --help', 'write this help').exitOverride();
}

/** @param words - without `node` and the script */
export function parse(of: Command, words: readonly string[]): void {
  try {
    // `pnpm bench -- --quick` hands the two dashes on.
    of.parse(words[0] === '--' ? words.slice(1) : [...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exit(error.exitCode === 0 ? 0 : 2);
  }
}

export function positive(value: string): number {
  const parsed = Number(value);
  if (!(parsed > 0) || !Number.isFinite(parsed)) throw new InvalidArgumentError('It has to be a number above 0.');
  return parsed;
}
