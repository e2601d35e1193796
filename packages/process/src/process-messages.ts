import type { EncodedReport, EncodedThrown, FarMessage, HostMessage } from '@exec/worker/far';

/** What goes over a pipe from the host: the protocol's messages, and aborts, in one order. */
export type ToChild = HostMessage | { readonly kind: 'abort'; readonly call: number; readonly reason: EncodedThrown };

/** What comes back. Reports and outcomes are in one order, so that a report never comes after its call's outcome. */
export type FromChild =
  | FarMessage
  | { readonly kind: 'ready' }
  | { readonly kind: 'aborted'; readonly call: number }
  | { readonly kind: 'report'; readonly call: number; readonly report: EncodedReport };

/** A child exits with this when a tool has closed a descriptor that it needs. */
export const pipeLostExitCode = 70;

/** The child's end of the pipe to its host, after stdin, stdout and stderr. */
export const toHostDescriptor = 3;

/** The child's file for its flight record; there may be none. */
export const flightDescriptor = 4;

/** The child's file for Node's report of a fatal error; there may be none. */
export const reportDescriptor = 5;

/**
 * The child's end of the pipe from its host. Two pipes, since a host that writes to a child which is gone loses what it has not read
 * from the same pipe.
 */
export const fromHostDescriptor = 6;

/** Longer texts go as they are: JSON would look at each character twice, and hold two more copies of them in the heap. */
const longText = 64 * 1024;

/** Whether JSON carries a message exactly, and best: most messages are lists of short strings and numbers. */
export function isFlat(message: ToChild | FromChild): boolean {
  switch (message.kind) {
    case 'calls':
      return message.calls.every(isShort);
    case 'outcomes':
      return message.outcomes.every(isShort);
    case 'abort':
    case 'refused':
    case 'fault':
      return false;
    case 'report':
      return message.report.detail === undefined || isShort(message.report.detail);
    default:
      return true;
  }
}

function isShort(value: unknown): boolean {
  return typeof value === 'string' ? value.length < longText : typeof value !== 'object' || value === null;
}
