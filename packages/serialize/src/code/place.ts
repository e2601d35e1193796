import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Writes a place as a reader of an error wants it: a path below the working directory is shortened, lines and columns count from one.
 *
 * @param line - zero-based
 * @param column - zero-based; needs `line`
 */
export function placeOf(url: string | undefined, line?: number, column?: number): string {
  const position = line === undefined ? [] : column === undefined ? [line + 1] : [line + 1, column + 1];
  return [...(url === undefined || url === '' ? [] : [readableUrl(url)]), ...position].join(':');
}

function readableUrl(url: string): string {
  if (!url.startsWith('file:')) return url.length > 80 ? `${url.slice(0, 77)}...` : url;
  let path: string;
  try {
    path = fileURLToPath(url);
  } catch {
    return url; // not a path on this platform: the URL itself is the best name
  }
  const query = /[?#].*$/.exec(url)?.[0] ?? '';
  const below = relative(process.cwd(), path);
  return (below !== '' && below !== '..' && !below.startsWith(`..${sep}`) ? below : path) + query;
}
