import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { descendants } from './process-tree.ts';

/** A round that takes longer has hung. */
const limitMs = 60_000;

const script = fileURLToPath(new URL('./round.js', import.meta.url));
const canPin = spawnSync('taskset', ['--version']).status === 0;

export interface RoundRequest {
  scenario: string;
  contender: string;
  quick: boolean;
  oneCore: boolean;
}

/** Runs one round in a process of its own (round.ts), and ends that process and all that it started. */
export class RoundProcess {
  #child: ChildProcess | undefined;

  /** @throws Error if the round failed or hung; its message says why */
  async run({ scenario, contender, quick, oneCore }: RoundRequest): Promise<Record<string, number>> {
    const node = [process.execPath, script, scenario, contender, quick ? 'quick' : 'full'];
    const [command = '', ...words] = oneCore && canPin ? ['taskset', '-c', '0', ...node] : node;
    // A group of its own, so that one signal reaches the workers too.
    const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true });
    this.#child = child;
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { errors += text; });
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        timer = setTimeout(() => { reject(new Error(`no answer within ${limitMs / 1000} s`)); }, limitMs);
        // The round's only message.
        child.once('message', (values) => { resolve(values as Record<string, number>); });
        child.once('error', reject);
        child.once('exit', (code, signal) => {
          reject(new Error(`it ended with ${signal ?? `status ${code}`}: ${errors.trim().split('\n').slice(-12).join('\n')}`));
        });
      });
    } finally {
      clearTimeout(timer);
      await this.kill();
    }
  }

  /** Ends the round that runs, if any. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined) return;
    // Our own child processes lead groups of their own.
    const started = process.platform === 'linux' ? descendants(child.pid) : [];
    const gone = child.exitCode === null && child.signalCode === null ? new Promise((resolve) => { child.once('exit', resolve); }) : undefined;
    for (const pid of [-child.pid, ...started]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It is gone.
      }
    }
    await gone;
  }
}
