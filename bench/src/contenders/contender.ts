import type { ToolCall } from '@exec/core';

/** The isolation that a contender buys: what is compared is of one kind. */
export type ContenderKind = 'inline' | 'thread' | 'process';

/** `bare` is the transport without a pool: no routing, no errors, no recovery. It bounds what a pool can reach. */
export type ContenderRole = 'ours' | 'peer' | 'bare';

/** Two workers, whoever they belong to. */
export const workerCount = 2;

/** A pool that stands and takes calls. Every contender is measured through this, and nothing else of it. */
export interface OpenPool {
  /** Runs calls that are submitted at once. @returns their results as text, in the order of the calls */
  batch(calls: readonly ToolCall[]): Promise<string[]>;
  /** Runs one call. Rejects if it failed. */
  call(call: ToolCall): Promise<string>;
  /** Runs one call whose input and result are values, not JSON. */
  value(name: string, input: unknown): Promise<unknown>;
  close(): Promise<unknown>;
}

/** What the module of a contender exports. */
export interface ContenderModule {
  open(settings: Record<string, unknown>): OpenPool;
}

/** One product with one choice of settings. */
export interface Contender {
  /** Unique; what a table shows. */
  name: string;
  kind: ContenderKind;
  role: ContenderRole;
  /** The file beside this one that adapts it. */
  module: string;
  settings?: Record<string, unknown>;
  /** Not the product's defaults: measured where its settings could matter. */
  tuned?: true;
  /** Calls of one worker overlap, so that calls that wait do not wait for each other. */
  overlaps?: true;
  /** Large values go through JSON, which turns a Uint8Array into an object with a key for each byte. */
  losesBytes?: true;
  /** Takes part in `--quick`. */
  quick?: true;
}
