import { outputText } from './output-text.ts';
import type { ToolCall } from './tool-call.ts';
import type { FoundTool, ToolSource } from './tool-source.ts';

/** What a call is made of: a name to look up and JSON text, or a tool and a value. */
export type CallRequest =
  | { readonly id: string; readonly name: string; readonly tools: ToolSource; readonly argumentText: unknown }
  | { readonly id: string; readonly name: string; readonly tool: NonNullable<FoundTool>; readonly input: unknown };

/** Reads a call. Calls are a model's: they may be missing or null, and what should be text may be anything. */
export function requestOf(tools: ToolSource, call: unknown): CallRequest {
  return { id: textOf(fieldOf(call, 'id')), name: textOf(fieldOf(call, 'name')), tools, argumentText: fieldOf(call, 'arguments') };
}

/** A field that throws when it is read counts as missing: that costs its own call, and no other, nor its id. */
function fieldOf(call: unknown, name: keyof ToolCall): unknown {
  try {
    return (call as Partial<ToolCall> | null | undefined)?.[name]; // any value but these two can be asked for a property
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string => (value == null ? '' : outputText(value));
