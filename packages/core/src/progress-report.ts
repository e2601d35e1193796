import type { ProgressReport } from './tool.ts';

/**
 * What is told of a tool's report: its known fields, of their types; anything else in it is left out. Every strategy
 * reads reports by this, so that a tool may report the same wherever it runs.
 *
 * @throws what a getter of the report throws, or a message that cannot be made a text: such a report is to be dropped
 */
export function readProgressReport({ fraction, message, detail }: ProgressReport): ProgressReport {
  return {
    ...(typeof fraction === 'number' && { fraction }),
    ...(message !== undefined && { message: String(message) }),
    ...(detail !== undefined && { detail }),
  };
}
