import { InvalidOptionError, checkNumberOption, checkOptionNames, longestTimerMs, optionNames, quoteOption } from '@exec/core';
import type { CaptureRule } from '@exec/serialize';
import { availableParallelism } from 'node:os';

/** Options that every strategy with a pool of workers has. */
export interface WorkerPoolOptions {
  /**
   * The word that selects the strategy, for two pools of one kind in one executor, e.g. `'sandbox'` for one with other limits.
   * Default: the word of its kind, `'thread'` or `'process'`.
   */
  mode?: string;
  /** Workers that are kept even if there is nothing to do; they are started with the strategy. Default: 1. */
  minWorkers?: number;
  /** Workers at the same time at most. Default: as many as the machine has processors, and at least `minWorkers`. */
  maxWorkers?: number;
  /**
   * Calls that overlap in one worker at most. Only calls of tools that have completed cleanly and quickly before overlap;
   * any other call has its worker to itself. Default: 512.
   */
  concurrencyPerWorker?: number;
  /**
   * A worker that was sent so many calls gets no more, ends after its last one, and is replaced then (`worker-stopped` with `'retired'`):
   * what tools leak is bounded so. Calls that come meanwhile go to other workers, or wait. One that was taken back before it began
   * counts too. Default: `Infinity`.
   */
  maxCallsPerWorker?: number;
  /** A worker beyond `minWorkers` ends after so long without a call, in ms. Default: 30 000. */
  idleTimeoutMs?: number;
  /** How long a tool may take to end by itself after its `abortSignal`, in ms; then its worker is killed. Default: 250. */
  graceMs?: number;
  /** How long a worker may take to start, and a tool's function to load in it, in ms. Default: 10 000. */
  startTimeoutMs?: number;
  /**
   * What must not leave with a tool's function: a name of variables, members, #private fields and keys of a Map, or a class. A tool that
   * leads to it is NOT_TRANSPORTABLE. What a module's export holds stays where it is anyway. Default: none.
   */
  deny?: readonly CaptureRule[];
  /** The same, but `undefined` arrives in the place of the value. Default: none. */
  redact?: readonly CaptureRule[];
}

/** The same, complete and valid. */
export type PoolSettings = Readonly<Required<Omit<WorkerPoolOptions, 'mode'>>> & { readonly mode: string | undefined };

const poolOptionNames = optionNames<WorkerPoolOptions>({
  mode: true,
  minWorkers: true,
  maxWorkers: true,
  concurrencyPerWorker: true,
  maxCallsPerWorker: true,
  idleTimeoutMs: true,
  graceMs: true,
  startTimeoutMs: true,
  deny: true,
  redact: true,
});

/**
 * @param owner - the name of the class that takes the options, for messages
 * @param ownNames - names of the options that the class has beside these
 * @throws InvalidOptionError that names the option, its value and the value's type
 */
export function poolSettings(options: WorkerPoolOptions, owner: string, ownNames: readonly string[] = []): PoolSettings {
  checkOptionNames(options, [...poolOptionNames, ...ownNames], owner);
  const name = (option: string): string => `${owner}.${option}`;
  if (options.mode !== undefined && (typeof options.mode !== 'string' || options.mode === '')) {
    throw new InvalidOptionError(`${name('mode')} has to be a word, got ${quoteOption(options.mode)}`);
  }
  checkCount(name('minWorkers'), options.minWorkers, 0);
  checkCount(name('maxWorkers'), options.maxWorkers, 1);
  checkCount(name('concurrencyPerWorker'), options.concurrencyPerWorker, 1);
  if (options.maxCallsPerWorker !== Infinity) checkCount(name('maxCallsPerWorker'), options.maxCallsPerWorker, 1);
  checkNumberOption(name('idleTimeoutMs'), options.idleTimeoutMs, 0);
  checkNumberOption(name('graceMs'), options.graceMs, 0);
  checkNumberOption(name('startTimeoutMs'), options.startTimeoutMs, 1);
  checkRules(name('deny'), options.deny);
  checkRules(name('redact'), options.redact);
  const { minWorkers, maxWorkers } = options;
  if (minWorkers !== undefined && maxWorkers !== undefined && minWorkers > maxWorkers) {
    throw new InvalidOptionError(`${name('minWorkers')} (${minWorkers}) must not be greater than maxWorkers (${maxWorkers})`);
  }
  return {
    mode: options.mode,
    minWorkers: minWorkers ?? 1,
    maxWorkers: maxWorkers ?? Math.max(availableParallelism(), minWorkers ?? 1),
    concurrencyPerWorker: options.concurrencyPerWorker ?? 512,
    maxCallsPerWorker: options.maxCallsPerWorker ?? Infinity,
    idleTimeoutMs: timerMs(options.idleTimeoutMs ?? 30_000),
    graceMs: timerMs(options.graceMs ?? 250),
    startTimeoutMs: timerMs(options.startTimeoutMs ?? 10_000),
    deny: options.deny ?? [],
    redact: options.redact ?? [],
  };
}

function checkRules(name: string, value: unknown): void {
  if (value === undefined || (Array.isArray(value) && value.every((rule) => typeof rule === 'string' || typeof rule === 'function'))) return;
  throw new InvalidOptionError(`${name} has to be a list of names and classes, got ${quoteOption(value)}`);
}

/** Checks a list of command line options of Node. @throws InvalidOptionError */
export function checkArgumentsOption(name: string, value: unknown): void {
  if (value === undefined || (Array.isArray(value) && value.every((argument) => typeof argument === 'string'))) return;
  throw new InvalidOptionError(`${name} has to be a list of strings, got ${quoteOption(value)}`);
}

function checkCount(name: string, value: unknown, minimum: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= minimum)) return;
  throw new InvalidOptionError(`${name} has to be a whole number of at least ${minimum}, got ${quoteOption(value)}`);
}

/** A longer time is the longest that Node's timers take. */
function timerMs(durationMs: number): number {
  return Math.min(durationMs, longestTimerMs);
}
