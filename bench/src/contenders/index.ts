import type { Contender } from './contender.ts';

/**
 * Each peer with its defaults and with the settings that were fastest for it, by measurement, among those that it
 * documents. The best of them counts.
 */
export const contenders: readonly Contender[] = [
  { name: 'inline', kind: 'inline', role: 'bare', module: 'inline', overlaps: true },
  // What the executor costs without any worker: no strategy can be faster.
  { name: '@exec/core, inline', kind: 'inline', role: 'ours', module: 'exec', settings: { mode: 'inline' } },

  { name: '@exec/thread', kind: 'thread', role: 'ours', module: 'exec', settings: { mode: 'thread' }, overlaps: true, quick: true },
  { name: 'piscina', kind: 'thread', role: 'peer', module: 'piscina' },
  { name: 'piscina, 100 at once', tuned: true, kind: 'thread', role: 'peer', module: 'piscina', settings: { concurrentTasksPerWorker: 100, atomics: 'disabled', recordTiming: false, fixedQueue: true } },
  { name: 'piscina, 500 at once', tuned: true, kind: 'thread', role: 'peer', module: 'piscina', settings: { concurrentTasksPerWorker: 500, atomics: 'disabled', recordTiming: false, fixedQueue: true }, overlaps: true, quick: true },
  { name: 'tinypool threads', kind: 'thread', role: 'peer', module: 'tinypool', settings: { runtime: 'worker_threads' } },
  { name: 'tinypool threads, 500 at once', tuned: true, kind: 'thread', role: 'peer', module: 'tinypool', settings: { runtime: 'worker_threads', concurrentTasksPerWorker: 500 }, overlaps: true, quick: true },
  { name: 'workerpool threads', kind: 'thread', role: 'peer', module: 'workerpool', settings: { workerType: 'thread' } },
  { name: 'poolifier threads', kind: 'thread', role: 'peer', module: 'poolifier', settings: { kind: 'thread' }, overlaps: true, quick: true },
  { name: 'jest-worker threads', kind: 'thread', role: 'peer', module: 'jest-worker', settings: { enableWorkerThreads: true } },
  { name: 'bare Worker', kind: 'thread', role: 'bare', module: 'bare-thread', overlaps: true, quick: true },

  { name: '@exec/process', kind: 'process', role: 'ours', module: 'exec', settings: { mode: 'process' }, overlaps: true, quick: true },
  { name: 'tinypool processes', kind: 'process', role: 'peer', module: 'tinypool', settings: { runtime: 'child_process' }, losesBytes: true },
  { name: 'tinypool processes, 500 at once', tuned: true, kind: 'process', role: 'peer', module: 'tinypool', settings: { runtime: 'child_process', concurrentTasksPerWorker: 500 }, overlaps: true, losesBytes: true, quick: true },
  { name: 'workerpool processes', kind: 'process', role: 'peer', module: 'workerpool', settings: { workerType: 'process' }, losesBytes: true },
  { name: 'workerpool processes, advanced', tuned: true, kind: 'process', role: 'peer', module: 'workerpool', settings: { workerType: 'process', forkOpts: { serialization: 'advanced' } } },
  { name: 'poolifier cluster', kind: 'process', role: 'peer', module: 'poolifier', settings: { kind: 'process' }, overlaps: true, losesBytes: true, quick: true },
  { name: 'poolifier cluster, advanced', tuned: true, kind: 'process', role: 'peer', module: 'poolifier', settings: { kind: 'process', serialization: 'advanced' }, overlaps: true },
  { name: 'jest-worker processes', kind: 'process', role: 'peer', module: 'jest-worker', settings: { enableWorkerThreads: false } },
  { name: 'bare fork, JSON', kind: 'process', role: 'bare', module: 'bare-fork', settings: { serialization: 'json' }, overlaps: true, losesBytes: true, quick: true },
  { name: 'bare fork, advanced', tuned: true, kind: 'process', role: 'bare', module: 'bare-fork', settings: { serialization: 'advanced' }, overlaps: true },
];
