import { isProxy } from 'node:util/types';
import { internalProperties, withInspector } from './inspector-session.ts';
import type { Ask } from './inspector-session.ts';
import type { Debugger, InspectorNotification, Session } from 'node:inspector';

/** The script that a function was compiled from. */
export interface Script {
  scriptId: string;
  /** The name that the loader gave the script, in spite of any `sourceURL` comment; empty for `new Function` and the like. */
  url: string;
  /** Compiled as an ES module. */
  isModule: boolean;
  /** Where the script begins in the file that it names, zero-based: not at 0:0 for code compiled with an offset. */
  startLine: number;
  startColumn: number;
  /** Runs in the main context, as opposed to one made by `vm.createContext`. */
  inMainContext: boolean;
}

/** Where a function begins: at the bracket before its parameters, or for an arrow function at its first character. */
export interface FunctionLocation {
  script: Script;
  /** Zero-based. */
  line: number;
  /** Zero-based. */
  column: number;
}

/** What V8 keeps in the slots of a function. */
export interface FunctionOrigin {
  /** Absent for native and bound functions, and where the inspector does not tell of the script. */
  location?: FunctionLocation;
  /** It has a script of which the inspector does not tell: Node's own, of the snapshot that a thread starts from (seen on Node 26). */
  isUnlisted?: true;
  isBound: boolean;
}

let scripts = new Map<string, Script>();

/**
 * Asks V8 where a function comes from.
 *
 * Costs about 50 µs the first time, and 3 to 5 ms more (20 ms once per process) for a function of a script not seen before.
 *
 * @returns undefined where there is no inspector, and for what inherits from a Proxy: V8 would ask that for its keys
 */
export function originOf(fn: Function): FunctionOrigin | undefined {
  let origin = origins.get(fn);
  if (origin === undefined) {
    origin = leadsToProxy(fn) ? undefined : askForOrigin(fn);
    if (origin !== undefined) origins.set(fn, origin); // it never changes
  }
  return origin;
}

const origins = new WeakMap<Function, FunctionOrigin>();

/** Whether an object is a Proxy or inherits from one. Asks none of them. */
export function leadsToProxy(object: object): boolean {
  for (let holder: object | null = object; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) if (isProxy(holder)) return true;
  return false;
}

function askForOrigin(fn: Function): FunctionOrigin | undefined {
  return withInspector((ask, session) => {
    const properties = internalProperties(ask, fn);
    const isBound = properties.some(({ name }) => name === '[[TargetFunction]]');
    const slot = properties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
    if (slot === undefined) return { isBound };
    const { scriptId, lineNumber, columnNumber } = slot as { scriptId: string; lineNumber: number; columnNumber: number }; // `as`: Debugger.Location
    const script = scripts.get(scriptId) ?? listScripts(ask, session).get(scriptId);
    if (script === undefined) return { isBound, isUnlisted: true };
    return { isBound, location: { script, line: lineNumber, column: columnNumber } };
  });
}

/** Whether all scripts were asked for: more cost little then. */
export function areScriptsListed(): boolean {
  return scripts.size > 0;
}

/** A script that was listed. */
export function scriptOf(scriptId: string): Script | undefined {
  return scripts.get(scriptId);
}

/** Reads the text of a script. @returns undefined if it is gone or there is no inspector */
export function sourceOf(script: Script): string | undefined {
  return withInspector((ask) =>
    whileDebugging(ask, () => {
      try {
        return ask<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId: script.scriptId }).scriptSource;
      } catch {
        return undefined; // V8 may have dropped the script of a vm context: callers go on without it
      }
    }),
  );
}

/** The inspector tells of every live script when `Debugger` is enabled. The list is made anew, so it holds no script that is gone. */
function listScripts(ask: Ask, session: Session): Map<string, Script> {
  const found = new Map<string, Script>();
  const listener = ({ params }: InspectorNotification<Debugger.ScriptParsedEventDataType>): void => {
    // `as`: members of the protocol that the type declarations do not list
    const { embedderName, executionContextAuxData } = params as { embedderName?: string; executionContextAuxData?: { isDefault?: boolean } };
    found.set(params.scriptId, {
      scriptId: params.scriptId,
      url: embedderName ?? params.url,
      isModule: params.isModule === true,
      startLine: params.startLine,
      startColumn: params.startColumn,
      inMainContext: executionContextAuxData?.isDefault !== false,
    });
  };
  session.on('Debugger.scriptParsed', listener);
  whileDebugging(ask, () => undefined);
  session.off('Debugger.scriptParsed', listener);
  scripts = found;
  return found;
}

/** `Debugger` must never stay enabled: while it is, every `await` in the process takes 12 times as long. */
function whileDebugging<Result>(ask: Ask, use: () => Result): Result {
  ask('Debugger.enable');
  try {
    return use();
  } finally {
    ask('Debugger.disable');
  }
}
