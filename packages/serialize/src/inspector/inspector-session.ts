import { setImmediate } from 'node:timers';
import type { Session } from 'node:inspector';

/** One answered request to the inspector of this very process. */
export type Ask = <Answer>(method: string, parameters?: object) => Answer;

/** What the inspector says of a value. */
interface RemoteObject {
  objectId?: string;
  value?: unknown;
}

/** A slot of V8 that no script can read, `[[Scopes]]` for one. */
export interface InternalProperty {
  name: string;
  value?: RemoteObject;
}

interface OpenSession {
  session: Session;
  ask: Ask;
  /** Handle of a function that keeps what it is given as {@link taken}. */
  taker: string | undefined;
}

let taken: unknown;

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
let hasHandles = false;
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
  const take = (value: unknown): void => { taken = value; };
  return { session, ask, taker: evaluateSlot(ask, take) };
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
  if (!hasHandles) return;
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
  if (!hasHandles || opened === undefined || opened === 'closed') return;
  usesSinceRelease = 0;
  hasHandles = false;
  opened.ask('Runtime.releaseObjectGroup', { objectGroup });
}

const exchange = Symbol.for('@exec/serialize/exchange');
const exchangeExpression = 'process[Symbol.for("@exec/serialize/exchange")]';

/**
 * Lends a slot of `process` through which values pass in or out of the inspector, and clears it at once.
 *
 * @param use - gets the expression that names the slot within evaluated text
 * @param value - what the slot holds at first
 * @returns what the slot held in the end
 */
export function exchangeSlot(use: (expression: string) => void, value?: unknown): unknown {
  // `process`, not `globalThis`: code in another vm context has another global object, but evaluation happens in the main one.
  const slot = process as unknown as Record<symbol, unknown>; // `as`: our own member on a foreign object
  try {
    slot[exchange] = value;
    use(exchangeExpression);
    return slot[exchange];
  } finally {
    delete slot[exchange];
  }
}

function evaluateSlot(ask: Ask, value: unknown, group?: string): string | undefined {
  let handle: string | undefined;
  exchangeSlot((expression) => {
    handle = ask<{ result: RemoteObject }>('Runtime.evaluate', { expression, silent: true, ...(group === undefined ? {} : { objectGroup: group }) }).result.objectId;
  }, value);
  return handle;
}

/** Gets the handle of an object, which lives until the use of the inspector is over. */
export function handleOf(ask: Ask, value: object): string | undefined {
  hasHandles = true;
  return evaluateSlot(ask, value, objectGroup);
}

/** Gets the value behind a handle. */
export function valueBehind(ask: Ask, objectId: string): unknown {
  if (opened === undefined || opened === 'closed') return undefined;
  try {
    // Strict, since a sloppy function sees a primitive as an object.
    ask('Runtime.callFunctionOn', { objectId, silent: true, functionDeclaration: "function (take) { 'use strict'; take(this); }", arguments: [{ objectId: opened.taker }] });
    return taken;
  } finally {
    taken = undefined;
  }
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
