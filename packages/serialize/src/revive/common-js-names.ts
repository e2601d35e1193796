import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { CodeNode } from '../format/closure-data.ts';

/** What a name that CommonJS puts around a module stands for in the module at a URL. */
export function commonJsName(url: string, name: (CodeNode & { type: 'common-js' })['name']): unknown {
  const filename = fileURLToPath(url);
  const require = createRequire(url);
  switch (name) {
    case 'require':
      return require;
    case '__filename':
      return filename;
    case '__dirname':
      return fileURLToPath(new URL('.', url)).replace(/(?<=.)[/\\]$/, '');
    case 'exports':
      return require(filename) as unknown;
    case 'module':
      require(filename);
      return require.cache[filename];
  }
}
