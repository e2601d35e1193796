import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { entryPointUrl } from '../reference/entry-point.ts';
import { capturedScopes } from './captured-scopes.ts';
import { internalProperties, withInspector } from './inspector-session.ts';
import { areScriptsListed, scriptOf } from './script-location.ts';
import type { Debugger, Profiler } from 'node:inspector';

/** What is likely to hold of the script of a function. Whoever finds something there, checks it. */
export interface LikelyScript {
  url: string;
  isModule: boolean;
  inMainContext: boolean;
}

/** Names of scripts by their ids: those of which some function was called. */
let names = new Map<string, string>();

/** Node's functions are of the main context, wherever this file is evaluated. */
const mainFunctionPrototype: unknown = Object.getPrototypeOf(readFileSync);

/**
 * Tells which script a function is of, in a sixth of the time: the list of all scripts (script-location.ts) takes 20 to 50 ms once per
 * process, since V8 hashes all their texts for it; the names of those that ran take 7 ms.
 *
 * The name may be the one of a `sourceURL` comment. So it counts only if the file of that name holds the function's text in that place.
 *
 * @returns undefined if the scripts were listed, and where that is needed anyway: for functions of the entry point, of evaluated
 *   text, of modules that a loader has transformed
 */
export function likelyScriptOf(fn: Function): LikelyScript | undefined {
  if (areScriptsListed()) return undefined;
  return withInspector(() => {
    const location = locationOf(fn);
    if (location === undefined || isThere(fn, location, entryPointUrl())) return undefined;
    const url = likelyName(location.scriptId);
    if (url === undefined || !/^file:[^?#]*$/.test(url) || !isThere(fn, location, url)) return undefined;
    return { url, isModule: capturedScopes(fn)?.some(({ kind }) => kind === 'Module') === true, inMainContext: isOfMainContext(fn) };
  });
}

/** Tells the name of the script of a function, for the same price. @returns undefined for native ones, and if it is not found */
export function likelyNameOf(fn: Function): string | undefined {
  return withInspector(() => {
    const location = locationOf(fn);
    if (location === undefined) return undefined;
    return areScriptsListed() ? scriptOf(location.scriptId)?.url : likelyName(location.scriptId);
  });
}

function locationOf(fn: Function): Debugger.Location | undefined {
  return withInspector((ask) => internalProperties(ask, fn).find(({ name }) => name === '[[FunctionLocation]]')?.value?.value as Debugger.Location | undefined); // `as`: what V8 keeps there
}

function likelyName(scriptId: string): string | undefined {
  if (!names.has(scriptId)) {
    names = withInspector((ask) => {
      // Looks at what V8 counts anyway. Neither enables the profiler nor disables it, which would end a coverage that somebody else takes.
      const { result } = ask<Profiler.GetBestEffortCoverageReturnType>('Profiler.getBestEffortCoverage');
      return new Map(result.map((script) => [script.scriptId, script.url]));
    }) ?? names;
  }
  return names.get(scriptId);
}

/** Whether a file has the function's text where the function begins: at its bracket, or as an arrow function at its first character. */
function isThere(fn: Function, { lineNumber, columnNumber = 0 }: Debugger.Location, url: string): boolean {
  if (!url.startsWith('file:')) return false;
  const text = Function.prototype.toString.call(fn);
  try {
    const file = readFileSync(fileURLToPath(url), 'utf8');
    let lineStart = 0;
    for (let line = 0; line < lineNumber; line++) {
      lineStart = file.indexOf('\n', lineStart) + 1;
      if (lineStart === 0) return false;
    }
    return [text, text.slice(text.indexOf('('))].some((begin) => file.startsWith(begin, lineStart + columnNumber));
  } catch {
    return false; // no such file
  }
}

function isOfMainContext(fn: Function): boolean {
  for (let holder: unknown = fn; typeof holder === 'object' || typeof holder === 'function'; holder = Object.getPrototypeOf(holder)) {
    if (holder === mainFunctionPrototype) return true;
    if (holder === null) return false;
  }
  return false;
}
