import { readProgressReport } from '@exec/core/far';
import type { ProgressReport, ToolContext } from '@exec/core';
import { decodeThrown } from '../error-codec.ts';
import type { EncodedThrown } from '../error-codec.ts';
import type { EncodedReport } from '../protocol.ts';
import { encodeValue } from '../value-codec.ts';
import type { FarWire } from '../wire.ts';

/** Reports of one call that may be on their way at once, where the wire tells of their delivery. */
const maxOutstandingReports = 64;
/** Beyond that, one report in this time is sent all the same, the latest: a loop that never yields sees no delivery. */
const crowdedIntervalMs = 50;

/** One call on the far side, and the context that its tool is given. */
export class CallContext implements ToolContext {
  readonly toolCallId: string;
  readonly toolName: string;
  /** Takes no `this`: tools take it out of the context. */
  readonly reportProgress: (report: ProgressReport) => void;
  readonly messages: never[] = [];
  readonly context: Record<string, never> = {};
  readonly #call: number;
  readonly #wire: FarWire;
  #controller: AbortController | undefined;
  #abortReason: { readonly encoded: EncodedThrown } | undefined;
  #settled = false;
  #outstanding = 0;
  #latest: EncodedReport | undefined;
  #lastSentMs = 0;
  #wakeWhenDelivered: (() => void) | undefined;

  constructor(wire: FarWire, call: number, toolName: string, toolCallId: string) {
    this.#wire = wire;
    this.#call = call;
    this.toolName = toolName;
    this.toolCallId = toolCallId;
    this.reportProgress = (report) => {
      this.#report(report);
    };
  }

  /** The number of the call; on the prototype, where it is not among what the tool is given. */
  get call(): number {
    return this.#call;
  }

  /** Made when first read: most tools do not, and it costs as much as the rest of a call. */
  get abortSignal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(decodeThrown(this.#abortReason.encoded));
    }
    return this.#controller.signal;
  }

  /** Aborts the tool's signal. Listeners of the tool that throw are the platform's business, as on any signal. */
  abort(reason: EncodedThrown): void {
    if (this.#settled || this.#abortReason !== undefined) return;
    this.#abortReason = { encoded: reason };
    this.#controller?.abort(decodeThrown(reason));
  }

  /** From now on reports are dropped. Returns a promise if some are still to be delivered: the outcome has to wait. */
  settle(): Promise<void> | undefined {
    this.#settled = true;
    if (this.#latest !== undefined) this.#send(this.#latest);
    if (this.#outstanding === 0) return undefined;
    return new Promise((resolve) => {
      this.#wakeWhenDelivered = resolve;
    });
  }

  #report(report: ProgressReport): void {
    if (this.#settled) return;
    let encoded: EncodedReport;
    try {
      encoded = encodeReport(report);
    } catch {
      return; // a hostile report: reporting must not make a tool fail
    }
    const crowded = this.#outstanding >= maxOutstandingReports && Date.now() - this.#lastSentMs < crowdedIntervalMs;
    if (crowded) this.#latest = encoded;
    else this.#send(encoded);
  }

  #send(report: EncodedReport): void {
    this.#latest = undefined;
    const delivery = this.#wire.report(this.#call, report);
    if (delivery === undefined) return;
    this.#lastSentMs = Date.now();
    this.#outstanding++;
    const delivered = (): void => {
      this.#outstanding--;
      if (this.#latest !== undefined) this.#send(this.#latest);
      else if (this.#outstanding === 0) this.#wakeWhenDelivered?.();
    };
    delivery.then(delivered, delivered);
  }
}

/** The detail is encoded; the rest is as it was read. */
function encodeReport(report: ProgressReport): EncodedReport {
  const { detail, ...rest } = readProgressReport(report);
  return detail === undefined ? rest : { ...rest, detail: encodeValue(detail) };
}
