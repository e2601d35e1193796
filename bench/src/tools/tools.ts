import type { Tool } from '@exec/core';
import { z } from 'zod';
import * as functions from './tool-functions.ts';

/** The tools as an agent would give them to an executor: each with its schema. */
export const tools: Record<string, Tool> = {
  add: { inputSchema: z.object({ a: z.number(), b: z.number() }), execute: functions.add },
  fibonacci: { inputSchema: z.object({ n: z.number() }), execute: functions.fibonacci },
  hold: { inputSchema: z.object({ ms: z.number() }), execute: functions.hold },
  wait: { inputSchema: z.object({ ms: z.number() }), execute: functions.wait },
  echo: { inputSchema: z.object({ text: z.string() }), execute: functions.echo },
  echoBytes: { name: 'echoBytes', inputSchema: z.object({ bytes: z.instanceof(Uint8Array) }), execute: functions.echoBytes },
  exit: { inputSchema: z.object({ code: z.number() }), execute: functions.exit },
};
