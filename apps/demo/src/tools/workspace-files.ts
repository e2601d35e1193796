import { readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository: from `src/tools` and from `dist/tools` alike. */
const workspaceRoot: string = fileURLToPath(new URL('../../../../', import.meta.url));

/** A file's path on this machine, and as it is shown: relative to the root of the repository, with slashes. */
export interface WorkspaceFile {
  path: string;
  shownPath: string;
}

/**
 * The files of a folder and of the folders in it, in a stable order; or the file itself, if a file is named.
 *
 * @param name - a path relative to the root of the repository, written by a model: one that leaves the repository is refused
 * @param extension - only files whose names end so, e.g. `.ts`
 * @throws Error that tells the model what was wrong with the name
 */
export function listWorkspaceFiles(name: string, extension = ''): WorkspaceFile[] {
  const start = resolve(workspaceRoot, name);
  const fromRoot = relative(workspaceRoot, start);
  if (fromRoot === '..' || fromRoot.startsWith(`..${sep}`) || isAbsolute(fromRoot)) {
    throw new Error(`"${name}" is outside the repository; give a path relative to its root`);
  }
  const stats = statSync(start, { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`there is no file or folder "${name}" in the repository`);
  const paths = stats.isDirectory()
    ? readdirSync(start, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [start];
  const files = paths
    .filter((path) => path.endsWith(extension))
    .map((path) => ({ path, shownPath: relative(workspaceRoot, path).split(sep).join('/') }));
  if (files.length === 0) throw new Error(`"${name}" holds no files that end with "${extension}"`);
  return files.sort((a, b) => (a.shownPath < b.shownPath ? -1 : 1));
}
