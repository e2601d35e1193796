import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

let entryUrl: string | undefined;

/**
 * Tells whether a script is the one that this process or worker thread was started with. It must not be imported anywhere
 * else: that would run the program again.
 */
export function isEntryPoint(url: string): boolean {
  // Code given on the command line, on standard input, or to a Worker as text has a made-up URL.
  if (/\[(?:eval|stdin|worker(?: |%20)eval)\d*\](?:-wrapper)?$/.test(url)) return true;
  const entry = entryPointUrl();
  return entry !== '' && url === entry;
}

/** @returns an empty string if the program was not started from a file */
export function entryPointUrl(): string {
  return (entryUrl ??= findEntryUrl());
}

function findEntryUrl(): string {
  const entry = process.argv[1];
  if (entry === undefined) return '';
  const path = resolve(entry);
  try {
    return pathToFileURL(createRequire(path).resolve(path)).href; // as Node does it: adds an extension, reads package.json, follows links
  } catch {
    try {
      return pathToFileURL(realpathSync(path)).href;
    } catch {
      return ''; // argv was changed by the program, or the file is gone
    }
  }
}
