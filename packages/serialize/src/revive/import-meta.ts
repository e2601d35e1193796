import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { resolvePackage } from './package-resolution.ts';

/** `import.meta` of the module at a URL, with the members that Node gives it, in their order. It is no entry point here. */
export function importMeta(url: string): object {
  const meta = Object.create(null) as Record<string, unknown>;
  if (url.startsWith('file:')) {
    meta['dirname'] = fileURLToPath(new URL('.', url)).replace(/(?<=.)[/\\]$/, '');
    meta['filename'] = fileURLToPath(url);
  }
  if ('main' in import.meta) meta['main'] = false;
  meta['resolve'] = (specifier: unknown): string => resolveFrom(String(specifier), url);
  meta['url'] = url;
  return meta;
}

function resolveFrom(specifier: string, url: string): string {
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  const resolved = /^\.{0,2}\//.test(specifier) ? new URL(specifier, url).href : URL.canParse(specifier) ? specifier : resolvePackage(specifier, url);
  // Node's own resolver has the last word: links are followed, and loaders that were registered may map it on.
  return resolved.startsWith('file:') && typeof import.meta.resolve === 'function' ? import.meta.resolve(resolved) : new URL(resolved).href;
}
