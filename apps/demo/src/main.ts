#!/usr/bin/env node
import { runDemo } from './demo.ts';
import { UsageError } from './usage-error.ts';

/** How a shell reports a command that a signal ended: 128 and the signal's number. */
const signalExitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

const stop = new AbortController();
let stoppedBy: keyof typeof signalExitCodes | undefined;
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stoppedBy ??= signal;
    stop.abort(new Error(`stopped by ${signal}`));
  });
}
// Whoever reads our output may stop reading, as `head` does: then there is no one to run for.
process.stdout.on('error', () => {
  stop.abort();
});

try {
  await runDemo(process.argv.slice(2), stop.signal);
} catch (error) {
  if (stoppedBy !== undefined) {
    process.exitCode = signalExitCodes[stoppedBy];
  } else if (error instanceof UsageError) {
    process.stderr.write(`demo: ${error.message}\n`);
    process.exitCode = 2;
  } else if (!stop.signal.aborted) {
    process.stderr.write(`demo: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}
