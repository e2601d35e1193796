import { randomBytes } from 'node:crypto';
import { openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Opens a new file for reading and writing, and takes its name away: it is gone with the last descriptor, so that a host that
 * is killed leaves nothing behind. Nobody else can open it, since the name is random and the file new.
 *
 * @returns its descriptor, or undefined if there is no place for temporary files
 */
export function openNamelessFile(): number | undefined {
  const path = join(tmpdir(), `exec-${randomBytes(12).toString('hex')}`);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx+', 0o600);
  } catch {
    return undefined;
  }
  try {
    unlinkSync(path);
  } catch {
    // The descriptor works all the same. Windows keeps a file that is open: there it stays until the system cleans up.
  }
  return descriptor;
}
