import { isProxy } from 'node:util/types';
import { runInNewContext } from 'node:vm';
import { outerNeeds } from './free-names.ts';
import { ownName } from '../reference/member-path.ts';
import { placesInScript, readablePlaces, shownPlace } from './code-place.ts';
import { namesAround } from './scopes.ts';
import { identified } from '../format/serialized-function.ts';
import { functionExpression, lineBreak, parseFunctionText } from './source-text.ts';
import { literalAt } from './layers.ts';
import { declarationOf } from './script-bindings.ts';
import { isStrictCode, placeInScript, scriptText } from './strictness.ts';
import { applyEdits } from './text-edits.ts';
import type { DynamicImport, FreeName, OuterNeeds, Tie } from './outer-needs.ts';
import type { FunctionNode } from './syntax.ts';
import type { Problem } from '../capture/refusal.ts';
import type { FunctionLocation, Script } from '../inspector/script-location.ts';
import type { SourceFunction } from '../format/serialized-function.ts';
import type { FunctionText } from './source-text.ts';

/** Names that CommonJS puts around a module. In the REPL and under `--eval` they are globals, but not those of another process. */
export const moduleNames: ReadonlySet<string> = new Set(['require', 'module', 'exports', '__filename', '__dirname']);

/** Globals that every realm has and nobody can change. */
const constants: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity', 'globalThis']);

/**
 * Captures a function as its source text.
 *
 * @param location - where the function begins, if there is an inspector
 * @returns the data, or everything that keeps the function from travelling so, in the order of its text
 */
export function captureSource(fn: Function, location: FunctionLocation | undefined): SourceFunction | readonly [Problem, ...Problem[]] {
  let analysis: { text: FunctionText; strict: boolean; needs: OuterNeeds };
  try {
    const text = parseFunctionText(Function.prototype.toString.call(fn));
    const strict = isStrictCode(fn, text, location);
    analysis = { text, strict, needs: outerNeeds(text.node, strict) };
  } catch (error) {
    // SyntaxError for what the parser does not know, RangeError for code nested too deeply for the stack.
    return [{ culprit: 'source text', clause: `has source text that cannot be read (${error instanceof Error ? error.message : String(error)})` }];
  }
  const { text, strict, needs } = analysis;
  const start = startOf(text, location);
  const url = scriptUrl(location);
  const place = readablePlaces(placesInScript(text, start), start, location);
  const [first, ...others] = problemsOf(fn, text, needs, location, place);
  if (first !== undefined) return [first, ...others];
  const importName = needs.dynamicImports.length === 0 ? undefined : unusedName(text.text, 'import'.length);
  const shown = shownPlace(text, start, location, url, maskedImports(needs.dynamicImports, importName));
  const { expression, prefixLength } = functionExpression(text, (from, to) => applyEdits(text.text, shown.edits, from, to));
  return identified<SourceFunction>({
    kind: 'source',
    name: ownName(fn),
    text: expression,
    strict,
    globals: neededGlobals(needs.freeNames),
    ...(url === undefined ? {} : { url }),
    ...shown.place,
    ...(shown.place.column === undefined ? {} : { column: shown.place.column - prefixLength }),
    ...(importName === undefined ? {} : { importName }),
  });
}

/** Of the names that are declared nowhere around a function, those that it cannot do without. */
export function neededGlobals(freeNames: readonly FreeName[]): string[] {
  return freeNames.filter(({ name, isOptional, makesGlobal }) => !isOptional && !constants.has(name) && (!makesGlobal || name in globalThis)).map(({ name }) => name);
}

/** Names that do without a declaration, or are a global's, and have a declaration that V8 does not show. They are rare, as is the look at the script's code that they cost. */
function hiddenNames(freeNames: readonly FreeName[], location: FunctionLocation | undefined): FreeName[] {
  if (location === undefined) return [];
  const candidates = freeNames.filter(({ name, isOptional, makesGlobal }) => (name in globalThis ? !constants.has(name) && functionNames(location.script).has(name) : isOptional || makesGlobal));
  const place = candidates.length === 0 ? undefined : placeInScript(location);
  if (place === undefined) return [];
  const around = literalAt(place.program, place.offset);
  return candidates.filter(({ name }) => declarationOf(around, name) !== undefined);
}

const functionNamesByScript = new WeakMap<Script, ReadonlySet<string>>();
const functionName = /\bfunction\b(?:\s|\*|\/\*[\s\S]*?\*\/|\/\/.*)*([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;

/** What stands as a function's name somewhere in a script: only functions have an own name that V8 does not show. Cheaper than to parse it. */
function functionNames(script: Script): ReadonlySet<string> {
  let names = functionNamesByScript.get(script);
  if (names === undefined) {
    names = new Set([...scriptText(script).matchAll(functionName)].map(([, name = '']) => name));
    functionNamesByScript.set(script, names);
  }
  return names;
}

const receiverUsers = new WeakMap<Function, boolean>();

/** Whether what a function does depends on the object on which it is called. One that cannot be read is taken not to. */
export function usesReceiver(fn: Function): boolean {
  let uses = receiverUsers.get(fn);
  if (uses === undefined) {
    const text = Function.prototype.toString.call(fn);
    // Most functions do not have the word, and need no parser to tell.
    uses = /\b(?:this|super)\b/.test(text) && !isProxy(fn) && readsThis(text);
    receiverUsers.set(fn, uses);
  }
  return uses;
}

function readsThis(text: string): boolean {
  try {
    return outerNeeds(parseFunctionText(text).node, false).usesReceiver;
  } catch {
    return false; // a class, native code, a syntax too new: all are refused elsewhere, with a better reason
  }
}

function problemsOf(fn: Function, { node }: FunctionText, needs: OuterNeeds, location: FunctionLocation | undefined, place: (offset: number) => string): Problem[] {
  const problems: (Problem & { offset: number })[] = [];
  for (const { name, offset, kind } of outsideNames(fn, needs.freeNames)) {
    const clause = outsideClauses[kind](JSON.stringify(name));
    const remedy = kind === 'maybe-import' ? `write globalThis.${name}` : moduleNames.has(name) ? 'use "await import(…)" in it' : undefined;
    const passable = remedy === undefined ? JSON.stringify(name) : undefined;
    problems.push({ culprit: name, clause, location: place(offset), passable, remedy, offset });
  }
  for (const { name, offset } of hiddenNames(needs.freeNames, location)) problems.push({ ...hiddenName(name), location: place(offset), offset });
  for (const tie of needs.ties) problems.push({ ...tieProblem(tie, place(tie.offset)), offset: tie.offset });
  for (const { specifier, offset } of needs.dynamicImports) {
    if (scriptUrl(location) !== undefined || (specifier !== undefined && /^(?:node|file|data):/.test(specifier))) continue;
    problems.push({
      culprit: 'import()',
      clause: 'imports a module, and the file that the import would be relative to is unknown',
      location: place(offset),
      remedy: 'import by an absolute URL',
      offset,
    });
  }
  const kept = Reflect.ownKeys(fn).filter((key) => !['length', 'name', 'prototype', 'arguments', 'caller'].includes(key as string)); // `as`: includes() wants the list's type, a symbol is not in it
  if (needs.reachesItself && kept.length > 0) {
    const key = String(kept[0]);
    problems.push({ culprit: key, clause: `can reach its own property "${key}", which source text does not carry`, offset: Infinity });
  }
  for (const key of ['name', 'length'] as const) {
    const isUsual = Object.hasOwn(fn, key) && (key === 'name' || Object.getOwnPropertyDescriptor(fn, 'length')?.value === lengthOf(node));
    if (!isUsual) problems.push({ culprit: key, clause: `has another "${key}" than its source text gives it`, offset: Infinity });
  }
  return problems.sort((a, b) => a.offset - b.offset);
}

/** The number of parameters before the first with a default value, or the rest of them (ECMAScript, ExpectedArgumentCount). */
export function lengthOf({ params }: FunctionNode): number {
  const optional = params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement');
  return optional === -1 ? params.length : optional;
}

/** Of a name that the source declares around a function, and V8 does not show. */
export function hiddenName(name: string): Problem {
  const quoted = JSON.stringify(name);
  return { culprit: name, clause: `uses ${quoted}, the own name of a function around it, which cannot be seen from here`, remedy: `give that function to a constant and use the constant instead of ${quoted}` };
}

type Outside = 'declared-outside' | 'declared-nowhere' | 'shadows-global' | 'maybe-import';

const outsideClauses: Record<Outside, (name: string) => string> = {
  'declared-outside': (name) => `uses ${name}, declared outside of it`,
  'declared-nowhere': (name) => `uses ${name}, which is neither declared in it nor a global`,
  'shadows-global': (name) => `uses ${name}, declared outside of it, which is not the global of that name`,
  'maybe-import': (name) => `uses ${name}, and without an inspector nothing can tell whether that is the global or a variable of that name`,
};

/** Sorts out the free names that are no globals. */
function outsideNames(fn: Function, freeNames: readonly FreeName[]): (FreeName & { kind: Outside })[] {
  if (freeNames.length === 0) return [];
  const around = namesAround(fn);
  return freeNames.flatMap((free): (FreeName & { kind: Outside })[] => {
    const isGlobal = free.name in globalThis && !moduleNames.has(free.name);
    if (around === undefined) {
      if (!isGlobal) return [{ ...free, kind: 'declared-outside' }];
      return languageGlobals().has(free.name) ? [] : [{ ...free, kind: 'maybe-import' }];
    }
    if (around.has(free.name)) return [{ ...free, kind: isGlobal ? 'shadows-global' : 'declared-outside' }];
    return isGlobal || free.isOptional || free.makesGlobal ? [] : [{ ...free, kind: 'declared-nowhere' }];
  });
}

let languageNames: ReadonlySet<string> | undefined;

/** Globals of the language itself: what nobody imports under the same name, unlike `setTimeout` or `process`. */
function languageGlobals(): ReadonlySet<string> {
  languageNames ??= new Set(runInNewContext('Object.getOwnPropertyNames(globalThis)') as string[]); // `as`: that is what the expression gives
  return languageNames;
}

const tieTexts: Record<Tie['construct'], Pick<Problem, 'clause' | 'passable' | 'remedy' | 'staysUnfit'>> = {
  this: { clause: 'uses the "this" of the code around it', passable: 'what it needs of "this"', remedy: 'keep what it needs of "this" in a variable ("const self = this")', staysUnfit: true },
  super: { clause: 'uses "super", and a method alone does not take its class or object along', remedy: 'export the class or object that it is a method of from a module', staysUnfit: true },
  'new.target': { clause: 'uses the "new.target" of the function around it', remedy: 'keep "new.target" in a variable', staysUnfit: true },
  'import.meta': { clause: 'uses "import.meta", which belongs to its module', passable: 'what it needs of "import.meta"' },
  arguments: { clause: 'uses the "arguments" of the function around it', remedy: 'give it parameters of its own', staysUnfit: true },
  eval: { clause: 'calls "eval", which may use any name around it', remedy: 'call "globalThis.eval"' },
  '#private': { clause: 'uses a #private name of a class around it, and does not take that class along', remedy: 'export that class from a module', staysUnfit: true },
};

/** Zero-based. */
export interface Position {
  line: number;
  column: number;
}

/** Where the text begins in its script. The inspector knows the place of the bracket before the parameters only. */
export function startOf(text: Pick<FunctionText, 'text' | 'locationOffset'>, location: FunctionLocation | undefined): Position | undefined {
  if (location === undefined) return undefined;
  const [lines, column] = positionIn(text.text, text.locationOffset, { line: 0, column: 0 });
  // With a line break before the bracket the first line's columns are lost; every other line's are not.
  return { line: location.line - lines, column: lines === 0 ? location.column - column : 0 };
}

export function positionIn(text: string, offset: number, start: Position | undefined): [line: number, column: number] {
  const before = text.slice(0, offset).split(lineBreak);
  const column = before.at(-1)?.length ?? 0;
  return [(start?.line ?? 0) + before.length - 1, before.length === 1 ? (start?.column ?? 0) + column : column];
}

/** URL to resolve imports against and to show in stack traces. */
export function scriptUrl(location: FunctionLocation | undefined): string | undefined {
  const url = location?.script.url;
  return url !== undefined && URL.canParse(url) ? url : undefined;
}

/** A name of a given length, so that columns stay, that the text does not use. */
export function unusedName(text: string, length: number): string {
  for (let number = 0; ; number += 1) {
    const name = `$${number.toString(36).padStart(length - 1, '_')}`;
    if (!text.includes(name)) return name;
  }
}

/** What has to be replaced so that another name stands for the keyword of each `import()`. */
export function maskedImports(imports: readonly DynamicImport[], name: string | undefined): { start: number; end: number; text: string }[] {
  return name === undefined ? [] : imports.map(({ offset }) => ({ start: offset, end: offset + 'import'.length, text: name }));
}

/** Says why a construct keeps a function in its place. */
export function tieProblem(tie: Tie, location: string): Problem {
  return { culprit: tie.construct, ...tieTexts[tie.construct], location };
}
