import type { Session } from 'node:inspector';

/** One answered request to the inspector of this very process. */
export type Ask = <Answer>(method: string, parameters?: object) => Answer;

/** What the inspector says of a value: a handle that lives as long as the session. */
interface RemoteObject {
  objectId?: string;
  value?: unknown;
}

/** A slot of V8 that no script can read, `[[Scopes]]` for one. */
export interface InternalProperty {
  name: string;
  value?: RemoteObject;
}

let inspectorIsClosed = false;

/**
 * Opens a private session with the inspector of this process, uses it and closes it again; all of it synchronous.
 *
 * A session costs 8 µs, and closing it releases every handle, so that nothing can leak. Answers come before `post` returns;
 * that holds for Node 20 to 26, and {@link Ask} throws should it ever not.
 *
 * @returns undefined where there is no inspector: under `--permission`, in a Node built without it, on another runtime.
 */
export function withInspector<Result>(use: (ask: Ask, session: Session) => Result): Result | undefined {
  const session = openSession();
  if (session === undefined) return undefined;
  const ask: Ask = <Answer>(method: string, parameters: object = {}) => {
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
  };
  try {
    return use(ask, session);
  } finally {
    session.disconnect();
  }
}

function openSession(): Session | undefined {
  if (inspectorIsClosed) return undefined;
  try {
    // Loaded on first use: a process that only revives functions never needs it, and a Node built without it throws here.
    const session = new (process.getBuiltinModule('node:inspector').Session)();
    session.connect();
    return session;
  } catch {
    inspectorIsClosed = true; // permission is given at start or never: asking once is enough
    return undefined;
  }
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

/** Gets the handle of an object, which lives as long as the session. */
export function handleOf(ask: Ask, value: object): string | undefined {
  let handle: string | undefined;
  exchangeSlot((expression) => {
    handle = ask<{ result: RemoteObject }>('Runtime.evaluate', { expression, silent: true }).result.objectId;
  }, value);
  return handle;
}

/** Reads the internal slots of a function or other object. */
export function internalProperties(ask: Ask, fn: object): InternalProperty[] {
  const properties = ask<{ internalProperties?: InternalProperty[] }>('Runtime.getProperties', { objectId: handleOf(ask, fn), ownProperties: true });
  return properties.internalProperties ?? [];
}
