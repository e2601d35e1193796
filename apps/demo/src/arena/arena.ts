// Entry: the process that plays the host. See arena-protocol.ts for its messages.
import { Executor } from '@exec/core';
import type { ToolCallResult } from '@exec/core';
import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { catalogue } from '../catalogue.ts';
import { makeStrategy } from '../modes.ts';
import type { ArenaJob, ArenaMessage, SettledCall } from './arena-protocol.ts';
import { startHeartbeat } from './heartbeat.ts';
import { endWithParent } from './parent-watch.ts';

const reportDescriptor = 3;

function tell(message: ArenaMessage): void {
  writeSync(reportDescriptor, `${JSON.stringify(message)}\n`);
}

function settled(result: ToolCallResult): SettledCall {
  return {
    status: result.status,
    ...(result.status === 'error' && { code: result.error.code }),
    ...(result.worker !== undefined && { worker: result.worker }),
    queuedMs: result.queuedMs,
    runMs: result.runMs,
    output: result.output,
  };
}

endWithParent();
const job = JSON.parse(await text(process.stdin)) as ArenaJob; // the demo wrote it
// No fallback: the comparison is of modes, so a call runs in its own or not at all.
const executor = new Executor({
  strategies: [makeStrategy(job.mode)],
  mode: job.mode,
  fallback: false,
  timeoutMs: job.timeoutMs,
  shutdownTimeoutMs: 100,
});

// Ctrl-C reaches the arena as well, being in the terminal's group; the demo then ends it with SIGTERM.
process.on('SIGINT', () => undefined);
process.once('SIGTERM', () => {
  void executor.shutdown().finally(() => process.exit());
});

const startedAt = performance.now();
const elapsedMs = (): number => performance.now() - startedAt;
const stopHeartbeat = startHeartbeat(() => {
  tell({ type: 'beat', atMs: elapsedMs() });
});
executor.on('call-started', ({ id }) => {
  tell({ type: 'call-started', call: Number(id) });
});
tell({ type: 'begun' });
await executor.run(catalogue, job.calls, {
  onProgress: ({ id, name, message }) => {
    tell({ type: 'call-progress', call: Number(id), message: `${name}: ${message ?? ''}` });
  },
  onResult: (result) => {
    tell({ type: 'call-settled', call: Number(result.id), outcome: settled(result) });
  },
});
stopHeartbeat();
tell({ type: 'done', atMs: elapsedMs() });
await executor.shutdown();
