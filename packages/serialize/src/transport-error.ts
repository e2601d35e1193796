const brand = Symbol.for('@exec/serialize/TransportError');

/** What a {@link TransportError} is made of, apart from its message. */
export interface TransportErrorDetails {
  /** The way from the function to the culprit, both included: `['lookup', 'db']`. Empty when the data itself is at fault. */
  path: readonly string[];
  /** What cannot travel, in a word or two: a name (`db`), a construct (`this`), or what the function is (`a Proxy`). */
  culprit: string;
  /** What to do instead, as sentences. */
  fix: string;
  /** `file:line:column` of the culprit, or `line:column` within the function's text when the file is unknown. */
  location?: string;
  /** Whether the same function may travel later. */
  mayPass?: boolean;
  /** What was thrown below, when something was. */
  cause?: unknown;
}

/**
 * Says why a function cannot travel, or why data cannot be turned into a function.
 *
 * The message names the culprit, its place and the fix. Nothing was sent and nothing was run when it is thrown.
 * `instanceof` fails between two copies of this package: use {@link isTransportError}.
 */
export class TransportError extends Error {
  readonly code: 'NOT_TRANSPORTABLE';
  /** The way from the function to the culprit, both included. */
  readonly path: string[];
  /** What cannot travel. */
  readonly culprit: string;
  /** Where the culprit stands, if that is known. */
  declare readonly location?: string; // `declare`: no member at all where it is unknown
  /** What to do instead. */
  readonly fix: string;
  /** Whether the same function may travel later: its module is still evaluating, or what it captured can change. */
  readonly mayPass: boolean;

  constructor(message: string, details: TransportErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = 'NOT_TRANSPORTABLE';
    this.path = [...details.path];
    this.culprit = details.culprit;
    this.fix = details.fix;
    this.mayPass = details.mayPass ?? false;
    if (details.location !== undefined) this.location = details.location;
    Object.defineProperty(this, brand, { value: true });
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'TransportError', configurable: true, writable: true });
  }
}

/** Tells a {@link TransportError} of this or another copy of the package from everything else. */
export function isTransportError(value: unknown): value is TransportError {
  return typeof value === 'object' && value !== null && brand in value;
}
