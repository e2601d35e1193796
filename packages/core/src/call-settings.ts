import type { CallLimits } from './options.ts';
import type { ToolSettings } from './tool-settings.ts';
import type { ToolExecutionOptions } from './tool.ts';

type Settings = CallLimits & Omit<ToolExecutionOptions, 'mode' | 'idempotent'>;

/** What holds for a call: its tool's setting, else its batch's, else the executor's; undefined if none of them has it. */
export type CallSettings = { readonly [Name in keyof Required<Settings>]: Settings[Name] | undefined } & { readonly mode: string };

/** The settings of a batch, for calls whose tool has none. */
export function batchSettings(executor: CallLimits, batch: CallLimits, mode: string): CallSettings {
  return {
    mode,
    timeoutMs: batch.timeoutMs ?? executor.timeoutMs,
    queueTimeoutMs: batch.queueTimeoutMs ?? executor.queueTimeoutMs,
    totalTimeoutMs: batch.totalTimeoutMs ?? executor.totalTimeoutMs,
    maxOutputBytes: batch.maxOutputBytes ?? executor.maxOutputBytes,
    fallback: batch.fallback ?? executor.fallback,
    maxConcurrency: undefined,
    exclusive: undefined,
    retry: undefined,
  };
}

/** The settings of a call whose tool has some. Written out: to spread the two costs as much as the rest of a call. */
export function callSettings(batch: CallSettings, tool: ToolSettings): CallSettings {
  return {
    mode: tool.mode ?? batch.mode,
    timeoutMs: tool.timeoutMs ?? batch.timeoutMs,
    queueTimeoutMs: batch.queueTimeoutMs,
    totalTimeoutMs: tool.totalTimeoutMs ?? batch.totalTimeoutMs,
    maxOutputBytes: tool.maxOutputBytes ?? batch.maxOutputBytes,
    fallback: tool.fallback ?? batch.fallback,
    maxConcurrency: tool.maxConcurrency,
    exclusive: tool.exclusive,
    retry: tool.retry,
  };
}
