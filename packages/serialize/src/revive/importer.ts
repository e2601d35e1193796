import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction, constants } from 'node:vm';
import { resolveFrom } from './resolve-from.ts';

/** Stands in for `import()` in revived text. */
export type Importer = (specifier: unknown, options?: ImportCallOptions) => Promise<unknown>;

/**
 * Makes what imports as the module at a URL does.
 *
 * Compiled code can import through Node's loader directly, but that prints a warning the first time; so only bare specifiers that are not
 * found in the folders around the original file go that way: a loader that was registered may know them, and Node words the error.
 */
export function importerFor(url: string | undefined): Importer {
  return async (specifier, options) => {
    const name = String(specifier);
    if (isBuiltin(name)) return (await import(name.startsWith('node:') ? name : `node:${name}`)) as unknown;
    const isRelative = url !== undefined && /^\.{0,2}\//.test(name);
    if (isRelative || URL.canParse(name)) {
      try {
        return (await import(isRelative ? new URL(name, url).href : name, options)) as unknown;
      } catch (error) {
        throw url === undefined ? error : asIfFrom(url, error);
      }
    }
    const resolved = url === undefined ? undefined : resolvedOf(name, url);
    if (resolved !== undefined) return (await import(resolved, options)) as unknown;
    const load = compileFunction('return import(specifier, options)', ['specifier', 'options'], {
      filename: url ?? import.meta.url,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as Importer; // `as`: two parameters and one expression, as written
    return load(name, options);
  };
}

function resolvedOf(name: string, url: string): string | undefined {
  try {
    return resolveFrom(name, url);
  } catch {
    return undefined;
  }
}

/** Node says which file has asked for what is missing: that is the original, and not this one. */
function asIfFrom(url: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const own = fileURLToPath(import.meta.url);
  const original = url.startsWith('file:') ? fileURLToPath(url) : url;
  for (const key of ['message', 'stack'] as const) {
    const text: unknown = Object.getOwnPropertyDescriptor(error, key)?.value ?? error[key];
    if (typeof text !== 'string' || !text.includes(` imported from ${own}`)) continue;
    Object.defineProperty(error, key, { value: text.replace(` imported from ${own}`, ` imported from ${original}`), writable: true, enumerable: false, configurable: true });
  }
  return error;
}
