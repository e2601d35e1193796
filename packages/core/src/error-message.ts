/** The message of whatever was thrown, as far as there is one to read. Never throws, whatever getters and traps it meets. */
export function errorMessage(thrown: unknown): string {
  try {
    const message: unknown = thrown instanceof Error ? thrown.message : thrown;
    return typeof message === 'string' ? message : String(message);
  } catch {
    return `${typeof thrown === 'object' ? 'an object' : `a ${typeof thrown}`} that cannot be read`;
  }
}
