import { WorkerCrashedError } from '@exec/core';
import { decodeThrown, thrownText } from '../error-codec.ts';
import type { EncodedThrown } from '../error-codec.ts';
import type { WireExit } from '../wire.ts';

/** The error for calls of a worker that ended; says how, for whoever has to find out why. */
export function crashError(worker: string, exit: WireExit): WorkerCrashedError {
  const { exitCode, signal, outOfMemory, error } = exit;
  return new WorkerCrashedError(`${worker} ended while it was in use: ${manner(exit)}`, {
    ...(exitCode !== undefined && { exitCode }),
    ...(signal !== undefined && { signal }),
    ...(outOfMemory !== undefined && { outOfMemory }),
    ...(error !== undefined && { cause: error }),
  });
}

/** The error for the call that an error came from which nobody caught. */
export function uncaughtError(worker: string, thrown: EncodedThrown): WorkerCrashedError {
  return new WorkerCrashedError(`an error that nobody caught ended ${worker}: ${thrownText(thrown)}`, { cause: decodeThrown(thrown) });
}

/** The error for a worker whose event loop did not turn any more after a call had returned. */
export function blockedError(worker: string, functionName = ''): WorkerCrashedError {
  const culprit = functionName === '' ? 'a function' : `the function "${functionName}"`;
  return new WorkerCrashedError(`${worker} was terminated: ${culprit} blocked it after its call had returned`);
}

/** The error for a worker that ended before it took calls. */
export function startError(worker: string, exit: WireExit): Error {
  const { error: cause, advice, outOfMemory } = exit;
  const how = outOfMemory === true ? 'it ran out of memory' : manner(exit);
  return new Error(`${worker} ended before it took calls: ${how}${advice === undefined ? '' : `. ${advice}`}`, cause && { cause });
}

function manner(exit: WireExit): string {
  if (exit.outOfMemory === true) {
    return 'it ran out of memory. Raise resourceLimits.maxOldGenerationSizeMb, or have the tool hold less at a time';
  }
  if (exit.error !== undefined) return exit.error.message;
  if (exit.signal !== undefined) return `it was killed by ${exit.signal}`;
  return `it exited with code ${exit.exitCode ?? 'unknown'}`;
}
