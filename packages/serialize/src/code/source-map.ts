import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { scriptText } from './strictness.ts';
import type { Script } from '../inspector/script-location.ts';

/** A place in a file that was compiled to a script. */
interface OriginalPlace {
  url: string;
  /** Zero-based. */
  line: number;
  /** Zero-based. */
  column: number;
  /** The map has an entry for that very place, not one for something before it. */
  isExact: boolean;
}

/** Tells where in its original file a place of a script was. */
export type PlaceMap = (line: number, column: number) => OriginalPlace | undefined;

const maps = new WeakMap<Script, PlaceMap | 'none'>();

/**
 * Reads the source map of a script, if stack traces here show original places: they do under `--enable-source-maps` and tsx, and
 * where a test runner or a package writes stack traces itself. Elsewhere errors show places of the compiled file, so that is what
 * they show on the far side too.
 */
export function placeMapOf(script: Script): PlaceMap | undefined {
  if (!showsOriginalPlaces()) return undefined;
  let map = maps.get(script);
  if (map === undefined) maps.set(script, (map = readMap(script) ?? 'none'));
  return map === 'none' ? undefined : map;
}

function showsOriginalPlaces(): boolean {
  // `as`: newer than the declarations
  if ((process as { sourceMapsEnabled?: boolean }).sourceMapsEnabled === true) return true;
  const prepare: unknown = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')?.value;
  return typeof prepare === 'function' && !isBuiltinCode(prepare); // newer versions of Node put one of their own there
}

const comment = /\/\/[#@] ?sourceMappingURL=([^\s'"]+)\s*$/;

function readMap(script: Script): PlaceMap | undefined {
  const source = scriptText(script);
  const at = source.lastIndexOf('sourceMappingURL=');
  const link = at === -1 ? undefined : comment.exec(source.slice(at - 4, source.indexOf('\n', at) === -1 ? undefined : source.indexOf('\n', at)))?.[1];
  if (link === undefined) return undefined;
  try {
    const url = URL.canParse(link) ? link : new URL(link, script.url).href;
    const base = url.startsWith('data:') ? script.url : url;
    // `as`: SourceMap complains of what is no map
    const payload = JSON.parse(url.startsWith('data:') ? dataOf(url) : readFileSync(new URL(url), 'utf8')) as ConstructorParameters<typeof SourceMap>[0];
    const map = new SourceMap(payload);
    const root = payload.sourceRoot === '' ? undefined : payload.sourceRoot;
    return (line, column) => {
      const entry = map.findEntry(line, column);
      if (!('originalSource' in entry)) return undefined;
      const { originalSource, originalLine, originalColumn, generatedLine, generatedColumn } = entry;
      return { url: sourceUrl(originalSource, root, base), line: originalLine, column: originalColumn, isExact: generatedLine === line && generatedColumn === column };
    };
  } catch {
    return undefined; // a map that is missing or garbled is none: Node goes on without it too
  }
}

function dataOf(url: string): string {
  const comma = url.indexOf(',');
  const data = url.slice(comma + 1);
  return url.slice(0, comma).endsWith(';base64') ? Buffer.from(data, 'base64').toString() : decodeURIComponent(data);
}

function sourceUrl(source: string, root: string | undefined, base: string): string {
  if (isAbsolute(source)) return pathToFileURL(source).href;
  if (URL.canParse(source)) return source;
  const path = root === undefined ? source : `${root.replace(/\/?$/, '/')}${source}`;
  return URL.canParse(path, base) ? new URL(path, base).href : source;
}
