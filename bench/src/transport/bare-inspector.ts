import { Session } from 'node:inspector';
import type { AnyFunction } from './closures.ts';

/** The least that reading the variables around a function takes: three requests to a session that stays open. */
export class BareInspector {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
  }

  /** @returns the scopes, innermost first, the global one last */
  scopesOf(fn: AnyFunction): unknown {
    const slot = globalThis as { bareInspectorSlot?: unknown }; // `as`: our own member on a foreign object
    slot.bareInspectorSlot = fn;
    const { result } = this.#post<{ result: { objectId: string } }>('Runtime.evaluate', { expression: 'bareInspectorSlot', objectGroup: 'bare' });
    const { internalProperties } = this.#post<{ internalProperties: { name: string; value: { objectId: string } }[] }>('Runtime.getProperties', {
      objectId: result.objectId,
      ownProperties: true,
    });
    const objectId = internalProperties.find(({ name }) => name === '[[Scopes]]')?.value.objectId;
    this.#post('Runtime.callFunctionOn', { objectId, functionDeclaration: 'function () { bareInspectorSlot = Array.from(this, (scope) => scope.object); }' });
    const scopes = slot.bareInspectorSlot;
    slot.bareInspectorSlot = undefined;
    return scopes;
  }

  /** Forgets the handles of what was read; not part of a read. */
  release(): void {
    this.#post('Runtime.releaseObjectGroup', { objectGroup: 'bare' });
  }

  #post<Answer>(method: string, parameters: object): Answer {
    let answer: unknown;
    this.#session.post(method, parameters, (_error, result) => { answer = result; });
    return answer as Answer; // `as`: the protocol fixes each method's answer
  }
}

/** Counts the requests that anybody in this process sends to an inspector while `work` runs. */
export async function countRequests(work: () => unknown): Promise<number> {
  // `as`: it is called on a session, as ever.
  const prototype = Session.prototype as { post: (...parameters: unknown[]) => void };
  const { post } = prototype;
  let requests = 0;
  prototype.post = function (this: Session, ...parameters): void {
    requests++;
    Reflect.apply(post, this, parameters);
  };
  try {
    await work();
  } finally {
    prototype.post = post;
  }
  return requests;
}
