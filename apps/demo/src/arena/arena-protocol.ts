import type { ToolCall } from '@exec/core';

/**
 * An arena is a process that plays the part of the host: it runs one batch in one mode, and may hang or die of it.
 *
 * ```
 * demo                                            arena
 *   |-- ArenaJob, one JSON document on stdin ------->|
 *   |<- begun ---------------------------------------|  the clock of the comparison starts
 *   |<- beat | call-started | call-progress |        |  each written to descriptor 3 as a line of JSON, synchronously,
 *   |   call-settled, in any order ------------------|  so that what was written is not lost with the arena
 *   |<- done ----------------------------------------|  then the arena ends by itself
 *   |-- SIGKILL ------------------------------------>|  if it gave no sign of life, or no call moved, for too long
 * ```
 */
export interface ArenaJob {
  mode: string;
  /** Limit on the run of each call that brings none of its own, in ms. */
  timeoutMs: number;
  /** Their ids are their positions in the batch: a model may repeat its own. */
  calls: ToolCall[];
}

/** What became of a call that the executor settled. */
export interface SettledCall {
  status: 'ok' | 'error';
  /** The error's code, if there was one. */
  code?: string;
  worker?: string;
  queuedMs: number;
  runMs: number;
  /** The text for the model. */
  output: string;
}

/** `call` is the call's position in the batch, `atMs` the time since `begun`. */
export type ArenaMessage =
  | { type: 'begun' }
  | { type: 'beat'; atMs: number }
  | { type: 'call-started'; call: number }
  | { type: 'call-progress'; call: number; message: string }
  | { type: 'call-settled'; call: number; outcome: SettledCall }
  | { type: 'done'; atMs: number };
