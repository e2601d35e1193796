import { build } from 'esbuild';
import { copyFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

const cases = fileURLToPath(new URL('cases/', import.meta.url));

/** Files with rows, by what can build them. */
const plain = ['bindings.mjs', 'functions.mjs', 'imports.mjs', 'classes.mjs', 'values.mjs'];
export const sources = {
  javascript: [...plain, 'large.mjs', 'separators.mjs', 'unbundled.mjs', 'commonjs.cjs', 'sloppy.cjs', 'refusals.mjs'].map((file) => join(cases, file)),
  bundled: plain.map((file) => join(cases, file)),
};

/** Rows as other tools load them. */
export interface Builds {
  /** TypeScript whose types Node can strip, and JavaScript under a TypeScript name. */
  erasable: string[];
  /** The same and TypeScript that has to be compiled. */
  compiled: string[];
  bundles: Record<'esm' | 'cjs' | 'minified esm' | 'minified cjs', string[]>;
  remove: () => Promise<void>;
}

/** Builds the rows into a folder beside them, from where packages resolve alike. */
export async function buildCases(): Promise<Builds> {
  const folder = await mkdtemp(fileURLToPath(new URL('../run-', import.meta.url)));
  await cp(cases, folder, { recursive: true });
  const erasable = [...plain, 'typed.mts'].map((file) => join(folder, file.replace(/mjs$/, 'mts')));
  for (const file of plain) await copyFile(join(cases, file), join(folder, file.replace(/mjs$/, 'mts')));
  return {
    erasable,
    compiled: [...erasable, join(folder, 'compiled.mts')],
    bundles: {
      esm: await bundle(folder, 'esm', false),
      cjs: await bundle(folder, 'cjs', false),
      'minified esm': await bundle(folder, 'esm', true),
      'minified cjs': await bundle(folder, 'cjs', true),
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function bundle(folder: string, format: 'esm' | 'cjs', minify: boolean): Promise<string[]> {
  const extension = format === 'esm' ? '.mjs' : '.cjs';
  const files = [...plain, 'typed.mts', 'compiled.mts', ...(format === 'cjs' ? ['commonjs.cjs', 'sloppy.cjs'] : [])];
  const outdir = join(folder, `${format}${minify ? '-minified' : ''}`);
  const options: BuildOptions = { bundle: true, platform: 'node', target: 'node20', external: ['acorn'], logLevel: 'silent', outExtension: { '.js': extension }, sourcemap: 'inline', tsconfigRaw: {} };
  await build({ ...options, entryPoints: files.map((file) => join(cases, file)), outdir, format, minify });
  await cp(join(cases, 'imported'), join(outdir, 'imported'), { recursive: true }); // what is imported by a variable is in no bundle
  return files.map((file) => join(outdir, file.replace(/\.[cm][jt]s$/, extension)));
}
