import { TransportError } from '../transport-error.ts';

/** Says what is wrong with data that came over a wire. @param name - the member at fault; empty for the whole */
export function garbled(name: string, reason: string): TransportError {
  const fix = 'Pass what serializeFunction returned, unchanged.';
  return new TransportError(`cannot revive a function: its data is garbled${name === '' ? '' : ` at "${name}"`}: ${reason}. ${fix}`, {
    path: name === '' ? [] : [name],
    culprit: name === '' ? 'data' : name,
    fix,
  });
}

/** Shows a value of data in an error. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (Array.isArray(value)) return 'a list';
  return value === null || typeof value === 'number' || typeof value === 'boolean' || value === undefined ? String(value) : `a ${typeof value}`;
}
