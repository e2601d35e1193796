import type { ExecutionStrategy } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';

/** The modes under test and the strategies that an executor needs for them, besides inline. */
export const modes: readonly { readonly mode: string; readonly strategies: () => ExecutionStrategy[] }[] = [
  { mode: 'inline', strategies: () => [] },
  { mode: 'thread', strategies: () => [new ThreadStrategy({ maxWorkers: 2 })] },
  { mode: 'process', strategies: () => [new ProcessStrategy({ maxWorkers: 2 })] },
];
