import type { ChildProcess } from 'node:child_process';

/**
 * A host that gives no sign of life for so long is killed, as a liveness probe does it in production. A sign is a beat, or
 * a call that starts or ends: a host that computes one call after another is not taken for one that hangs.
 */
const silenceLimitMs = 3_000;

/**
 * Added to the limit on a call's run: a host whose loop is free, but in which no call has moved for so long, waits for
 * something that never comes.
 */
const standstillMarginMs = 10_000;

/** How long a host may take to end after it was asked to, in ms. */
const endingLimitMs = 600;

/** Owns the timers after which a host is killed. */
export class LivenessWatch {
  /** Why the host was killed: it gave no sign of life, or no call moved; undefined: it was not, or on demand. */
  killedFor: { fate: 'hung' | 'stuck'; silentMs: number } | undefined;
  readonly #host: ChildProcess;
  readonly #silence: NodeJS.Timeout;
  readonly #standstill: NodeJS.Timeout;
  #ending: NodeJS.Timeout | undefined;

  /** @param timeoutMs - limit on the run of a call in the host */
  constructor(host: ChildProcess, timeoutMs: number) {
    this.#host = host;
    this.#silence = this.#killAfter('hung', silenceLimitMs);
    this.#standstill = this.#killAfter('stuck', timeoutMs + standstillMarginMs);
  }

  /** The host beat, or a call moved. */
  sign(callMoved: boolean): void {
    this.#silence.refresh();
    if (callMoved) this.#standstill.refresh();
  }

  /** Asks the host to end, and sees to it that it does. */
  end(): void {
    this.#host.kill('SIGTERM');
    this.#ending ??= setTimeout(() => this.#host.kill('SIGKILL'), endingLimitMs);
  }

  /** To be called when the host is gone. */
  stop(): void {
    for (const timer of [this.#silence, this.#standstill, this.#ending]) clearTimeout(timer);
  }

  #killAfter(fate: 'hung' | 'stuck', silentMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.killedFor ??= { fate, silentMs };
      this.#host.kill('SIGKILL');
    }, silentMs);
  }
}
