import { checkNumberOption, checkOptionNames, optionNames, readOptions } from '@exec/core';
import { AdvisedStarts, WorkerPoolStrategy, checkArgumentsOption, environmentVariables, poolSettings } from '@exec/worker';
import type { WorkerEnvironment, WorkerKind, WorkerPoolOptions } from '@exec/worker';
import { inheritableArguments, inheritableNodeOptions } from './child-arguments.ts';
import { permissionArguments } from './permissions.ts';
import type { ProcessPermissions } from './permissions.ts';
import { ProcessWireFactory } from './process-wire.ts';
import { checkedDirectory, startAdvice } from './start-options.ts';

/** Limits of each child's JavaScript heap, in MB. A tool that exceeds them ends its process. */
export interface ProcessResourceLimits {
  maxOldGenerationSizeMb?: number;
  maxYoungGenerationSizeMb?: number;
}

/** Options of {@link ProcessStrategy}. */
export interface ProcessStrategyOptions extends WorkerPoolOptions {
  resourceLimits?: ProcessResourceLimits;
  /** Environment of the children: the host's (`'inherit'`), some of it, or another. Default: `'inherit'`. */
  env?: WorkerEnvironment;
  /** Options of Node for the children. Default: those of the host that make sense for them. */
  execArgv?: readonly string[];
  /**
   * What tools may do; whatever is not granted is denied, and calls never fall back to a strategy without such limits.
   * Default: all that the host may do.
   */
  permissions?: ProcessPermissions;
  /** Working directory of the children: a path, or a `file:` URL. It has to exist. Default: that of the host when the child starts. */
  cwd?: string | URL;
}

/**
 * Runs calls in child processes: whatever a tool does to its process (exit, a fault in native code, a kill, an exhausted
 * heap), the host lives; that call is lost, and those that wait for something in that process. A call that is stopped takes
 * all processes that it started along, except those that made themselves leaders of a session (`detached: true`). Children end with the host, by `kill -9` too; on
 * Windows those in an endless loop stay behind then.
 */
export class ProcessStrategy extends WorkerPoolStrategy {
  /** @throws InvalidOptionError if an option has a wrong value */
  constructor(options: ProcessStrategyOptions = {}) {
    super(readOptions('an option of ProcessStrategy', () => processKind(options)));
  }
}

function processKind(options: ProcessStrategyOptions): WorkerKind {
  const settings = poolSettings(options, 'ProcessStrategy', ownNames);
  const { resourceLimits, env, permissions, execArgv } = options;
  if (resourceLimits !== undefined) checkLimits(resourceLimits);
  checkArgumentsOption('ProcessStrategy.execArgv', execArgv);
  const cwd = checkedDirectory('ProcessStrategy.cwd', options.cwd);
  const factory = new ProcessWireFactory({
    execArgv: [
      ...(execArgv ?? inheritableArguments(process.execArgv)),
      ...limitArguments(resourceLimits ?? {}),
      ...(permissions === undefined ? [] : permissionArguments(permissions)),
    ],
    env: childEnvironment(env === undefined ? 'inherit' : env),
    cwd,
  });
  return {
    mode: 'process',
    isolation: 'process',
    restricted: permissions !== undefined,
    settings,
    factory: new AdvisedStarts(factory, (exit) => startAdvice(exit, { execArgv, env, resourceLimits, permissions }, cwd)),
  };
}

const ownNames = optionNames<Omit<ProcessStrategyOptions, keyof WorkerPoolOptions>>({ resourceLimits: true, env: true, permissions: true, execArgv: true, cwd: true });
const limitNames = optionNames<ProcessResourceLimits>({ maxOldGenerationSizeMb: true, maxYoungGenerationSizeMb: true });

function checkLimits(limits: ProcessResourceLimits): void {
  checkOptionNames(limits, limitNames, 'ProcessStrategy.resourceLimits');
  for (const name of limitNames) checkNumberOption(`ProcessStrategy.resourceLimits.${name}`, limits[name], 1);
}

function limitArguments({ maxOldGenerationSizeMb, maxYoungGenerationSizeMb }: ProcessResourceLimits): string[] {
  return [
    ...(maxOldGenerationSizeMb === undefined ? [] : [`--max-old-space-size=${Math.ceil(maxOldGenerationSizeMb)}`]),
    // V8's young generation is three semi-spaces.
    ...(maxYoungGenerationSizeMb === undefined ? [] : [`--max-semi-space-size=${Math.ceil(maxYoungGenerationSizeMb / 3)}`]),
  ];
}

function childEnvironment(env: WorkerEnvironment): NodeJS.ProcessEnv {
  const variables = environmentVariables(env, 'ProcessStrategy.env');
  if (variables['NODE_OPTIONS'] !== undefined) variables['NODE_OPTIONS'] = inheritableNodeOptions(variables['NODE_OPTIONS']);
  return variables;
}
