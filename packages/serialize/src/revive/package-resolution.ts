import { existsSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';

/*
 * What Node's documentation calls PACKAGE_RESOLVE and PACKAGE_IMPORTS_RESOLVE ("ECMAScript modules", "Resolution algorithm
 * specification"), under the names that stand there. Node resolves only from the module that asks, and a transported function asks from
 * another one.
 */

type Target = string | null | Target[] | { [condition: string]: Target };

interface PackageJson {
  name?: unknown;
  main?: unknown;
  exports?: Target;
  imports?: Record<string, Target>;
}

/** What a package's target may begin with, and what it must not contain. */
const invalidSegment = /(?:^|\/|\\)(?:\.\.?|%2e|%2e%2e|\.%2e|%2e\.|node_modules)(?:\/|\\|$)/i;

/**
 * Finds the file that a package name, or a `#name` of the package around, stands for in a module.
 *
 * @throws an error with Node's code and words if there is none
 */
export function resolvePackage(specifier: string, parentUrl: string): string {
  if (specifier.startsWith('#')) return packageImportsResolve(specifier, parentUrl);
  const [, name, subpath] = /^((?:@[^/\\%]+\/)?[^./\\%@][^/\\%]*)(\/.*)?$/.exec(specifier) ?? [];
  if (name === undefined) throw failure('ERR_INVALID_MODULE_SPECIFIER', `Invalid module "${specifier}" is not a valid package name imported from ${pathOf(parentUrl)}`);
  const path = `.${subpath ?? ''}`;
  const own = packageScope(parentUrl);
  const ownExports = own?.json.exports;
  if (own !== undefined && ownExports !== undefined && ownExports !== null && own.json.name === name) return packageExportsResolve(own.url, path, ownExports, parentUrl);
  for (let folder = new URL('.', parentUrl); ; folder = new URL('..', folder)) {
    const packageUrl = new URL(`node_modules/${name}/`, folder);
    if (!folder.pathname.endsWith('/node_modules/') && isFolder(packageUrl)) {
      const json = readPackageJson(packageUrl);
      if (json?.exports !== undefined && json.exports !== null) return packageExportsResolve(packageUrl, path, json.exports, parentUrl);
      if (path !== '.') return new URL(path, packageUrl).href;
      return legacyMain(packageUrl, json, parentUrl);
    }
    if (folder.pathname === '/' || new URL('..', folder).href === folder.href) break;
  }
  throw failure('ERR_MODULE_NOT_FOUND', `Cannot find package '${name}' imported from ${pathOf(parentUrl)}`);
}

function packageExportsResolve(packageUrl: URL, subpath: string, exports: Target, parentUrl: string): string {
  const isTable = typeof exports === 'object' && exports !== null && !Array.isArray(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  const table = isTable ? exports : { '.': exports };
  const resolved = packageTableResolve(subpath, table, packageUrl, false, parentUrl);
  if (typeof resolved === 'string') return resolved;
  const what = subpath === '.' ? 'No "exports" main defined' : `Package subpath '${subpath}' is not defined by "exports"`;
  throw failure('ERR_PACKAGE_PATH_NOT_EXPORTED', `${what} in ${fileURLToPath(new URL('package.json', packageUrl))} imported from ${pathOf(parentUrl)}`);
}

function packageImportsResolve(specifier: string, parentUrl: string): string {
  const own = packageScope(parentUrl);
  const { imports } = own?.json ?? {};
  if (specifier === '#') throw failure('ERR_INVALID_MODULE_SPECIFIER', `Invalid module "#" is not a valid internal imports specifier name imported from ${pathOf(parentUrl)}`);
  const resolved = own === undefined || imports === undefined ? undefined : packageTableResolve(specifier, imports, own.url, true, parentUrl);
  if (typeof resolved === 'string') return resolved;
  throw failure('ERR_PACKAGE_IMPORT_NOT_DEFINED', `Package import specifier "${specifier}" is not defined${own === undefined ? '' : ` in package ${fileURLToPath(new URL('package.json', own.url))}`} imported from ${pathOf(parentUrl)}`);
}

/** The specification's PACKAGE_IMPORTS_EXPORTS_RESOLVE. */
function packageTableResolve(key: string, table: Record<string, Target>, packageUrl: URL, isImport: boolean, parentUrl: string): string | null | undefined {
  const exact = Object.hasOwn(table, key) && !key.includes('*') ? table[key] : undefined;
  if (exact !== undefined) return packageTargetResolve(packageUrl, exact, undefined, isImport, parentUrl);
  let best: { pattern: string; base: string; match: string } | undefined;
  for (const pattern of Object.keys(table)) {
    const [base = '', trailer = '', ...more] = pattern.split('*');
    if (!pattern.includes('*') || more.length > 0 || !key.startsWith(base) || key === base || key.length < pattern.length || !key.endsWith(trailer)) continue;
    const isBetter = best === undefined || base.length > best.base.length || (base.length === best.base.length && pattern.length > best.pattern.length);
    if (isBetter) best = { pattern, base, match: key.slice(base.length, key.length - trailer.length) };
  }
  return best === undefined ? null : packageTargetResolve(packageUrl, table[best.pattern], best.match, isImport, parentUrl);
}

/** @returns null if the target forbids it, undefined if it says nothing of it */
function packageTargetResolve(packageUrl: URL, target: Target | undefined, match: string | undefined, isImport: boolean, parentUrl: string): string | null | undefined {
  if (typeof target === 'string') {
    const filled = match === undefined ? target : target.replaceAll('*', match);
    if (!target.startsWith('./')) {
      if (isImport && !target.startsWith('../') && !target.startsWith('/') && !URL.canParse(target)) return isBuiltin(filled) ? `node:${filled.replace(/^node:/, '')}` : resolvePackage(filled, new URL('package.json', packageUrl).href);
      throw invalidTarget(target, packageUrl, parentUrl);
    }
    if (invalidSegment.test(target.slice(2))) throw invalidTarget(target, packageUrl, parentUrl);
    if (match !== undefined && invalidSegment.test(match)) throw failure('ERR_INVALID_MODULE_SPECIFIER', `Invalid module "${match}" request is not a valid match in ${fileURLToPath(new URL('package.json', packageUrl))} imported from ${pathOf(parentUrl)}`);
    return new URL(filled, packageUrl).href;
  }
  if (Array.isArray(target)) return firstTarget(packageUrl, target, match, isImport, parentUrl);
  if (typeof target !== 'object') throw invalidTarget(target, packageUrl, parentUrl);
  if (target === null) return null;
  for (const [condition, inner] of Object.entries(target)) {
    if (condition !== 'default' && !conditions.has(condition)) continue;
    const resolved = packageTargetResolve(packageUrl, inner, match, isImport, parentUrl);
    if (resolved !== undefined) return resolved;
  }
  return undefined;
}

function firstTarget(packageUrl: URL, targets: readonly Target[], match: string | undefined, isImport: boolean, parentUrl: string): string | null | undefined {
  let last: { error: unknown } | null | undefined = null;
  for (const target of targets) {
    try {
      const resolved = packageTargetResolve(packageUrl, target, match, isImport, parentUrl);
      if (typeof resolved === 'string') return resolved;
      last = resolved;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ERR_INVALID_PACKAGE_TARGET') throw error; // `as`: ours, with a code
      last = { error };
    }
  }
  if (typeof last === 'object' && last !== null) throw last.error;
  return last;
}

/** As Node sets them by itself and by its flags. */
const conditions: ReadonlySet<string> = new Set(['node', 'import', ...('require_module' in process.features && process.features.require_module === true ? ['module-sync'] : []), ...addonsCondition(), ...givenConditions()]);

function addonsCondition(): string[] {
  return process.execArgv.includes('--no-addons') ? [] : ['node-addons'];
}

function givenConditions(): string[] {
  const words = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)];
  return words.flatMap((word, index) => {
    const [, joined] = /^(?:--conditions|-C)=(.*)$/.exec(word) ?? [];
    if (joined !== undefined) return [joined];
    const next = words[index + 1];
    return (word === '--conditions' || word === '-C') && next !== undefined ? [next] : [];
  });
}

/** The package.json that rules a file. */
function packageScope(url: string): { url: URL; json: PackageJson } | undefined {
  for (let folder = new URL('.', url); !folder.pathname.endsWith('/node_modules/'); folder = new URL('..', folder)) {
    const json = readPackageJson(folder);
    if (json !== undefined) return { url: folder, json };
    if (new URL('..', folder).href === folder.href) break;
  }
  return undefined;
}

function readPackageJson(folder: URL): PackageJson | undefined {
  const file = new URL('package.json', folder);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PackageJson; // `as`: members are checked where they are read
  } catch (cause) {
    throw failure('ERR_INVALID_PACKAGE_CONFIG', `Invalid package config ${fileURLToPath(file)}.`, cause);
  }
}

function legacyMain(packageUrl: URL, json: PackageJson | undefined, parentUrl: string): string {
  const main = typeof json?.main === 'string' ? json.main : undefined;
  const names = [...(main === undefined ? [] : ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'].map((ending) => main + ending)), 'index.js', 'index.json', 'index.node'];
  const found = names.map((name) => new URL(`./${name}`, packageUrl)).find((url) => statSync(url, { throwIfNoEntry: false })?.isFile() === true);
  if (found !== undefined) return found.href;
  throw failure('ERR_MODULE_NOT_FOUND', `Cannot find package '${fileURLToPath(packageUrl)}' imported from ${pathOf(parentUrl)}`);
}

function isFolder(url: URL): boolean {
  return statSync(url, { throwIfNoEntry: false })?.isDirectory() === true;
}

function pathOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

function invalidTarget(target: unknown, packageUrl: URL, parentUrl: string): Error {
  return failure('ERR_INVALID_PACKAGE_TARGET', `Invalid package target ${JSON.stringify(target)} in ${fileURLToPath(new URL('package.json', packageUrl))} imported from ${pathOf(parentUrl)}`);
}

function failure(code: string, message: string, cause?: unknown): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(error, { code });
}
