import { toolThrew } from './call-errors.ts';
import { runTool } from './run-tool.ts';
import type { ExecutionStrategy, Invocation, StrategyCapabilities } from './strategy.ts';
import type { ProgressReport, ToolContext } from './tool.ts';

/**
 * Runs tools on the event loop of the host: no isolation, no cost, no copies. Async tools overlap. A timeout or cancel
 * aborts the tool's signal and settles the call at once, but **cannot stop code**: a synchronous loop blocks the host
 * until it ends, and what ignores its signal goes on in the background.
 *
 * Also the reference for authors of strategies: `submit` says that the call starts, gives the tool its context, returns
 * what the tool returns, and marks what it throws as the tool's.
 */
export class InlineStrategy implements ExecutionStrategy {
  readonly mode = 'inline';
  readonly capabilities: StrategyCapabilities = { isolation: 'none', preemptive: false };

  async submit(invocation: Invocation): Promise<unknown> {
    invocation.onStart();
    try {
      return await runTool(invocation.execute, invocation.input, new InvocationContext(invocation), invocation.receiver);
    } catch (thrown) {
      // Wrapped here, since a tool may throw an ExecError too: of an executor that it uses itself, say.
      throw toolThrew(thrown);
    }
  }

  async close(): Promise<void> {
    // Nothing is held: the executor has aborted what was left.
  }
}

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
