import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';

/** Says that a tool in a thread started a child process, or that one has ended. */
export type ProcessNotice =
  | { readonly kind: 'process-started'; readonly pid: number }
  | { readonly kind: 'process-ended'; readonly pid: number };

/**
 * Tells of each child process that is started in this thread. A thread that is terminated leaves its child processes
 * running: the host has to end them, so it has to know them.
 *
 * Node announces a child process before it has a pid. The pid is caught as it is set, since the tool may never yield
 * after `spawn`. The synchronous functions (`execSync`) announce nothing; a thread in one is ended when that returns.
 */
export function announceProcesses(announce: (notice: ProcessNotice) => void): void {
  subscribe('child_process', (message) => {
    const { process: child } = message as { process: ChildProcess }; // the channel's documented message
    Object.defineProperty(child, 'pid', {
      configurable: true,
      enumerable: true,
      get: () => undefined,
      set: (pid: number | undefined) => {
        Object.defineProperty(child, 'pid', { value: pid, configurable: true, enumerable: true, writable: true });
        if (pid === undefined) return; // it could not be started
        announce({ kind: 'process-started', pid });
        child.once('exit', () => {
          announce({ kind: 'process-ended', pid });
        });
      },
    });
  });
}
