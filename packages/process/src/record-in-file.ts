import { FlightRecorder, flightRecordBytes } from '@exec/worker/far';
import { readSync, writeSync } from 'node:fs';

// A tool may replace these.
const read = readSync;
const write = writeSync;

/**
 * The child's end of its flight record (see `flight-file.ts`): one write a call, of 1 to 3 µs, and one read a call that begins
 * a while after the one before.
 *
 * @param onLost - called if that is not possible any more: a tool has closed the descriptor. The call must not begin then,
 *   since the host would take it for one that did not
 */
export function recordInFile(descriptor: number, onLost: () => void): FlightRecorder {
  const memory = new ArrayBuffer(flightRecordBytes);
  const bytes = new Uint8Array(memory);
  return new FlightRecorder(memory, {
    write: (start, end) => {
      try {
        write(descriptor, bytes, start, end - start, start);
      } catch {
        onLost();
      }
    },
    read: (start, end) => {
      try {
        read(descriptor, bytes, start, end - start, start);
      } catch {
        onLost();
      }
    },
  });
}
