import { setImmediate } from 'node:timers';
import type { Session } from 'node:inspector';

/** One answered request to the inspector of this very process. */
export type Ask = <Answer>(method: string, parameters?: object) => Answer;

/** What the inspector says of a value: a handle of an object, or a primitive as the protocol writes it. */
export interface RemoteObject {
  type: string;
  objectId?: string;
  value?: unknown;
  unserializableValue?: string;
}

/** A slot of V8 that no script can read, `[[Scopes]]` for one. */
export interface InternalProperty {
  name: string;
  value?: RemoteObject;
}

interface OpenSession {
  session: Session;
  ask: Ask;
  /** Handle of {@link exchange}. */
  exchangeHandle: string | undefined;
}

/** Through it values pass in and out of the inspector: nobody else sees it, and it holds nothing between uses. */
const exchange: { value?: unknown } = {};

let opened: OpenSession | 'closed' | undefined;
/** How many uses stand within one another. */
let depth = 0;
/** What was read during the outermost use. */
const slotsRead = new Map<object, InternalProperty[]>();

/** Every handle belongs to it, so that all are released at once. */
const objectGroup = '@exec/serialize';
/** Uses after which handles are released, in a turn of the event loop that does not end. */
const usesPerRelease = 32;
let usesSinceRelease = 0;
/** Handles that are not released: who is captured again in the same turn of the event loop has one. */
const handles = new Map<object, string | undefined>();
let releaseScheduled = false;

/**
 * Uses the inspector of this process, all of it synchronous. Uses may stand within one another.
 *
 * The session is private and stays open: opening one costs half as much as reading the variables of a function. It keeps no process alive. The handles,
 * each of which keeps an object alive, are released when the event loop turns or after {@link usesPerRelease} uses, as that is a request
 * of its own. Answers come before `post` returns; that holds for Node 20 to 26, and {@link Ask} throws should it ever not.
 *
 * @returns undefined where there is no inspector: under `--permission`, in a Node built without it, on another runtime.
 */
export function withInspector<Result>(use: (ask: Ask, session: Session) => Result): Result | undefined {
  opened ??= openSession();
  if (opened === 'closed') return undefined;
  const { ask, session } = opened;
  return asOneMoment(() => use(ask, session));
}

/** Within it, what a function's slots hold is read once. */
export function asOneMoment<Result>(use: () => Result): Result {
  depth += 1;
  try {
    return use();
  } finally {
    depth -= 1;
    if (depth === 0) {
      slotsRead.clear();
      releaseSoon();
    }
  }
}

function openSession(): OpenSession | 'closed' {
  let session: Session;
  try {
    // Loaded on first use: a process that only revives functions never needs it, and a Node built without it throws here.
    session = new (process.getBuiltinModule('node:inspector').Session)();
    session.connect();
  } catch {
    return 'closed'; // permission is given at start or never: asking once is enough
  }
  const ask: Ask = (method, parameters) => askOf(session, method, parameters);
  return { session, ask, exchangeHandle: handOver(ask, exchange) };
}

function askOf<Answer>(session: Session, method: string, parameters: object = {}): Answer {
  let answered = false;
  let failure: Error | null = null;
  let answer: unknown;
  session.post(method, parameters, (error: Error | null, result?: object) => {
    answered = true;
    failure = error;
    answer = result;
  });
  if (!answered) throw new Error(`the inspector did not answer ${method} at once`);
  // The inspector's errors are plain { code, message } records, not Error objects.
  if (failure !== null) throw new Error(`the inspector refused ${method}: ${(failure as Error).message}`); // `as`: the closure's assignment is invisible to the compiler
  return answer as Answer; // `as`: the protocol fixes each method's answer, the caller names it
}

function releaseSoon(): void {
  if (handles.size === 0) return;
  usesSinceRelease += 1;
  if (usesSinceRelease >= usesPerRelease) release();
  else if (!releaseScheduled) {
    releaseScheduled = true;
    setImmediate(() => {
      releaseScheduled = false;
      release();
    }).unref();
  }
}

function release(): void {
  if (handles.size === 0 || opened === undefined || opened === 'closed') return;
  usesSinceRelease = 0;
  handles.clear();
  opened.ask('Runtime.releaseObjectGroup', { objectGroup });
}

const slot = Symbol.for('@exec/serialize/exchange');

/** Gets the first handle of all, for an object that has to be seen by evaluated text for a moment. */
function handOver(ask: Ask, value: object): string | undefined {
  // `process`, not `globalThis`: code in another vm context has another global object, but evaluation happens in the main one.
  const holder = process as unknown as Record<symbol, unknown>; // `as`: our own member on a foreign object
  try {
    holder[slot] = value;
    return ask<{ result: RemoteObject }>('Runtime.evaluate', { expression: `process[Symbol.for("${String(slot.description)}")]`, silent: true }).result.objectId;
  } finally {
    delete holder[slot];
  }
}

/** Gets the handle of an object, which lives at least until the use of the inspector is over. */
export function handleOf(ask: Ask, value: object): string | undefined {
  if (opened === undefined || opened === 'closed') return undefined;
  let handle = handles.get(value);
  if (handle === undefined) {
    exchange.value = value;
    try {
      const declaration = { functionDeclaration: 'function () { return this.value; }', objectGroup, silent: true };
      handle = ask<{ result: RemoteObject }>('Runtime.callFunctionOn', { objectId: opened.exchangeHandle, ...declaration }).result.objectId;
    } finally {
      exchange.value = undefined;
    }
    handles.set(value, handle);
  }
  return handle;
}

/** Gets the values that the inspector speaks of. */
export function valuesBehind(ask: Ask, remote: readonly RemoteObject[]): unknown[] {
  if (opened === undefined || opened === 'closed') return [];
  try {
    const declaration = { functionDeclaration: 'function (...values) { this.value = values; }', silent: true };
    ask('Runtime.callFunctionOn', { objectId: opened.exchangeHandle, ...declaration, arguments: remote.map(argumentFor) });
    return exchange.value as unknown[]; // `as`: just assigned
  } finally {
    exchange.value = undefined;
  }
}

function argumentFor({ type, objectId, value, unserializableValue }: RemoteObject): object {
  if (objectId !== undefined) return { objectId };
  if (unserializableValue !== undefined) return { unserializableValue };
  return type === 'undefined' ? {} : { value };
}

/** Reads the internal slots of a function or other object, as they are at this moment. */
export function internalProperties(ask: Ask, value: object): InternalProperty[] {
  let slots = slotsRead.get(value);
  if (slots === undefined) {
    slots = ask<{ internalProperties?: InternalProperty[] }>('Runtime.getProperties', { objectId: handleOf(ask, value), ownProperties: true }).internalProperties ?? [];
    slotsRead.set(value, slots);
  }
  return slots;
}
