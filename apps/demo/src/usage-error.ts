/** A flag or a file that the demo cannot work with; the message is one sentence that says what to do. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
