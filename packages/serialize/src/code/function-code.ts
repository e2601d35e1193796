import { outerNeeds } from './free-names.ts';
import { capturedScopes } from '../inspector/captured-scopes.ts';
import { argumentsBinding, bindingOf, keyOf, sharingFacts } from './bindings.ts';
import { classCodeOf, isClass } from './class-code.ts';
import { parseClassText } from './class-text.ts';
import { cellEdits, renamingEdits } from './name-edits.ts';
import { placesInScript, readablePlaces, shownPlace } from './code-place.ts';
import { holderClue } from './holder-clue.ts';
import { literalAt } from './layers.ts';
import { isTopLevelThis, keepsFirstExports } from './script-bindings.ts';
import { originOf } from '../inspector/script-location.ts';
import { maskedImports, moduleNames, neededGlobals, scriptUrl, startOf, tieProblem, unusedName } from './source-function.ts';
import { functionExpression, parseFunctionText } from './source-text.ts';
import { importsAround } from './script-imports.ts';
import { isStrictCode, placeInScript } from './strictness.ts';
import { identifiedUnit } from '../format/content-id.ts';
import { applyEdits } from './text-edits.ts';
import { dynamicImportEdits, isTransformedAway, isTransformedMeta, metaEdits, transformedDynamicImports } from './transformed-module.ts';
import type { CapturedScope } from '../inspector/captured-scopes.ts';
import type { CodeUnit } from '../format/closure-data.ts';
import type { Binding, SharingFacts } from './bindings.ts';
import type { ClassCode } from './class-code.ts';
import type { ClassText } from './class-text.ts';
import type { FunctionNode } from './free-names.ts';
import type { HolderClue } from './holder-clue.ts';
import type { Problem } from '../capture/refusal.ts';
import type { FunctionLocation } from '../inspector/script-location.ts';
import type { ScriptImport } from './script-imports.ts';
import type { FunctionText } from './source-text.ts';
import type { Edit } from './text-edits.ts';

/** What of a function never changes, so that it is found out once. */
export interface FunctionCode {
  unit: CodeUnit;
  bindings: Binding[];
  /** What keeps the function here, whatever the values around it are. */
  problems: Problem[];
  /** The script, as far as the process can tell scripts apart. */
  scriptId: string;
  url: string | undefined;
  /** What the script takes from other modules. */
  imports: readonly ScriptImport[];
  sharing: SharingFacts;
  /** How many scopes V8 shows around the function. */
  depth: number;
  /** Its `this` is that of the CommonJS module around it: the exports as they were first given. */
  usesModuleThis?: true;
  /** Only functions with `prototype` can be constructors or have instances. */
  hasPrototype: boolean;
  /** The `length` that the text gives it. */
  length: number;
  /** For which object it was made: its problems are none if that object travels too. */
  holder?: HolderClue;
  /** What else there is to know of a class. */
  classCode?: ClassCode;
  placeOfName: (name: string) => string;
}

const known = new WeakMap<Function, FunctionCode>();

/**
 * Reads the code of a function and sorts out its names.
 *
 * @returns undefined where there is no inspector, or where the function's script is not known to it
 */
export function codeOf(fn: Function): FunctionCode | undefined {
  const present = known.get(fn);
  if (present !== undefined) return present;
  const location = originOf(fn)?.location;
  const scopes = location === undefined ? undefined : capturedScopes(fn);
  if (location === undefined || scopes === undefined) return undefined;
  const literal = `${location.script.scriptId}:${location.line}:${location.column}`;
  const alike = isClass(fn) ? undefined : literals.get(literal);
  const code = alike !== undefined && isFor(alike, scopes) ? alike : analyse(fn, location, scopes);
  known.set(fn, code);
  if (code !== alike) remember(literal, code);
  return code;
}

const maxLiterals = 1000;
/** Code by its place, for the other functions that a literal makes; the oldest go first. A class stands where its constructor does. */
const literals = new Map<string, FunctionCode>();

function remember(literal: string, code: FunctionCode): void {
  literals.set(literal, code);
  const [oldest] = literals.keys();
  if (literals.size > maxLiterals && oldest !== undefined) literals.delete(oldest);
}

/** Whether the names have the same scopes around another function of the literal. In sloppy code `eval` and `with` can add some. */
function isFor({ bindings, unit, depth }: FunctionCode, scopes: readonly CapturedScope[]): boolean {
  const scopeOf = (name: string): number => scopes.findIndex(({ variables }) => Object.hasOwn(variables, name));
  return (
    scopes.length === depth &&
    bindings.every((binding) => !('scope' in binding) || scopeOf(binding.name) === binding.scope) &&
    unit.globals.every((name) => scopeOf(name) === -1)
  );
}

function analyse(fn: Function, location: FunctionLocation, scopes: readonly CapturedScope[]): FunctionCode {
  const source = Function.prototype.toString.call(fn);
  let text: FunctionText | ClassText;
  let strict: boolean;
  try {
    text = isClass(fn) ? parseClassText(source, (taken) => unusedName(taken, 2)) : parseFunctionText(source);
    strict = text.form === 'class' || isStrictCode(fn, text, location);
  } catch (error) {
    const problem = { culprit: 'source text', clause: `has source text that cannot be read (${error instanceof Error ? error.message : String(error)})` };
    const unit = identifiedUnit({ text: '', strict: true, names: [], globals: [] });
    return { unit, bindings: [], problems: [problem], scriptId: location.script.scriptId, url: undefined, imports: [], sharing: { scopes: [], literal: '', turns: 0, keys: new Set() }, depth: scopes.length, hasPrototype: false, length: 0, placeOfName: () => '' };
  }
  const needs = outerNeeds(text.node, strict, text.form === 'class' ? [text.keysName, text.restoreName] : []);
  const start = startOf(text.form === 'class' ? { text: text.original, locationOffset: text.locationOffset } : text, location);
  const url = scriptUrl(location);
  const place = readablePlaces(placesInScript(text, start), start, location);
  const problems: (Problem & { offset: number })[] = [];
  const inScript = needs.freeNames.length + needs.ties.length === 0 && text.form !== 'class' ? undefined : placeInScript(location);
  // The inspector names the place of a class's constructor, whose parameters and variables are not around the class.
  const around = inScript === undefined ? undefined : literalAt(inScript.program, text.form === 'class' ? inScript.offset - text.locationOffset : inScript.offset);

  const bindings: Binding[] = [];
  const transformedImports = url === undefined ? [] : transformedDynamicImports(text.node, needs.freeNames);
  for (const free of needs.freeNames) {
    if (url !== undefined && isTransformedAway(free, transformedImports)) continue;
    const binding = bindingOf(free, scopes, around, location.script.isModule, url);
    const inWith = free.uses.find((use) => use.inWith);
    if (binding !== undefined && 'scope' in binding && scopes[binding.scope]?.kind.startsWith('With') === true) {
      problems.push({ culprit: free.name, clause: `uses ${JSON.stringify(free.name)}, which the object of a "with" statement around it may have`, location: place(free.offset), offset: free.offset });
    } else if (inWith !== undefined && (binding?.how === 'cell' || (binding?.how === 'import' && isLive(binding)))) {
      problems.push({ culprit: free.name, clause: `uses the variable ${JSON.stringify(free.name)} within a "with" statement, whose object may have it too`, location: place(inWith.offset), offset: inWith.offset });
    }
    if (binding !== undefined) bindings.push(binding);
    else if (!free.isOptional && !free.makesGlobal && (!(free.name in globalThis) || moduleNames.has(free.name))) {
      const isModuleName = moduleNames.has(free.name);
      problems.push({
        culprit: free.name,
        clause: `uses ${JSON.stringify(free.name)}, which is neither declared in it nor a global`,
        location: place(free.offset),
        ...(isModuleName ? { remedy: 'use "await import(…)" in it' } : { passable: JSON.stringify(free.name) }),
        offset: free.offset,
      });
    }
  }
  const metaOffsets: number[] = [];
  const ownArguments = needs.ties.some(({ construct }) => construct === 'arguments') ? argumentsBinding(scopes, around) : undefined;
  if (ownArguments !== undefined) bindings.push(ownArguments);
  let usesModuleThis = false;
  for (const tie of needs.ties) {
    if (tie.construct === 'import.meta' && url !== undefined) metaOffsets.push(tie.offset);
    else if (tie.construct === 'this' && location.script.isModule && around !== undefined && isTopLevelThis(around)) continue; // undefined, there and here
    else if (tie.construct === 'arguments' && ownArguments !== undefined) continue;
    else if (tie.construct === 'this' && !location.script.isModule && url !== undefined && around !== undefined && isTopLevelThis(around) && keepsFirstExports(around, Object.keys(scopes.at(-1)?.variables ?? {}))) usesModuleThis = true;
    else problems.push({ ...tieProblem(tie, place(tie.offset)), offset: tie.offset });
  }
  for (const { offset, specifier } of needs.dynamicImports) {
    if (url !== undefined || (specifier !== undefined && /^(?:node|file|data):/.test(specifier))) continue;
    problems.push({ culprit: 'import()', clause: 'imports a module, and the file that the import would be relative to is unknown', location: place(offset), remedy: 'import by an absolute URL', offset });
  }
  const transformedMeta = url === undefined ? undefined : needs.freeNames.find(isTransformedMeta);
  const importName = needs.dynamicImports.length + transformedImports.length === 0 ? undefined : unusedName(text.text, 'import'.length);
  const metaName = metaOffsets.length === 0 && transformedMeta === undefined ? undefined : unusedName(text.text, 'import.meta'.length);
  const inCells = new Map(bindings.filter(({ how, ...rest }) => how === 'cell' || (how === 'import' && isLive(rest as { import: { specifier: string; name: string } }))).map(({ name }) => [name, true]));
  const cellsName = inCells.size === 0 ? undefined : unusedName(text.text, 2);
  const argumentsName = ownArguments === undefined ? undefined : unusedName(text.text, 'arguments'.length);
  const holder = problems.length === 0 || around === undefined ? undefined : holderClue(around, problems);
  const homeName = holder?.of === 'literal' ? unusedName(text.text + (cellsName ?? ''), 2) : undefined;
  const edits: Edit[] = [
    ...renamingEdits('arguments', needs.ties.flatMap(({ use }) => (use === undefined || argumentsName === undefined ? [] : [use])), argumentsName ?? ''),
    ...maskedImports(needs.dynamicImports, importName),
    ...metaOffsets.map((offset) => ({ start: offset, end: offset + 'import.meta'.length, text: metaName ?? '' })),
    ...(transformedMeta === undefined ? [] : metaEdits(transformedMeta, metaName ?? '')),
    ...dynamicImportEdits(transformedImports, importName ?? '', url),
    ...cellEdits(needs.freeNames.filter(({ name }) => inCells.has(name)), cellsName ?? ''),
  ];
  const shown = shownPlace(text, start, location, url, edits);
  const slice = (from: number, to: number): string => (shown.edits.length === 0 ? text.text.slice(from, to) : applyEdits(text.text, shown.edits, from, to));
  const edited = text.form === 'class' ? { expression: slice(0, text.text.length), prefixLength: 0 } : functionExpression(text, slice, homeName);
  const classCode = text.form === 'class' ? classCodeOf(text, start, place, (name) => keyOf(name, scopes, around), problems) : undefined;
  const unit = identifiedUnit({
    text: edited.expression,
    strict,
    ...(url === undefined ? {} : { url }),
    ...shown.place,
    ...(shown.place.column === undefined ? {} : { column: shown.place.column - edited.prefixLength }),
    names: bindings.filter(({ name }) => !inCells.has(name)).map(({ name }) => (name === 'arguments' ? (argumentsName ?? name) : name)),
    globals: neededGlobals(needs.freeNames.filter((free) => !isTransformedAway(free, transformedImports)).filter(({ name }) => !bindings.some((binding) => binding.name === name))),
    ...(cellsName === undefined ? {} : { cellsName }),
    ...(importName === undefined ? {} : { importName }),
    ...(metaName === undefined ? {} : { metaName }),
    ...(homeName === undefined ? {} : { homeName }),
    ...(text.form === 'class' && text.keysName !== undefined ? { keysName: text.keysName } : {}),
    ...(text.form === 'class' && text.restoreName !== undefined ? { restoreName: text.restoreName } : {}),
  });
  return {
    ...(classCode === undefined ? {} : { classCode }),
    ...(holder === undefined ? {} : { holder }),
    unit,
    bindings,
    problems: problems.sort((a, b) => a.offset - b.offset),
    scriptId: location.script.scriptId,
    url,
    imports: around === undefined ? [] : importsAround(around),
    ...(usesModuleThis ? { usesModuleThis } : {}),
    sharing: sharingFacts(location, bindings, scopes, around),
    depth: scopes.length,
    hasPrototype: Object.hasOwn(fn, 'prototype'),
    length: text.form === 'class' ? 0 : lengthOf(text.node),
    placeOfName: (name) => place((needs.freeNames.find((free) => free.name === name) ?? needs.freeNames.flatMap(({ uses }) => uses).find(({ member }) => member === name))?.offset ?? 0),
  };
}

/** The number of parameters before the first with a default value, or the rest of them (ECMAScript, ExpectedArgumentCount). */
function lengthOf({ params }: FunctionNode): number {
  const optional = params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement');
  return optional === -1 ? params.length : optional;
}

/** Exports of built-in modules and namespaces are bound once; an export of any other module may be assigned anew by its module. */
export function isLive({ import: { specifier, name } }: { import: { specifier: string; name: string } }): boolean {
  return name !== '*' && !isBuiltinSpecifier(specifier);
}

function isBuiltinSpecifier(specifier: string): boolean {
  return process.getBuiltinModule(specifier) !== undefined;
}
