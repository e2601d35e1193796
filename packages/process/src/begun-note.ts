import { closeSync, readSync, writeSync } from 'node:fs';
import { openNamelessFile } from './nameless-file.ts';

/**
 * Where a child notes the number of each call that it begins: four bytes of a file without a name, which outlive the child
 * and whatever kills it. One write costs 1 to 3 µs, in the child.
 */
export class BegunNote {
  /** To be given to the child; undefined if no file can be made: then nobody knows what it begins. */
  readonly descriptor: number | undefined = openNamelessFile();
  readonly #bytes = new Uint32Array(1);
  /** What was read at the end; `'open'` until then. */
  #last: number | undefined | 'open' = 'open';

  /** The number that the child noted last, also after {@link close}; 0 before the first. */
  read(): number | undefined {
    if (this.#last !== 'open') return this.#last;
    if (this.descriptor === undefined) return undefined;
    try {
      readSync(this.descriptor, this.#bytes, 0, 4, 0);
    } catch {
      return undefined;
    }
    return this.#bytes[0];
  }

  /** Once the child is gone. Who had it ended asks only then which of its calls had begun. */
  close(): void {
    if (this.#last !== 'open') return;
    this.#last = this.read();
    if (this.descriptor !== undefined) closeSync(this.descriptor);
  }
}

// A tool may replace it.
const write = writeSync;

/**
 * In the child: notes calls in that file.
 *
 * @param onLost - called if that is not possible any more: a tool has closed the descriptor. The call must not begin then,
 *   since the host would take it for one that did not
 */
export function noteBegun(descriptor: number, onLost: () => void): (call: number) => void {
  const bytes = new Uint32Array(1);
  return (call) => {
    bytes[0] = call;
    try {
      write(descriptor, bytes, 0, 4, 0);
    } catch {
      onLost();
    }
  };
}
