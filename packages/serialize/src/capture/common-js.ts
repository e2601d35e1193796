import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isProxy } from 'node:util/types';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { isEntryPoint } from '../reference/entry-point.ts';
import { followPath } from '../reference/member-path.ts';
import type { RequiredValue } from '../code/declared-names.ts';
import type { CapturedScope } from '../inspector/captured-scopes.ts';

const ownRequire = createRequire(import.meta.url);

/** The CommonJS module at a URL, as far as `require` keeps it; not that of the entry point, which is nowhere else the same. */
export function commonJsModule(url: string | undefined): NodeJS.Module | undefined {
  if (url?.startsWith('file:') !== true || isEntryPoint(url)) return undefined;
  if (url !== lastFile.url) lastFile = { url, path: fileURLToPath(url) };
  return ownRequire.cache[lastFile.path];
}

/** Closures of one file tend to be captured one after another, and reading a URL takes longer than all else here. */
let lastFile = { url: '', path: '' };

/** What `this` is at the top level of a CommonJS module: its exports, whatever they were replaced by since. */
export function firstExports(url: string | undefined, scopes: readonly CapturedScope[]): unknown {
  const variables = scopes.at(-1)?.variables ?? {};
  return Object.hasOwn(variables, 'exports') ? variables['exports'] : commonJsModule(url)?.exports;
}

const fileNames = new Map<string, string | undefined>();

/**
 * Finds the module that a value was required from.
 *
 * @returns undefined if the value is not, or no longer, what `require` gives
 */
export function requiredFrom(url: string | undefined, { specifier, path }: RequiredValue, value: object): { url: string; path: readonly string[] } | undefined {
  if (url?.startsWith('file:') !== true) return undefined;
  const key = `${url}\0${specifier}`;
  if (!fileNames.has(key)) fileNames.set(key, fileNameOf(url, specifier));
  const fileName = fileNames.get(key);
  const module = fileName === undefined ? undefined : ownRequire.cache[fileName];
  if (fileName === undefined || module === undefined || followPath(module.exports, path) !== value) return undefined;
  const found = pathToFileURL(fileName).href;
  return isEntryPoint(found) ? undefined : { url: found, path };
}

function fileNameOf(url: string, specifier: string): string | undefined {
  try {
    return createRequire(url).resolve(specifier);
  } catch {
    return undefined; // it is not there any more, or was never resolved from here
  }
}

/**
 * The place that a `require` function resolves from, be it a module's own or one that `createRequire` gave.
 *
 * @returns undefined for all other functions
 */
export function requirePlace(fn: Function): string | undefined {
  const resolve: unknown = Object.getOwnPropertyDescriptor(fn, 'resolve')?.value;
  const paths: unknown = isNodes(resolve) ? Object.getOwnPropertyDescriptor(resolve, 'paths')?.value : undefined;
  if (!isBuiltinCode(fn) || !isNodes(paths)) return undefined;
  // For a relative request this lists the one directory that it is relative to.
  const [directory] = (paths('./') as string[] | null) ?? []; // `as`: Node's own function, which answers so
  return directory !== undefined && isAbsolute(directory) ? pathToFileURL(join(directory, 'noop.js')).href : undefined;
}

function isNodes(value: unknown): value is (request: string) => unknown {
  return typeof value === 'function' && !isProxy(value) && isBuiltinCode(value);
}
