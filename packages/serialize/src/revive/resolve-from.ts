import { isBuiltin } from 'node:module';
import { resolvePackage } from './package-resolution.ts';

/**
 * Resolves a specifier as the module at a URL would.
 *
 * @throws an error with Node's code and words if there is nothing of that name
 */
export function resolveFrom(specifier: string, url: string): string {
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  const resolved = /^\.{0,2}\//.test(specifier) ? new URL(specifier, url).href : URL.canParse(specifier) ? specifier : resolvePackage(specifier, url);
  // Node's own resolver has the last word: links are followed, and loaders that were registered may map it on.
  return resolved.startsWith('file:') && typeof import.meta.resolve === 'function' ? import.meta.resolve(resolved) : new URL(resolved).href;
}
