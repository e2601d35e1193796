import type { ExecError } from './errors.ts';

/** When and how often a call is made again. A tool that gives this has to say that it is `idempotent`. */
export interface RetryOptions {
  /** Attempts in all, the first one included; at least 2. */
  maxAttempts: number;
  /** Wait before the second attempt, in ms; each further one is `factor` times as long. Default: 100. */
  minDelayMs?: number;
  /** Longest wait, in ms. Default: 10 000. */
  maxDelayMs?: number;
  /** Default: 2. */
  factor?: number;
  /**
   * Asked after each failure that may pass (the tool threw, ran too long, or lost its worker); only `true` makes the call
   * again. Not awaited. Default: each such failure does.
   */
  when?: (error: ExecError) => boolean;
}

/** An attempt that failed, and after which the call was made again. */
export interface FailedAttempt {
  readonly mode: string;
  /** The worker that ran it, where the mode has one. */
  readonly worker?: string;
  /** From start to failure, in ms. */
  readonly runMs: number;
  readonly error: ExecError;
  /** Wait before the next attempt, in ms. */
  readonly delayMs: number;
}

/**
 * Whether a failure may pass: the tool threw, ran too long, or lost its worker. Not what was refused before it began, which
 * would be refused again, and never what somebody cancelled.
 */
export function mayPass(error: ExecError): boolean {
  return error.code === 'TOOL_ERROR' || error.code === 'WORKER_CRASHED' || (error.code === 'TIMEOUT' && Reflect.get(error, 'phase') === 'run');
}

/** Whether a call is made again after this failure of its attempt number `attempt`. */
export function shallRetry({ maxAttempts, when }: RetryOptions, attempt: number, error: ExecError): boolean {
  if (attempt >= maxAttempts || !mayPass(error)) return false;
  try {
    return when === undefined || (when(error) as unknown) === true; // a promise, of a program without types, is no yes
  } catch {
    return false; // a question that fails is no yes
  }
}

/**
 * The wait after so many attempts: exponential back-off with half of it at random, so that calls which failed together do
 * not come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, "equal jitter").
 *
 * @returns whole ms
 */
export function retryDelayMs({ minDelayMs = 100, maxDelayMs = 10_000, factor = 2 }: RetryOptions, attempts: number): number {
  // The power may be Infinity, which 0 must not be multiplied with.
  const wholeMs = Math.min(maxDelayMs, minDelayMs * Math.min(factor ** (attempts - 1), Number.MAX_VALUE));
  return Math.round(wholeMs / 2 + (Math.random() * wholeMs) / 2);
}
