import type { ToolCall } from '@exec/core';
import type { AcceptedCall } from './dataset.ts';

/** The batch that a model would send: each parameter gets the first value that the answer accepts for it. */
export function toToolCalls(batchId: string, answer: readonly AcceptedCall[]): ToolCall[] {
  return answer.map((call, index) => {
    const [entry, ...others] = Object.entries(call);
    if (entry === undefined || others.length > 0) throw new Error(`${batchId}, call ${index}: not one function name`);
    const [name, parameters] = entry;
    return { id: `${batchId}/${index}`, name, arguments: JSON.stringify(firstValues(parameters)) };
  });
}

/** An empty string in the first place means that the parameter is left out. */
function firstValues(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const chosen: Record<string, unknown> = {};
  for (const [name, accepted] of Object.entries(parameters)) {
    if (!Array.isArray(accepted) || accepted.length === 0) throw new Error(`${name}: not a list of accepted values`);
    if (accepted[0] !== '') chosen[name] = unwrapped(accepted[0]);
  }
  return chosen;
}

/** Each property of an object inside a value has a list of accepted values again. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value === 'object' && value !== null) return firstValues(value as Record<string, unknown>); // no array, not null
  return value;
}
