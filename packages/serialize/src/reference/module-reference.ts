import { createRequire, Module } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isModuleNamespaceObject } from 'node:util/types';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { likelyNameOf } from '../inspector/likely-script.ts';
import { isEntryPoint } from './entry-point.ts';
import { findPath, followPath } from './member-path.ts';
import type { LikelyScript } from '../inspector/likely-script.ts';

/** Where the far side finds a function. */
export interface ModuleReference {
  url: string;
  path: string[];
  /** Whether the path still leads to the function here; cheap enough to ask at every transport. */
  isCurrent: () => boolean;
}

/** Why a function cannot go by reference. */
export type NoReference = 'entry-point' | 'not-loaded' | 'not-exported' | 'still-evaluating' | 'unknown-module';

const homes = new WeakMap<Function, { url: string; path: string[] }>();

/**
 * Registers the module that a function is an export of, for where that cannot be found out: under `--permission`, or for
 * modules that a test runner or bundler has transformed.
 *
 * The word of the caller is taken for it: nothing is imported here to check it. The far side refuses a path that leads to no function.
 *
 * @param fn - the function
 * @param url - URL of the module, as a rule `import.meta.url`
 * @param exportName - name of the export, or the names from the export on to the function
 * @returns the function itself, so that a definition can be wrapped
 * @throws TypeError if an argument has the wrong type
 * @example `export const add = moduleReference((a, b) => a + b, import.meta.url, 'add');`
 */
export function moduleReference<Fn extends Function>(fn: Fn, url: string | URL, exportName: string | readonly string[]): Fn {
  if (typeof fn !== 'function') throw new TypeError(`moduleReference: the first argument must be a function, not ${typeof fn}`);
  const href = String(url);
  if (!URL.canParse(href)) throw new TypeError(`moduleReference: ${JSON.stringify(href)} is no URL; pass import.meta.url`);
  const path = typeof exportName === 'string' ? [exportName] : [...exportName];
  if (path.length === 0 || !path.every((name) => typeof name === 'string')) {
    throw new TypeError('moduleReference: the export name must be a string, or a list of at least one');
  }
  homes.set(fn, { url: href, path });
  return fn;
}

/** What was told to {@link moduleReference}. */
export function registeredReference(fn: Function): ModuleReference | NoReference | undefined {
  const home = homes.get(fn);
  if (home === undefined) return undefined;
  return isEntryPoint(home.url) ? 'entry-point' : { ...home, isCurrent: () => homes.get(fn) === home };
}

/**
 * Finds a function among the exports of the module that its script is. Imports no module that the loader had not loaded.
 *
 * @param holder - if given, the function has to be found as a member of this object
 */
export async function findModuleReference(fn: Function, script: LikelyScript, holder?: object): Promise<ModuleReference | NoReference> {
  const known = knownModuleReference(fn, script, holder);
  if (known !== undefined) return known;
  await loadedNamespace(script.url);
  return knownModuleReference(fn, script, holder) ?? 'still-evaluating';
}

/** Does the same at once. @returns undefined if the module's namespace has to be waited for */
export function knownModuleReference(fn: Function, { url, isModule, inMainContext }: LikelyScript, holder?: object): ModuleReference | NoReference | undefined {
  if (isEntryPoint(url)) return 'entry-point';
  if (!isModule) return findCommonJsReference(fn, url, holder);
  // A module of another context was loaded by a test runner or the like, whatever its URL says. So was one with a scheme of its own.
  if (!inMainContext || !/^(?:file|data|https?):/.test(url)) return 'not-loaded';
  const namespace = namespaces.get(url) ?? namespaceAtOnce(url);
  if (namespace === undefined) return undefined;
  const path = findPath(namespace, fn, holder);
  if (path === undefined) return 'not-exported';
  return { url, path, isCurrent: () => followPath(namespace, path) === fn };
}

/** Without an inspector the script is unknown, but CommonJS modules can be searched all the same. */
export function searchCommonJs(fn: Function): ModuleReference | undefined {
  for (const module of Object.values(commonJsModules())) {
    const reference = module === undefined ? undefined : commonJsReference(fn, module);
    if (reference !== undefined && !isEntryPoint(reference.url)) return reference;
  }
  return undefined;
}

function findCommonJsReference(fn: Function, url: string, holder: object | undefined): ModuleReference | NoReference {
  if (!url.startsWith('file:')) return 'not-exported'; // text that was evaluated: there is no file to speak of
  const module = commonJsModules()[fileURLToPath(url)];
  if (module === undefined) return 'not-loaded';
  return commonJsReference(fn, module, holder) ?? (module.loaded ? 'not-exported' : 'still-evaluating');
}

function commonJsReference(fn: Function, module: NodeJS.Module, holder?: object): ModuleReference | undefined {
  const path = findPath(module.exports, fn, holder);
  if (path === undefined) return undefined;
  // An import of a CommonJS module gives `module.exports` as its default export, in every Node.
  return {
    url: pathToFileURL(module.filename).href,
    path: ['default', ...path],
    isCurrent: () => followPath(module.exports, path) === fn,
  };
}

/** What `require` has loaded so far, by file name. */
function commonJsModules(): NodeJS.Dict<NodeJS.Module> {
  return require.cache;
}

const namespaces = new Map<string, object>();

const require = createRequire(import.meta.url);

/**
 * Gets the namespace of a loaded module without a wait, so that a function is captured in the state of the moment at which that was asked
 * for. `require` gives what `import` would for a module that is loaded, but for one with a top-level `await` or under evaluation.
 */
function namespaceAtOnce(url: string): object | undefined {
  if (!/^file:[^?#]*$/.test(url) || isRequireHooked()) return undefined; // other URLs of one file are other modules
  const filename = fileURLToPath(url);
  const isKnown = Object.hasOwn(require.cache, filename);
  try {
    const namespace = require(filename) as object | undefined; // `as`: all that is done with it
    if (namespace === undefined || !isModuleNamespaceObject(namespace)) return undefined; // the module has an export called "module.exports"
    namespaces.set(url, namespace);
    return namespace;
  } catch {
    return undefined;
  } finally {
    if (!isKnown) delete require.cache[filename]; // it is no CommonJS module
  }
}

/** Where tsx or the like compiles what is required, `require` does not know what `import` has loaded: it would run the module again. */
function isRequireHooked(): boolean {
  // `as`: what packages replace, and the declarations leave out
  const { _extensions, _load, _resolveFilename, prototype } = Module as unknown as { _extensions: Record<string, unknown>; _load: Function; _resolveFilename: Function; prototype: { require: Function; load: Function; _compile: Function } };
  const hooks: unknown[] = [_load, _resolveFilename, prototype.require, prototype.load, prototype._compile, ...Object.values(_extensions)];
  return !hooks.every((hook) => typeof hook === 'function' && (likelyNameOf(hook)?.startsWith('node:') === true || isBuiltinCode(hook)));
}

const evaluationMs = 1000;
/** Modules that were not done in that time are not waited for so long again. */
const unfinished = new Set<string>();
const glanceMs = 10;

/**
 * Gets the namespace of a module that is loaded already. That takes microseconds, unless the module is still evaluating:
 * with a top-level `await` on this very transport it would wait for itself, so the wait is bounded.
 */
async function loadedNamespace(url: string): Promise<object | undefined> {
  const known = namespaces.get(url);
  if (known !== undefined) return known;
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, unfinished.has(url) ? glanceMs : evaluationMs, undefined)));
  try {
    const namespace = (await Promise.race([import(url), waited])) as object | undefined; // `as`: a namespace is an object
    if (namespace === undefined) unfinished.add(url);
    else namespaces.set(url, namespace);
    return namespace;
  } catch {
    return undefined; // its evaluation has failed, or fails now: it exports nothing
  } finally {
    clearTimeout(timer);
  }
}
