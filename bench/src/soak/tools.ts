import type { Tool } from '@exec/core';
import * as functions from './tool-functions.ts';

export type SoakToolName = keyof typeof functions;

const timeoutMs = 300;

export const soakTools: Record<SoakToolName, Tool> = {
  answer: { execute: functions.answer },
  wait: { execute: functions.wait },
  compute: { execute: functions.compute },
  fail: { execute: functions.fail },
  exit: { execute: functions.exit },
  hang: { execute: functions.hang, execution: { timeoutMs } },
  exhaust: { execute: functions.exhaust },
  kill: { execute: functions.kill },
};

/** What each tool's result has to be, unless its call was cancelled: the status, or the code of the error. */
export const expectedOutcome: Record<SoakToolName, string> = {
  answer: 'ok',
  wait: 'ok',
  compute: 'ok',
  fail: 'TOOL_ERROR',
  exit: 'WORKER_CRASHED',
  hang: 'TIMEOUT',
  exhaust: 'WORKER_CRASHED',
  kill: 'WORKER_CRASHED',
};

export const harmlessTools: readonly SoakToolName[] = ['answer', 'wait', 'compute', 'fail'];

/** The faults that a mode promises to contain. */
export const faultsOf: Record<string, readonly SoakToolName[]> = {
  inline: ['fail'],
  thread: ['fail', 'exit', 'hang', 'exhaust'],
  process: ['fail', 'exit', 'hang', 'exhaust', 'kill'],
};

