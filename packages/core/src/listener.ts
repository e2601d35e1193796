import { outputText } from './output-text.ts';
import { isPromiseLike } from './promise-like.ts';

/** Listeners that were warned of: those that fail do so for each call. */
const warnedOf = new WeakSet<(event: never) => unknown>();

/**
 * Calls code of the host that only looks on. What it throws, or rejects with later, must not change a call's fate, nor
 * vanish: the first failure of each listener becomes a process warning.
 */
export function callListener<Event>(listener: (event: Event) => unknown, event: Event, who: string): void {
  const failed = (error: unknown): void => {
    if (warnedOf.has(listener)) return;
    warnedOf.add(listener);
    process.emitWarning(`${who} threw: ${outputText(error)}`, 'ExecListenerWarning');
  };
  try {
    const returned = listener(event);
    if (isPromiseLike(returned)) Promise.resolve(returned).catch(failed);
  } catch (error) {
    failed(error);
  }
}
