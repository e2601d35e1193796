import { fileURLToPath } from 'node:url';
import { resolveFrom } from './resolve-from.ts';

/** `import.meta` of the module at a URL, with the members that Node gives it, in their order. It is no entry point here. */
export function importMeta(url: string): object {
  const meta = { __proto__: null } as Record<string, unknown>;
  if (url.startsWith('file:')) {
    meta['dirname'] = fileURLToPath(new URL('.', url)).replace(/(?<=.)[/\\]$/, '');
    meta['filename'] = fileURLToPath(url);
  }
  if ('main' in import.meta) meta['main'] = false;
  meta['resolve'] = (specifier: unknown): string => resolveFrom(String(specifier), url);
  meta['url'] = url;
  return meta;
}
