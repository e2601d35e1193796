import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * Node's report of a fatal error: the one witness of whether a child that aborted had exhausted its heap. Costs nothing
 * until then.
 */
export class FatalReport {
  /** Where the child is to write it; empty if there is no such place: then an exhausted heap looks like any other abort. */
  readonly path: string;

  constructor() {
    const folder = sharedFolder();
    this.path = folder === '' ? '' : join(folder, `${++lastNumber}.json`);
  }

  /** Reads and removes it. @returns whether the child ended because its heap was exhausted */
  tellsOutOfMemory(): boolean {
    if (this.path === '') return false;
    try {
      const report = JSON.parse(readFileSync(this.path, 'utf8')) as { header?: { trigger?: unknown } }; // Node's documented format
      return report.header?.trigger === 'OOMError';
    } catch {
      return false; // there is none, or it was cut short
    } finally {
      remove(this.path);
    }
  }
}

/** Where children have to be able to write for this: none, or one. */
export function fatalReportFolders(): string[] {
  const made = sharedFolder();
  return made === '' ? [] : [made];
}

let lastNumber = 0;
let folder: string | undefined;

/** One for all children of this process. Nobody else may read it: a report tells the environment. */
function sharedFolder(): string {
  if (folder !== undefined) return folder;
  try {
    const made = mkdtempSync(join(tmpdir(), 'exec-'));
    process.once('exit', () => {
      remove(made); // a host that is killed leaves it behind, empty
    });
    folder = made;
  } catch {
    folder = '';
  }
  return folder;
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // The system cleans up its temporary files.
  }
}

/** Has this process write a report there when it dies of a fatal error. */
export function reportFatalErrors(path: string): void {
  if (path === '') return;
  // Not all of these exist in every Node: more is written then.
  Object.assign(process.report ?? {}, {
    reportOnFatalError: true,
    directory: dirname(path),
    filename: basename(path),
    compact: true,
    excludeEnv: true,
    excludeNetwork: true,
  });
}
