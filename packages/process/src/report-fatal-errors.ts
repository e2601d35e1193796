import { basename, dirname } from 'node:path';
import { reportPath } from './report-path.ts';

/** Has this process, a child, write a report there when it dies of a fatal error. */
export function reportFatalErrors(): void {
  if (reportPath === undefined) return;
  // Not all of these exist in every Node: more is written then.
  Object.assign(process.report ?? {}, {
    reportOnFatalError: true,
    directory: dirname(reportPath),
    filename: basename(reportPath),
    compact: true,
    excludeEnv: true,
    excludeNetwork: true,
  });
}
