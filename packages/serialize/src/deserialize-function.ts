import { compileFunction } from 'node:vm';
import { followBuiltin } from './reference/builtin-reference.ts';
import { rememberSource } from './reference/known-functions.ts';
import { followPath, ownName } from './reference/member-path.ts';
import { placeOf } from './code/place.ts';
import { checkStateShape } from './format/closure-shapes.ts';
import { garbled } from './format/garbled.ts';
import { checkCode, checkSerializedFunction, textHashOf } from './format/serialized-function.ts';
import { checkHmacKey, checkSignature } from './format/signature.ts';
import { importerFor } from './revive/importer.ts';
import { loadCode } from './revive/revive-closure.ts';
import { TransportError } from './transport-error.ts';
import { OwnMap, parse } from './untampered.ts';
import type { ClosureCode, ClosureNode } from './format/closure-data.ts';
import type { Importer } from './revive/importer.ts';
import type { LoadedCode } from './revive/revive-closure.ts';
import type { BuiltinFunction, ClosureFunction, ModuleFunction, SerializedFunction, SourceFunction } from './format/serialized-function.ts';

// A tool may replace these on the far side.
const { apply, defineProperty } = Reflect;

/** More functions than a set of tools has; the oldest go first, so that a stream of distinct functions fills no memory. */
const maxRevived = 1000;
const revived = new OwnMap<string, Promise<() => Function>>();

/**
 * Makes a function of the data that {@link serializeFunction} gave, in any thread or process that sees the same files.
 *
 * **The data is code.** Give it only data from a process of your own.
 *
 * A function by reference is the far module's own export, and importing the module runs it, once. A function by value is compiled
 * in the main context; its stack traces show the original file, line and column. The same id gives the same function, at once.
 *
 * @throws TransportError (as a rejection) if the data is garbled, the module or its export is missing, or a global is
 */
export async function deserializeFunction(data: SerializedFunction, options: DeserializeOptions = {}): Promise<Function> {
  if (options.hmacKey !== undefined) {
    checkHmacKey('deserializeFunction', options.hmacKey);
    checkSignature(data, options.hmacKey);
  }
  return (await prepareFunction(data))();
}

/** Settings of {@link deserializeFunction}. */
export interface DeserializeOptions {
  /** Refuses data that {@link serializeFunction} has not signed with this key, before anything of it is read. */
  hmacKey?: string | Uint8Array;
}

/**
 * Loads all that a function refers to, so that it can be made at once.
 *
 * @returns what gives the function: for one with state of its own another one each time, in the state that was captured
 * @throws TransportError (as a rejection), as {@link deserializeFunction} does
 */
export async function prepareFunction(data: SerializedFunction): Promise<() => Function> {
  const id: unknown = typeof data === 'object' && data !== null ? data.id : undefined;
  const known = typeof id === 'string' ? revived.get(id) : undefined;
  if (known !== undefined) return known;
  const checked = checkSerializedFunction(data);
  const making = make(checked);
  // States come and go; what stays of them is their code.
  if (checked.kind === 'closure' && !checked.isConstant) return making;
  revived.set(checked.id, making);
  const [oldest] = revived.keys();
  if (revived.size > maxRevived && oldest !== undefined) revived.delete(oldest);
  making.catch(() => revived.delete(checked.id)); // the caller gets the rejection; a later call may fare better
  return making;
}

async function make(data: SerializedFunction): Promise<() => Function> {
  if (data.kind === 'closure') return fromClosure(data);
  const fn = await makeOnce(data);
  return () => fn;
}

async function makeOnce(data: Exclude<SerializedFunction, ClosureFunction>): Promise<Function> {
  switch (data.kind) {
    case 'module':
      return fromModule(data);
    case 'builtin':
      return fromBuiltin(data);
    case 'source':
      return fromSource(data);
  }
}

function importFix(cause: unknown): string {
  switch (cause instanceof Error && 'code' in cause ? cause.code : undefined) {
    case 'ERR_UNKNOWN_FILE_EXTENSION':
      return 'Compile it to JavaScript, use Node 22.18 or later, which run .ts files, or have the worker load a loader: execArgv: ["--import", FILE], where FILE calls register() of tsx/esm/api (in threads of Node 20, tsx by itself does not).';
    case 'ERR_ACCESS_DENIED':
      return 'Allow the worker to read the folder of the module, and of what it imports (permissions.fs.read, or --allow-fs-read).';
    default:
      return 'Make the module importable from this process.';
  }
}

async function fromModule(data: ModuleFunction): Promise<Function> {
  let namespace: unknown;
  try {
    namespace = await import(data.url);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw failure(data, data.url, `importing ${placeOf(data.url)} failed: ${reason}`, importFix(cause), cause);
  }
  const fn = followPath(namespace, data.path);
  const path = data.path.join('.');
  if (typeof fn === 'function') {
    if (data.textHash === undefined || textHashOf(fn) === data.textHash) {
      return data.onHolder === true ? onHolder(fn, followPath(namespace, data.path.slice(0, -1))) : fn;
    }
    // The file was edited meanwhile, or the export was assigned anew after the module was loaded: either way it is not what was sent.
    throw failure(data, path, `${placeOf(data.url)} exports another function as ${path} here`, 'Restart after editing the file, and assign exports only once.');
  }
  throw failure(data, path, `${placeOf(data.url)} exports no function ${path} here`, 'Export it when the module is loaded, on every side alike.');
}

/** A function that needs `this`, for callers that give none. */
function onHolder(fn: Function, holder: unknown): Function {
  const called = (...parameters: unknown[]): unknown => apply(fn, holder, parameters);
  defineProperty(called, 'name', { value: ownName(fn), configurable: true });
  return called;
}

function fromBuiltin(data: BuiltinFunction): Function {
  const fn = followBuiltin(data);
  if (typeof fn === 'function') return fn;
  const path = [data.from, ...data.path].join('.');
  throw failure(data, path, `this process has no function ${path}`, 'Use the same version of Node, with the same flags, on both sides.');
}

function fromSource(data: SourceFunction): Function {
  const missing = data.globals.find((name) => !(name in globalThis));
  if (missing !== undefined) {
    throw failure(data, missing, `it uses the global "${missing}", which this process does not have`, `Pass "${missing}" in the input, or import it in the function.`);
  }
  const prefix = `${data.strict ? '"use strict";' : ''}return (`;
  let made: unknown;
  try {
    const compiled = compileFunction(`${prefix}${data.text})`, data.importName === undefined ? [] : [data.importName], {
      filename: data.file ?? data.url ?? `transported:${data.name}`,
      lineOffset: data.line ?? 0,
      columnOffset: (data.column ?? 0) - prefix.length,
    });
    made = (compiled as (load?: Importer) => unknown)(data.importName === undefined ? undefined : importerFor(data.url)); // `as`: the parameters are the ones just given
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw failure(data, 'source text', `its text does not compile: ${reason}`, 'Use the same version of Node on both sides.', cause);
  }
  if (typeof made !== 'function') throw failure(data, 'source text', 'its text is no function', 'Pass what serializeFunction returned, unchanged.');
  if (made.name !== data.name) defineProperty(made, 'name', { value: data.name, configurable: true });
  rememberSource(made, data);
  return made;
}

async function fromClosure(data: ClosureFunction): Promise<() => Function> {
  const code = await prepareCode(data.code, data.name);
  try {
    const maker = code(data.state);
    const first = maker(); // so that what cannot be made is refused now
    return data.isConstant ? () => first : maker;
  } catch (cause) {
    checkState(data.state);
    throw unmakable(data, cause);
  }
}

const maxCodes = 1000;
const codes = new OwnMap<string, Promise<LoadedCode>>();

/**
 * Loads the code of a closure, once.
 *
 * @param name - of the function, for errors
 * @returns what gives, for a state, what makes the function in that state, another one each time
 * @throws TransportError (as a rejection) if the code is garbled, or something that it needs is missing
 */
export async function prepareCode(code: ClosureCode, name: string): Promise<(state: string) => () => Function> {
  let loading = codes.get(code.id);
  if (loading === undefined) {
    checkCode(code);
    loading = loadCode(code, { importFrom: importerFor, functionOf: (link) => fromModule({ ...link, v: 1, id: '', kind: 'module' }) });
    codes.set(code.id, loading);
    const [oldest] = codes.keys();
    if (codes.size > maxCodes && oldest !== undefined) codes.delete(oldest);
  }
  try {
    const { make } = await loading;
    return (state) => {
      const nodes = parse(state) as ClosureNode[]; // `as`: what captureClosure wrote
      return () => make(nodes);
    };
  } catch (cause) {
    codes.delete(code.id); // a later call may fare better
    throw unmakable({ name }, cause);
  }
}

/** Asked once something went wrong: to check a state takes longer than to make a function of it. */
function checkState(state: string): void {
  let nodes: unknown;
  try {
    nodes = parse(state);
  } catch (cause) {
    throw garbled('state', `it is no JSON text (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  checkStateShape(nodes);
}

function unmakable(data: { name: string }, cause: unknown): TransportError {
  if (cause instanceof TransportError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return failure(data, 'closure', `what it uses cannot be made here: ${reason}`, 'Use the same files and the same version of Node on both sides.', cause);
}

function failure(data: { name: string }, culprit: string, reason: string, fix: string, cause?: unknown): TransportError {
  const subject = data.name === '' ? 'an unnamed function' : `function ${JSON.stringify(data.name)}`;
  return new TransportError(`cannot revive ${subject}: ${reason}. ${fix}`, {
    path: [data.name === '' ? '(unnamed function)' : data.name, culprit],
    culprit,
    fix,
    cause,
  });
}
