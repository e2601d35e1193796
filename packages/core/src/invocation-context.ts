import type { Invocation } from './strategy.ts';
import type { ProgressReport, ToolContext } from './tool.ts';

/** The context of a tool that runs in the same realm as its invocation; for strategies that run tools in place. */
export class InvocationContext implements ToolContext {
  readonly toolCallId: string;
  readonly toolName: string;
  readonly messages: never[] = [];
  readonly context: Record<string, never> = {};
  readonly #invocation: Invocation;

  constructor(invocation: Invocation) {
    this.toolCallId = invocation.id;
    this.toolName = invocation.toolName;
    this.#invocation = invocation;
    // Tools take the function out of the context (`({ reportProgress }) => …`), so it must not need `this`.
    this.reportProgress = (report) => {
      invocation.onProgress(report);
    };
  }

  readonly reportProgress: (report: ProgressReport) => void;

  /** Made on first read. On the prototype: destructuring reads it all the same, spreading the context does not. */
  get abortSignal(): AbortSignal {
    return this.#invocation.signal;
  }
}
