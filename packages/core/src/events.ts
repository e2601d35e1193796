import { channel } from 'node:diagnostics_channel';
import type { Channel } from 'node:diagnostics_channel';
import type { ExecError } from './errors.ts';
import { callListener } from './listener.ts';
import type { ToolCallResult } from './result.ts';
import type { StrategyEvent } from './strategy.ts';
import type { ProgressReport } from './tool.ts';

/** Which call an event is about. */
export interface CallIdentity {
  readonly id: string;
  readonly name: string;
  readonly mode: string;
}

/** A progress report and the call that made it. */
export interface CallProgress extends ProgressReport, CallIdentity {}

/** An event of a worker and the mode of its strategy. */
export type WorkerEvent<Type extends StrategyEvent['type']> = Extract<StrategyEvent, { type: Type }> & { readonly mode: string };

/** The events of an executor, by name. */
export interface ExecutorEvents {
  /** A call was taken in; it is looked up, validated, and waits for its turn. */
  'call-queued': CallIdentity;
  /** A call may have begun to run. */
  'call-started': CallIdentity & { readonly worker: string | undefined; readonly queuedMs: number };
  'call-progress': CallProgress;
  /** A call has its result. The last event of each call. */
  'call-settled': ToolCallResult;
  /** A strategy could not begin a call, and another one gets it. */
  'call-fell-back': { readonly id: string; readonly name: string; readonly from: string; readonly to: string; readonly reason: ExecError };
  /** An attempt of an idempotent tool's call failed; the next one follows after `delayMs`. */
  'call-retried': CallIdentity & { readonly attempt: number; readonly error: ExecError; readonly delayMs: number };
  /** `maxOutputBytes` cut the text of a result. */
  'output-truncated': CallIdentity & { readonly bytes: number; readonly maxOutputBytes: number };
  'worker-started': WorkerEvent<'worker-started'>;
  'worker-start-failed': WorkerEvent<'worker-start-failed'>;
  'worker-stopped': WorkerEvent<'worker-stopped'>;
  'worker-crashed': WorkerEvent<'worker-crashed'>;
  'worker-replaced': WorkerEvent<'worker-replaced'>;
}

/** Name of an event. */
export type ExecutorEventName = keyof ExecutorEvents;

/**
 * The events that `diagnostics_channel` carries too, each on the channel `exec:NAME`; those of a call's life are on the
 * tracing channel `exec:call`.
 */
const channels: Readonly<Record<ExecutorEventName, Channel | undefined>> = {
  'call-queued': undefined,
  'call-started': undefined,
  'call-progress': undefined,
  'call-settled': undefined,
  'call-fell-back': channel('exec:call-fell-back'),
  'call-retried': channel('exec:call-retried'),
  'output-truncated': channel('exec:output-truncated'),
  'worker-started': channel('exec:worker-started'),
  'worker-start-failed': channel('exec:worker-start-failed'),
  'worker-stopped': channel('exec:worker-stopped'),
  'worker-crashed': channel('exec:worker-crashed'),
  'worker-replaced': channel('exec:worker-replaced'),
};

/** All events. */
export const eventNames: readonly string[] = Object.keys(channels);

type Listener = (event: never) => unknown;

/** Delivers events to listeners and channels. Nothing is built or called for an event that nobody wants. */
export class EventHub {
  readonly #listeners = new Map<ExecutorEventName, Set<Listener>>();

  /** Subscribes; the function that comes back ends it. */
  on<Name extends ExecutorEventName>(name: Name, listener: (event: ExecutorEvents[Name]) => unknown): () => void {
    let listeners = this.#listeners.get(name);
    if (listeners === undefined) this.#listeners.set(name, (listeners = new Set()));
    // A wrapper of its own, so that a function that is given twice is called twice and taken back once.
    const entry = (event: ExecutorEvents[Name]): unknown => listener(event);
    listeners.add(entry);
    return () => {
      listeners.delete(entry);
      if (listeners.size === 0 && this.#listeners.get(name) === listeners) this.#listeners.delete(name);
    };
  }

  /** Whether somebody listens; ask before building an event. */
  wants(name: ExecutorEventName): boolean {
    return this.#listeners.has(name) || channels[name]?.hasSubscribers === true;
  }

  emit<Name extends ExecutorEventName>(name: Name, event: ExecutorEvents[Name]): void {
    channels[name]?.publish(event);
    const listeners = this.#listeners.get(name);
    if (listeners === undefined) return;
    // A copy, since a listener may subscribe again. The map pairs each name with listeners of its event; a Set of
    // functions cannot say so in its type.
    for (const listener of [...listeners]) callListener(listener as (event: unknown) => unknown, event, `the listener for "${name}"`);
  }
}
