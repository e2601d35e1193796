import type { ExecutionStrategy, ToolFunction } from '@exec/core';
import { within } from './bounded-wait.ts';
import { RecordedCall } from './recorded-call.ts';
import type { RequirementId } from './requirements.ts';

/** A strategy under test, for one requirement. */
export class Subject {
  readonly strategy: ExecutionStrategy;
  /** Upper limit on whatever is waited for. */
  readonly limitMs: number;
  #closed: Promise<void> | undefined;

  constructor(strategy: ExecutionStrategy, limitMs: number) {
    this.strategy = strategy;
    this.limitMs = limitMs;
  }

  /** Submits one call, with `{}` if no input is given (`undefined` is one); returns before it has settled. */
  call(execute: ToolFunction, ...given: [input?: unknown, id?: string]): RecordedCall {
    const [input, id = `call_${execute.name}`] = given;
    return new RecordedCall(this.strategy, { id, execute, input: given.length === 0 ? {} : input, limitMs: this.limitMs });
  }

  /** Submits a call of a tool that is an object, as core does: with the object as `receiver`. */
  callOn(tool: { readonly execute: ToolFunction }, input: unknown): RecordedCall {
    const { execute } = tool;
    return new RecordedCall(this.strategy, { id: 'call_on', execute, input, receiver: tool, limitMs: this.limitMs });
  }

  /** Closes the strategy, once. */
  close(): Promise<void> {
    return (this.#closed ??= within(this.limitMs, 'close resolves', this.strategy.close()));
  }

  /** For an executor, which would close what it was given: this strategy serves further checks. */
  lent(): ExecutionStrategy {
    const { strategy } = this;
    return {
      mode: strategy.mode,
      capabilities: strategy.capabilities,
      submit: (invocation) => strategy.submit(invocation),
      close: () => Promise.resolve(),
    };
  }
}

/** Shows that a strategy fulfils a requirement: rejects where it does not. */
export type Check = (subject: Subject) => Promise<void>;

/** A check for each requirement whose id begins with one of these words. */
export type ChecksOf<Word extends string> = Readonly<Record<Extract<RequirementId, `${Word}:${string}`>, Check>>;
