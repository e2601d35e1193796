import { checkCodeShape, isIdentifier } from './closure-shapes.ts';
import { garbled, shown } from './garbled.ts';
import { codeId, hashOf, unitId } from './content-id.ts';
import { apply, hasOwn, isArray, isSafeInteger, stringify } from '../untampered.ts';
import type { ClosureCode } from './closure-data.ts';

// A tool may replace these on the far side.
const functionText: (this: Function) => string = Reflect.get(Function.prototype, 'toString');

interface SerializedBase {
  /** Version of this format. */
  v: 1;
  /** Content id, 32 hexadecimal digits: equal code, name and place give an equal id, in every process. */
  id: string;
  /** The function's `name`; empty for an unnamed one. */
  name: string;
  /** HMAC-SHA-256 of all other members, in hexadecimal, if the sender was given a key. */
  signature?: string;
}

/** A function that travels as the place where the far side finds it: an export of a module, or a member of one. */
export interface ModuleFunction extends SerializedBase {
  kind: 'module';
  /** URL of the module, as its loader knows it, with query and fragment. */
  url: string;
  /** The export's name, then the names of the members that lead on to the function. */
  path: string[];
  /** Hash of the function's text, so that another function in that place is noticed; absent for one registered by hand. */
  textHash?: string;
  /** The far side calls it on the object that holds it there: the function uses `this`. */
  onHolder?: true;
}

/** A function of the language or of Node, found by name on the far side. */
export interface BuiltinFunction extends SerializedBase {
  kind: 'builtin';
  /** Where `path` begins: the global object, or a built-in module such as `node:fs`. */
  from: string;
  /** Names that lead to the function: `['Math', 'max']`. */
  path: string[];
}

/** A function that travels as its source text. It uses no name from outside but globals. */
export interface SourceFunction extends SerializedBase {
  kind: 'source';
  /** An expression whose value is the function. */
  text: string;
  /** Whether the text is strict code because of what stood around it. */
  strict: boolean;
  /** Globals that the text uses other than as an operand of `typeof`. */
  globals: string[];
  /** URL of the script that the text comes from, if it has one: stack traces and relative imports go by it. */
  url?: string;
  /** Zero-based line of the text in that script. */
  line?: number;
  /** Zero-based column of the text in that script; may be negative, as the text may have been put into brackets. */
  column?: number;
  /** Name of the file in stack traces, where that is not the URL. */
  file?: string;
  /** The name that stands in the text for `import`, if the text imports modules while it runs. */
  importName?: string;
}

/** A function that travels as its source text with the variables that it uses from outside, and all that those lead to. */
export interface ClosureFunction extends SerializedBase {
  kind: 'closure';
  /** What never changes: an equal `code.id` means that only the state differs. */
  code: ClosureCode;
  /** The state that was captured, as JSON text. */
  state: string;
  /** Nothing that was captured can change: the data will be the same at each transport. */
  isConstant: boolean;
}

/**
 * What {@link serializeFunction} makes of a function: plain data that survives structured clone and JSON alike.
 *
 * It is code: make a function only of data that comes from a process of your own.
 */
export type SerializedFunction = ModuleFunction | BuiltinFunction | SourceFunction | ClosureFunction;

type WithoutId<Data> = Data extends SerializedBase ? Omit<Data, 'id' | 'v' | 'signature'> : never;

/** Gives data its version and content id. */
export function identified<Data extends SerializedFunction>(data: WithoutId<Data>): Data {
  // `as`: adding exactly the two members that WithoutId takes away gives Data back, which the compiler cannot work out for a type parameter.
  return { v: 1, id: contentId(data), ...data } as unknown as Data;
}

/** Hashes everything that the function's meaning depends on, in a fixed order. */
function contentId(data: WithoutId<SerializedFunction>): string {
  return hashOf(contentText(data));
}

function contentText(data: WithoutId<SerializedFunction>): string {
  const parts =
    data.kind === 'source'
      ? [data.text, data.strict, data.globals, data.url ?? null, data.line ?? null, data.column ?? null, data.file ?? null, data.importName ?? null]
      : data.kind === 'closure'
        ? [data.code.id, data.state, data.isConstant]
        : data.kind === 'module'
        ? [data.url, data.path, data.textHash ?? null, data.onHolder ?? false]
        : [data.from, data.path];
  return stringify([1, data.kind, data.name, ...parts]);
}

/** Fingerprint of a function's source text. */
export function textHashOf(fn: Function): string {
  return hashOf(apply(functionText, fn, []));
}

/**
 * Checks the shape of data that came over a wire, and that its id is that of its content.
 *
 * @throws TransportError that names the member at fault.
 */
export function checkSerializedFunction(value: unknown): SerializedFunction {
  if (typeof value !== 'object' || value === null) throw garbled('', `it is ${shown(value)}, not an object`);
  const data = value as Record<string, unknown>; // `as`: an object; each member is checked below
  const version = member(data, 'v');
  if (version !== 1) throw garbled('v', `version ${shown(version)} is not 1, the only one that this copy of @exec/serialize reads`);
  for (const name of ['id', 'name']) requireString(data, name);
  const kind = member(data, 'kind');
  if (kind === 'module' || kind === 'builtin') {
    requireString(data, kind === 'module' ? 'url' : 'from');
    requireStrings(data, 'path');
    if (member(data, 'textHash') !== undefined) requireString(data, 'textHash');
    const onHolder = member(data, 'onHolder');
    if (onHolder !== undefined && onHolder !== true) throw garbled('onHolder', `${shown(onHolder)} is not true`);
  } else if (kind === 'source') {
    requireString(data, 'text');
    if (typeof member(data, 'strict') !== 'boolean') throw garbled('strict', `${shown(member(data, 'strict'))} is not a boolean`);
    requireStrings(data, 'globals');
    for (const name of ['url', 'file']) if (member(data, name) !== undefined) requireString(data, name);
    const importName = member(data, 'importName');
    if (importName !== undefined && !isIdentifier(importName)) throw garbled('importName', `${shown(importName)} is not the name of a variable`);
    for (const name of ['line', 'column']) {
      const number = member(data, name);
      if (number !== undefined && !isSafeInteger(number)) throw garbled(name, `${shown(number)} is not an integer`);
    }
  } else if (kind === 'closure') {
    requireString(data, 'state');
    requireCode(member(data, 'code'));
    if (typeof member(data, 'isConstant') !== 'boolean') throw garbled('isConstant', `${shown(member(data, 'isConstant'))} is not a boolean`);
  } else {
    throw garbled('kind', `${shown(kind)} is none of "module", "builtin", "source" and "closure"`);
  }
  const checked = value as SerializedFunction; // `as`: each member was checked above
  if (contentId(checked) !== checked.id) throw garbled('id', `${shown(checked.id)} is not the id of this content`);
  return checked;
}

/** The shape of code: what is in it is checked by {@link checkCode} before it is used. */
function requireCode(code: unknown): void {
  if (typeof code !== 'object' || code === null) throw garbled('code', `${shown(code)} is not an object`);
  for (const name of ['units', 'links']) {
    if (!isArray(member(code as Record<string, unknown>, name))) throw garbled(`code.${name}`, 'it is not a list'); // `as`: an object
  }
  requireString(code as Record<string, unknown>, 'id'); // `as`: an object
}

/**
 * Checks that code from a wire is what its id stands for.
 *
 * @throws TransportError if it is not
 */
export function checkCode(code: ClosureCode): void {
  checkCodeShape(code);
  for (const unit of code.units) if (unitId(unit) !== unit.id) throw garbled('code', `${shown(unit.id)} is not the id of its text`);
  if (codeId(code) !== code.id) throw garbled('code', `${shown(code.id)} is not the id of this code`);
}

/** Own members only: what a prototype (or a `__proto__` key) brings along is no part of the data. */
function member(data: Record<string, unknown>, name: string): unknown {
  return hasOwn(data, name) ? data[name] : undefined;
}

function requireString(data: Record<string, unknown>, name: string): void {
  if (typeof member(data, name) !== 'string') throw garbled(name, `${shown(member(data, name))} is not a string`);
}

function requireStrings(data: Record<string, unknown>, name: string): void {
  const list = member(data, name);
  if (!isArray(list) || !list.every((item) => typeof item === 'string')) throw garbled(name, `${shown(list)} is not a list of strings`);
}
