import { checkNumberOption, checkOptionNames, optionNames, readOptions } from '@exec/core';
import { AdvisedStarts, WorkerPoolStrategy, checkArgumentsOption, environmentVariables, poolSettings } from '@exec/worker';
import type { WireExit, WorkerEnvironment, WorkerKind, WorkerPoolOptions } from '@exec/worker';
import type { ResourceLimits } from 'node:worker_threads';
import { ThreadWireFactory } from './thread-wire.ts';

/** Options of {@link ThreadStrategy}. */
export interface ThreadStrategyOptions extends WorkerPoolOptions {
  /**
   * Limits of each thread's heap and stack, as Node's `Worker` takes them. A tool that exceeds them ends its thread.
   * `maxYoungGenerationSizeMb` is 24 unless it is given: with more, V8 may abort the host instead. `stackSizeMb` is 0.25 and
   * `maxOldGenerationSizeMb` 4 at least: with less than Node itself needs, the thread ends the host as it starts.
   */
  resourceLimits?: ResourceLimits;
  /** `process.env` in the threads: a copy of the host's (`'inherit'`), of some of it, or another. Default: `'inherit'`. */
  env?: WorkerEnvironment;
  /**
   * Options of Node for the threads, e.g. `['--import', FILE]`. Default: those of the host. On Node 20 threads do not get the loader of
   * `tsx` from it: FILE has to call `register()` of `tsx/esm/api`.
   */
  execArgv?: readonly string[];
}

/**
 * Node ends a thread at the limit of its heap, and grants it 16 MB more until it has ended. One collection of the young
 * generation can move all of that generation's survivors into the old one: if that is more, V8 aborts the whole process
 * (https://github.com/nodejs/node/issues/47224). V8's own default of 48 MB is too much for that.
 */
const maxYoungGenerationSizeMb = 24;

/**
 * Runs calls in worker threads: a loop that never ends is stopped by ending its thread, and a thread that runs out of
 * memory bit by bit, or exits, takes its own call along, and those that wait for something in that thread. The threads share
 * the host's process: what kills a process (a fault in native code, `process.kill(process.pid)`) kills the host; use `@exec/process` for such tools. Child processes that a tool
 * started in a thread are killed with it, but not those that these started in turn.
 */
export class ThreadStrategy extends WorkerPoolStrategy {
  /** @throws InvalidOptionError if an option has a wrong value */
  constructor(options: ThreadStrategyOptions = {}) {
    super(readOptions('an option of ThreadStrategy', () => threadKind(options)));
  }
}

function threadKind(options: ThreadStrategyOptions): WorkerKind {
  const settings = poolSettings(options, 'ThreadStrategy', ownNames);
  const { resourceLimits, env = 'inherit', execArgv } = options;
  if (resourceLimits !== undefined) checkLimits(resourceLimits);
  checkArgumentsOption('ThreadStrategy.execArgv', execArgv);
  const factory = new ThreadWireFactory({
    resourceLimits: { maxYoungGenerationSizeMb, ...resourceLimits },
    // Node copies the host's variables itself.
    env: env === 'inherit' ? undefined : environmentVariables(env, 'ThreadStrategy.env'),
    execArgv: execArgv === undefined ? undefined : [...execArgv],
  });
  return {
    mode: 'thread',
    isolation: 'thread',
    settings,
    factory: new AdvisedStarts(factory, (exit) => startAdvice(exit, resourceLimits, execArgv)),
  };
}

const ownNames = optionNames<Omit<ThreadStrategyOptions, keyof WorkerPoolOptions>>({ resourceLimits: true, env: true, execArgv: true });

/** Those that Node has; a name that it does not know it would pass over, and run without the limit. */
const limitNames = optionNames<ResourceLimits>({
  maxYoungGenerationSizeMb: true,
  maxOldGenerationSizeMb: true,
  codeRangeSizeMb: true,
  stackSizeMb: true,
});

/**
 * With less the thread ends the host as it starts: Node keeps 0.19 MB of a stack for itself; an old generation of 1 or 2 MB did so on
 * Node 22, 24 and 26. A thread started with 12 MB on all of them.
 */
const leastLimits: ResourceLimits = { stackSizeMb: 0.25, maxOldGenerationSizeMb: 4 };

function checkLimits(limits: ResourceLimits): void {
  checkOptionNames(limits, limitNames, 'ThreadStrategy.resourceLimits');
  for (const name of limitNames) checkNumberOption(`ThreadStrategy.resourceLimits.${name}`, limits[name], leastLimits[name] ?? 0);
}

function startAdvice({ outOfMemory, error }: WireExit, resourceLimits: ResourceLimits | undefined, execArgv: readonly string[] | undefined): string | undefined {
  if (resourceLimits !== undefined && (outOfMemory === true || error instanceof RangeError)) {
    return `ThreadStrategy.resourceLimits may be too small for a thread to start: ${JSON.stringify(resourceLimits)}`;
  }
  if (execArgv !== undefined && execArgv.length > 0) return `Look at ThreadStrategy.execArgv: ${JSON.stringify(execArgv)}`;
  return undefined;
}
