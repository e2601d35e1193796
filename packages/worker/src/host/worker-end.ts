import type { WorkerWire } from '../wire.ts';

/** A worker that has been killed is waited for so long; then its calls are settled all the same. */
const killPatienceMs = 5000;
/** A worker that a tool has told to exit is given so long, e.g. for exit handlers of the tool's, then it is killed. */
const leavePatienceMs = 1000;

/** Ends one worker, once. */
export class WorkerEnd {
  readonly #wire: WorkerWire;
  readonly #onBegin: () => void;
  readonly #onGone: () => void;
  #ended: Promise<void> | undefined;
  #leaveTimer: NodeJS.Timeout | undefined;

  /** @param onBegin - called when the worker is told to end; `onGone` when it has ended, or cannot be waited for any longer */
  constructor(wire: WorkerWire, onBegin: () => void, onGone: () => void) {
    this.#wire = wire;
    this.#onBegin = onBegin;
    this.#onGone = onGone;
  }

  /** Whether the worker was told to end. */
  get hasBegun(): boolean {
    return this.#ended !== undefined;
  }

  /** Ends it whatever it does. Resolves when it is gone. */
  kill(): Promise<void> {
    return (this.#ended ??= this.#end(() => this.#wire.kill()));
  }

  /** Ends an idle worker in good order. Resolves when it is gone. */
  close(): Promise<void> {
    return (this.#ended ??= this.#end(() => this.#wire.close()));
  }

  /** A tool has told it to exit; `onLate` is called if it takes too long. */
  expectExit(onLate: () => void): void {
    this.#leaveTimer = setTimeout(onLate, leavePatienceMs).unref();
  }

  /** It has exited. */
  exited(): void {
    clearTimeout(this.#leaveTimer);
  }

  async #end(end: () => Promise<void>): Promise<void> {
    this.#onBegin();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, killPatienceMs);
    });
    await Promise.race([end(), patience]);
    clearTimeout(timer);
    this.#onGone();
  }
}
