import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Readable } from 'node:stream';
import type { ToolCall } from '@exec/core';
import type { ArenaJob, ArenaMessage } from './arena-protocol.ts';
import { countBeats } from './heartbeat.ts';
import { LivenessWatch } from './liveness-watch.ts';
import type { HostFate, ModeRun } from './mode-run.ts';
import { RunLog } from './run-log.ts';
import type { RunProgress } from './run-log.ts';
import { webApiVariable } from '../tools/web-api.ts';

const entry = fileURLToPath(new URL('../../dist/arena/arena.js', import.meta.url));

/** Options of {@link runInArena}. */
export interface ArenaOptions {
  mode: string;
  /** Limit on the run of each call that brings none of its own, in ms. */
  timeoutMs: number;
  /** Address of the web server that the tools ask. */
  webApiUrl: string;
  /** Ends the host and its workers. */
  signal: AbortSignal;
  onProgress?: (progress: RunProgress) => void;
}

/**
 * Runs a batch in one mode, in a host of its own, and tells what became of the calls and of the host.
 *
 * @throws the signal's reason, after the host is gone; Error if the host could not be started or broke before its first call
 */
export async function runInArena(calls: readonly ToolCall[], options: ArenaOptions): Promise<ModeRun> {
  const { mode, timeoutMs, webApiUrl, signal, onProgress } = options;
  signal.throwIfAborted();
  const job: ArenaJob = { mode, timeoutMs, calls: calls.map((call, position) => ({ ...call, id: String(position) })) };
  const host = spawn(process.execPath, [entry], {
    // What tools print goes to stderr: stdout belongs to the report.
    stdio: ['pipe', process.stderr, process.stderr, 'pipe'],
    env: { ...process.env, [webApiVariable]: webApiUrl },
  });
  const closed = new Promise<{ exitCode: number | null; signal: string | null }>((resolve, reject) => {
    host.once('error', reject);
    host.once('close', (exitCode, exitSignal) => {
      resolve({ exitCode, signal: exitSignal });
    });
  });
  const log = new RunLog(calls, onProgress ?? (() => undefined));
  const watch = new LivenessWatch(host, timeoutMs);
  const onAbort = (): void => {
    watch.end();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  // A host that dies before it has read its job breaks the pipe; `closed` tells of the death.
  host.stdin?.on('error', () => undefined).end(JSON.stringify(job));
  // The type of stdio[3] leaves open which way it flows; 'pipe' makes it a duplex stream.
  createInterface({ input: host.stdio[3] as Readable }).on('line', (line) => {
    const message = JSON.parse(line) as ArenaMessage; // the arena wrote it
    watch.sign(message.type !== 'beat');
    log.add(message);
  });
  try {
    const exit = await closed;
    signal.throwIfAborted();
    if (log.begunAt === undefined) {
      const end = exit.signal ?? `exit code ${exit.exitCode}`;
      throw new Error(`the host for mode "${mode}" ended before its first call (${end}); what it said is above`);
    }
    const fate = fateOf(log, watch, exit);
    const wallMs = log.doneAtMs ?? performance.now() - log.begunAt;
    return { mode, wallMs, heartbeat: countBeats(log.beatsAtMs, wallMs), host: fate, results: log.reports(mode, fate) };
  } finally {
    watch.stop();
    signal.removeEventListener('abort', onAbort);
  }
}

function fateOf(log: RunLog, watch: LivenessWatch, exit: { exitCode: number | null; signal: string | null }): HostFate {
  if (log.doneAtMs !== undefined) return { fate: 'survived' };
  return watch.killedFor ?? { fate: 'died', ...exit };
}
