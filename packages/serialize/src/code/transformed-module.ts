import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { childrenOf } from './syntax.ts';
import type { FreeName } from './outer-needs.ts';
import type { FunctionNode } from './syntax.ts';
import type { Declaration } from './script-bindings.ts';
import type { Edit } from './text-edits.ts';
import type { AnyNode, ClassExpression } from 'acorn';

/*
 * Vite, and with it vitest, runs a module as the body of a function, where
 *
 *     import { a } from 'x'; f(a)  is  const __vite_ssr_import_0__ = await __vite_ssr_import__("x", …); f(__vite_ssr_import_0__.a)
 *     import.meta.url              is  __vite_ssr_import_meta__.url
 *     await import('./y.mjs')      is  await __vite_ssr_dynamic_import__("/from/the/root/y.mjs")
 *
 * vitest puts modules that `vi.mock` may replace into `__vi_import_0__`. What stands there for a module is an object with an accessor
 * for each export, or for what Node itself has loaded its namespace, behind a Proxy if it may be CommonJS.
 */

const importedModule = /^__(?:vite_ssr|vi)_import_\d+__$/;
const metaName = '__vite_ssr_import_meta__';
const dynamicImportName = '__vite_ssr_dynamic_import__';
const staticImportName = '__vite_ssr_import__';

/** Members of `import.meta` that every module has. The others are Vite's own. */
const usualMetaMembers: ReadonlySet<string> = new Set(['url', 'filename', 'dirname', 'resolve']);

/** A module that a transformed module imports. */
export interface TransformedImport {
  /** What Node would import, seen from the script, if that can be told. */
  specifier: string | undefined;
  /** The exports that the function uses; undefined if it uses the namespace itself. */
  members: readonly string[] | undefined;
}

/** What a free name of a transformed module stands for, if the transform has put it there. */
export function transformedImport({ name, uses }: FreeName, declaration: Declaration | undefined, url: string | undefined): TransformedImport | undefined {
  if (!importedModule.test(name) || declaration?.kind !== 'const') return undefined;
  const members = uses.map(({ member }) => member);
  const id = importedId(declaration.value);
  return {
    specifier: id === undefined ? undefined : nodeSpecifier(id, url),
    members: members.every((member) => member !== undefined) ? [...new Set(members)] : undefined,
  };
}

/** Whether a free name is the transformed `import.meta`, used for nothing but what that is anywhere. */
export function isTransformedMeta({ name, uses }: FreeName): boolean {
  return name === metaName && uses.every(({ member }) => member !== undefined && usualMetaMembers.has(member));
}

/** Puts another name for the transformed `import.meta`, as long as the old one, so that columns stay. */
export function metaEdits({ uses }: FreeName, name: string): Edit[] {
  return uses.map(({ offset }) => ({ start: offset, end: offset + metaName.length, text: name.padEnd(metaName.length) }));
}

/** An `import()` that was transformed. */
export interface TransformedDynamicImport {
  offset: number;
  /** The specifier as it stands in the text, if it is written out. */
  literal?: { start: number; end: number; id: string };
}

/** Finds each `import()` that was transformed. */
export function transformedDynamicImports(root: FunctionNode | ClassExpression, freeNames: readonly FreeName[]): TransformedDynamicImport[] {
  if (!freeNames.some(({ name, uses }) => name === dynamicImportName && uses.every(({ isCallee }) => isCallee))) return [];
  const found: TransformedDynamicImport[] = [];
  const pending: AnyNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    pending.push(...childrenOf(node));
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== dynamicImportName) continue;
    const [specifier] = node.arguments;
    const isWritten = specifier?.type === 'Literal' && typeof specifier.value === 'string';
    found.push({ offset: node.callee.start, ...(isWritten ? { literal: { start: specifier.start, end: specifier.end, id: specifier.value as string } } : {}) }); // `as`: just checked
  }
  return found;
}

/** Puts a name for the function that imports, and specifiers that Node understands. */
export function dynamicImportEdits(imports: readonly TransformedDynamicImport[], name: string, url: string | undefined): Edit[] {
  return imports.flatMap(({ offset, literal }): Edit[] => {
    const edits = [{ start: offset, end: offset + dynamicImportName.length, text: name.padEnd(dynamicImportName.length) }];
    const specifier = literal === undefined ? undefined : nodeSpecifier(literal.id, url);
    if (literal === undefined || specifier === undefined || specifier === literal.id) return edits;
    return [...edits, { start: literal.start, end: literal.end, text: JSON.stringify(specifier).padEnd(literal.end - literal.start) }];
  });
}

/** Names that are gone once the edits are made. */
export function isTransformedAway(free: FreeName, imports: readonly TransformedDynamicImport[]): boolean {
  return isTransformedMeta(free) || (free.name === dynamicImportName && imports.length > 0);
}

/** What a variable was imported as. */
function importedId(value: AnyNode | undefined): string | undefined {
  if (value?.type !== 'AwaitExpression' || value.argument.type !== 'CallExpression') return undefined;
  const { callee, arguments: [specifier] } = value.argument;
  if (callee.type !== 'Identifier' || (callee.name !== staticImportName && callee.name !== dynamicImportName)) return undefined;
  return specifier?.type === 'Literal' && typeof specifier.value === 'string' ? specifier.value : undefined;
}

/**
 * Vite names files by their path from the project's folder, which is one of those around the script.
 *
 * @returns undefined for what only Vite can load
 */
function nodeSpecifier(id: string, url: string | undefined): string | undefined {
  if (isBuiltin(id)) return id.startsWith('node:') ? id : `node:${id}`;
  if (URL.canParse(id) || !id.startsWith('/')) return id;
  if (id.includes('?') || id.includes('\0') || url?.startsWith('file:') !== true) return undefined;
  if (id.startsWith('/@fs/')) return pathToFileURL(id.slice('/@fs'.length)).href;
  const found = new Set<string>();
  for (let folder = dirname(fileURLToPath(url)); ; folder = dirname(folder)) {
    const path = join(folder, id);
    if (existsSync(path)) found.add(path);
    if (folder === dirname(folder)) break;
  }
  const [path, other] = found;
  return path === undefined || other !== undefined ? undefined : pathToFileURL(path).href;
}
