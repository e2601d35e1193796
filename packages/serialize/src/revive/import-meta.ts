import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';

/** `import.meta` of the module at a URL. */
export function importMeta(url: string): object {
  const meta = Object.create(null) as Record<string, unknown>;
  if (url.startsWith('file:')) {
    meta['filename'] = fileURLToPath(url);
    meta['dirname'] = fileURLToPath(new URL('.', url)).replace(/(?<=.)[/\\]$/, '');
  }
  meta['url'] = url;
  meta['resolve'] = (specifier: unknown): string => {
    const name = String(specifier);
    if (isBuiltin(name)) return name.startsWith('node:') ? name : `node:${name}`;
    if (/^\.{0,2}\//.test(name)) return new URL(name, url).href;
    if (URL.canParse(name)) return new URL(name).href;
    throw new Error(`import.meta.resolve of a transported function resolves no package names: ${JSON.stringify(name)}; import it instead`);
  };
  return meta;
}
