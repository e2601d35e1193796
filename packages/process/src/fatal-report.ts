import { closeSync, fstatSync, readSync } from 'node:fs';
import { openNamelessFile } from './nameless-file.ts';
import { reportPath } from './report-path.ts';

/**
 * Node's report of a fatal error: the one witness of whether a child that aborted had exhausted its heap. Node takes a path
 * only; that of a descriptor leads it to a file without a name, which nobody else can read (a report tells much of a program)
 * and nobody has to remove. Costs a descriptor until then. Windows has no such paths: an exhausted heap looks there like any
 * other abort, and so it does where no file can be made.
 */
export class FatalReport {
  /** To be given to the child. */
  readonly descriptor: number | undefined = reportPath === undefined ? undefined : openNamelessFile();
  #closed = false;

  /** @returns whether the child ended because its heap was exhausted */
  tellsOutOfMemory(): boolean {
    if (this.descriptor === undefined || this.#closed) return false;
    try {
      const bytes = Buffer.alloc(fstatSync(this.descriptor).size);
      const length = readSync(this.descriptor, bytes, 0, bytes.length, 0);
      const report = JSON.parse(bytes.toString('utf8', 0, length)) as { header?: { trigger?: unknown } }; // Node's documented format
      return report.header?.trigger === 'OOMError';
    } catch {
      return false; // there is none, or it was cut short
    }
  }

  close(): void {
    if (this.descriptor !== undefined && !this.#closed) closeSync(this.descriptor);
    this.#closed = true;
  }
}
