import { flightRecordBytes, readFlightRecord, takenBackAt } from '@exec/worker';
import type { FlightRecord } from '@exec/worker';
import { closeSync, readSync, writeSync } from 'node:fs';
import { openNamelessFile } from './nameless-file.ts';

/**
 * The host's end of a child's flight record: a file without a name, which outlives the child and whatever kills it, since
 * processes share no memory.
 */
export class FlightFile {
  /** To be given to the child; undefined if no file can be made: then nobody knows what it begins. */
  readonly descriptor: number | undefined = openNamelessFile();
  /** What was read at the end; `'open'` until then. */
  #last: FlightRecord | undefined | 'open' = 'open';

  /** What the child noted, also after {@link close}. */
  read(): FlightRecord | undefined {
    if (this.#last !== 'open') return this.#last;
    if (this.descriptor === undefined) return undefined;
    const memory = new ArrayBuffer(flightRecordBytes);
    try {
      readSync(this.descriptor, new Uint8Array(memory), 0, flightRecordBytes, 0);
    } catch {
      return undefined;
    }
    return readFlightRecord(memory);
  }

  /** Tells the child that calls up to this one are not to begin. */
  takeBack(lastCall: number): void {
    if (this.#last !== 'open' || this.descriptor === undefined) return;
    writeSync(this.descriptor, new Uint8Array(Uint32Array.of(lastCall).buffer), 0, 4, takenBackAt);
  }

  /** Once the child is gone. Who had it ended asks only then which of its calls had begun. */
  close(): void {
    if (this.#last !== 'open') return;
    this.#last = this.read();
    if (this.descriptor !== undefined) closeSync(this.descriptor);
  }
}
