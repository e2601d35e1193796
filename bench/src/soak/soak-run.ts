import type { Executor, ToolCallResult } from '@exec/core';
import { appendFileSync } from 'node:fs';
import { Random } from './random.ts';
import { expectedOutcome, faultsOf, harmlessTools, soakTools } from './tools.ts';
import type { SoakToolName } from './tools.ts';

/** Files with an id a line. */
export interface IdFiles {
  /** Calls that began, written by the tools. */
  begun: string;
  /** Calls whose result was `ok`. */
  completed: string;
}

/** A batch that takes longer has lost a call: each call is stopped, or ends, within a second or so. */
const patienceMs = 60_000;

/** Batches of random tools with random faults, and what of their results is wrong. */
export class SoakRun {
  readonly violations: string[] = [];
  readonly outcomes: Record<string, number> = {};
  calls = 0;
  results = 0;
  readonly #executor: Executor;
  readonly #random: Random;
  readonly #files: IdFiles;

  constructor(executor: Executor, seed: number, files: IdFiles) {
    this.#executor = executor;
    this.#random = new Random(seed);
    this.#files = files;
  }

  /** Runs one batch in a random mode. Resolves when it is checked. */
  async batch(): Promise<void> {
    const random = this.#random;
    const mode = random.pick(['thread', 'process', 'inline']);
    // The mode of a batch is the executor's when it is submitted, whatever it is set to later.
    this.#executor.setExecutionMode(mode);
    const calls = Array.from({ length: random.between(1, 60) }, () => {
      const name = random.chance(0.03) ? random.pick(faultsOf[mode] ?? []) : random.pick(harmlessTools);
      return { id: `call_${this.calls++}`, name };
    });
    const cancelAfterMs = random.chance(0.15) ? random.between(0, 200) : undefined;
    const signal = cancelAfterMs === undefined ? undefined : new AbortController();
    const cancelTimer = setTimeout(() => signal?.abort(), cancelAfterMs);
    const running = this.#executor.run(
      soakTools,
      calls.map(({ id, name }) => ({ id, name, arguments: JSON.stringify({ id, file: this.#files.begun }) })),
      signal === undefined ? {} : { signal: signal.signal },
    );
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => { patience = setTimeout(() => { resolve(undefined); }, patienceMs); });
    const results = await Promise.race([running, late]);
    clearTimeout(patience);
    clearTimeout(cancelTimer);
    if (results === undefined) {
      this.violations.push(`${mode}: a batch of ${calls.length} calls from ${calls[0]?.id} had no results after ${patienceMs / 1000} s: ${calls.map(({ name }) => name).join(' ')}`);
      return;
    }
    this.results += results.length;
    if (results.length !== calls.length) this.violations.push(`${mode}: ${calls.length} calls had ${results.length} results`);
    calls.forEach((call, index) => { this.#check(call, results[index], mode, signal?.signal.aborted === true); });
    const completed = results.filter(({ status }) => status === 'ok').map(({ id }) => `${id}\n`);
    appendFileSync(this.#files.completed, completed.join(''));
  }

  #check(call: { id: string; name: SoakToolName }, result: ToolCallResult | undefined, mode: string, cancelled: boolean): void {
    const outcome = result === undefined ? 'missing' : result.status === 'ok' ? 'ok' : result.error.code;
    const key = `${mode} ${call.name} ${outcome}`;
    this.outcomes[key] = (this.outcomes[key] ?? 0) + 1;
    const wrong =
      result?.id !== call.id ||
      result.mode !== mode ||
      (outcome !== expectedOutcome[call.name] && !(cancelled && outcome === 'CANCELLED')) ||
      (result.status === 'ok' && result.output !== call.id);
    if (wrong) this.violations.push(`${call.id} (${call.name}, ${mode}${cancelled ? ', batch cancelled' : ''}) came back as ${result?.id}, ${result?.mode}: ${outcome}, ${result?.output}`);
  }
}
