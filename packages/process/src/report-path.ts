import { reportDescriptor } from './process-messages.ts';

/** Where a child writes the report; undefined where the system has no such paths. */
export const reportPath: string | undefined = process.platform === 'win32' ? undefined : `/dev/fd/${reportDescriptor}`;
