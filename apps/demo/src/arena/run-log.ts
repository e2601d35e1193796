import type { ToolCall } from '@exec/core';
import type { ArenaMessage, SettledCall } from './arena-protocol.ts';
import type { CallReport, HostFate } from './mode-run.ts';

/** Where a run is. */
export interface RunProgress {
  settled: number;
  calls: number;
  /** The last thing that a tool reported. */
  message: string | undefined;
}

/** Gathers what an arena tells, and what it did not come to tell. */
export class RunLog {
  /** When the arena began, by this process's clock. */
  begunAt: number | undefined;
  /** How long the batch took, by the arena's clock; undefined if it did not end. */
  doneAtMs: number | undefined;
  readonly beatsAtMs: number[] = [];
  readonly #calls: readonly ToolCall[];
  readonly #onProgress: (progress: RunProgress) => void;
  readonly #started = new Set<number>();
  readonly #settled = new Map<number, SettledCall>();

  constructor(calls: readonly ToolCall[], onProgress: (progress: RunProgress) => void) {
    this.#calls = calls;
    this.#onProgress = onProgress;
  }

  add(message: ArenaMessage): void {
    switch (message.type) {
      case 'begun':
        this.begunAt = performance.now();
        return;
      case 'beat':
        this.beatsAtMs.push(message.atMs);
        return;
      case 'call-started':
        this.#started.add(message.call);
        this.#tellProgress(`${this.#calls[message.call]?.name ?? ''} started`);
        return;
      case 'call-progress':
        this.#tellProgress(message.message);
        return;
      case 'call-settled':
        this.#settled.set(message.call, message.outcome);
        this.#tellProgress(undefined);
        return;
      case 'done':
        this.doneAtMs = message.atMs;
    }
  }

  /** A report for each call, in their order; those that the host took along are lost. */
  reports(mode: string, host: HostFate): CallReport[] {
    const output = `lost: the host ${host.fate === 'stuck' ? 'was stuck' : host.fate}`;
    return this.#calls.map(({ id, name }, call) => {
      const outcome = this.#settled.get(call);
      if (outcome !== undefined) return { id, name, mode, ...outcome };
      const started = this.#started.has(call);
      return { id, name, mode, status: 'lost', started, output };
    });
  }

  #tellProgress(message: string | undefined): void {
    this.#onProgress({ settled: this.#settled.size, calls: this.#calls.length, message });
  }
}
