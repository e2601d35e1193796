import { outerNeeds } from './free-names.ts';
import { capturedScopes } from '../inspector/captured-scopes.ts';
import { classCodeOf, isClass } from './class-code.ts';
import { parseClassText } from './class-text.ts';
import { placeOf } from './place.ts';
import { assignedNames, declarationOf, isTopLevelThis, literalOf } from './script-bindings.ts';
import { originOf } from '../inspector/script-location.ts';
import { constants, maskedImports, moduleNames, positionIn, scriptUrl, startOf, tieProblem, unusedName } from './source-function.ts';
import { functionExpression, parseFunctionText } from './source-text.ts';
import { isStrictCode, placeInScript } from './strictness.ts';
import { applyEdits } from './text-edits.ts';
import { dynamicImportEdits, isTransformedAway, isTransformedMeta, metaEdits, transformedDynamicImports, transformedImport } from './transformed-module.ts';
import type { CapturedScope } from '../inspector/captured-scopes.ts';
import type { CodeUnit } from '../format/closure-data.ts';
import type { ClassCode, FieldKey } from './class-code.ts';
import type { ClassText } from './class-text.ts';
import type { FreeName } from './free-names.ts';
import type { Problem } from '../capture/refusal.ts';
import type { Declaration } from './script-bindings.ts';
import type { FunctionLocation } from '../inspector/script-location.ts';
import type { FunctionText } from './source-text.ts';
import type { Edit } from './text-edits.ts';
import type { TransformedImport } from './transformed-module.ts';
import type { AnyNode, Program } from 'acorn';

/** How a name from outside reaches the function on the far side. */
export type Binding =
  /** Bound once: never assigned after its declaration. */
  | { how: 'constant'; name: string; scope: number; isConst: boolean }
  /** A variable that code assigns to: shared with the other closures over it. */
  | { how: 'cell'; name: string; scope: number; declaration: Declaration }
  /** A variable of a test runner that stands for an imported module. */
  | ({ how: 'transformed-import'; name: string; scope: number } & TransformedImport)
  | { how: 'import'; name: string; import: NonNullable<Declaration['import']> }
  | { how: 'common-js'; name: string };

/** What of a function never changes, so that it is found out once. */
export interface FunctionCode {
  unit: CodeUnit;
  bindings: Binding[];
  /** What keeps the function here, whatever the values around it are. */
  problems: Problem[];
  /** The script, as far as the process can tell scripts apart. */
  scriptId: string;
  url: string | undefined;
  /** Only functions with `prototype` can be constructors or have instances. */
  hasPrototype: boolean;
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
  const code = analyse(fn, location, scopes);
  known.set(fn, code);
  return code;
}

function analyse(fn: Function, location: FunctionLocation, scopes: readonly CapturedScope[]): FunctionCode {
  const source = Function.prototype.toString.call(fn);
  let text: FunctionText | ClassText;
  let strict: boolean;
  try {
    text = isClass(fn) ? parseClassText(source, (taken) => unusedName(taken, 2)) : parseFunctionText(source);
    strict = text.form === 'class' || isStrictCode(fn, text, location);
  } catch (error) {
    const problem = { culprit: 'source text', clause: `its source text cannot be read (${error instanceof Error ? error.message : String(error)})` };
    const unit = { text: '', strict: true, names: [], globals: [] };
    return { unit, bindings: [], problems: [problem], scriptId: location.script.scriptId, url: undefined, hasPrototype: false, placeOfName: () => '' };
  }
  const needs = outerNeeds(text.node, strict, text.form === 'class' ? [text.keysName, text.restoreName] : []);
  const start = startOf(text.form === 'class' ? { text: text.original, locationOffset: text.locationOffset } : text, location);
  const url = scriptUrl(location);
  const place = (offset: number): string => placeOf(location.script.url, ...positionIn(text.text, offset, start));
  const problems: (Problem & { offset: number })[] = [];
  let around = needs.freeNames.length + needs.ties.length === 0 && text.form !== 'class' ? undefined : placeInScript(location);
  // The inspector names the place of a class's constructor, whose parameters and variables are not around the class.
  if (text.form === 'class' && around !== undefined) around = { ...around, offset: around.offset - text.locationOffset };

  const bindings: Binding[] = [];
  const transformedImports = url === undefined ? [] : transformedDynamicImports(text.node, needs.freeNames);
  for (const free of needs.freeNames) {
    if (url !== undefined && isTransformedAway(free, transformedImports)) continue;
    const binding = bindingOf(free, scopes, around, location.script.isModule, url);
    if (binding?.how === 'cell' && free.isNamesake) {
      const clause = `it assigns a function without a name to ${JSON.stringify(free.name)}, declared outside of it, which would not get that name`;
      problems.push({ culprit: free.name, clause, location: place(free.offset), remedy: 'give the function that is assigned a name', offset: free.offset });
    }
    if (binding !== undefined) bindings.push(binding);
    else if (!free.onlyTypeof && (!(free.name in globalThis) || moduleNames.has(free.name))) {
      const isModuleName = moduleNames.has(free.name);
      problems.push({
        culprit: free.name,
        clause: `it uses ${JSON.stringify(free.name)}, which is neither declared in it nor a global`,
        location: place(free.offset),
        ...(isModuleName ? { remedy: 'use "await import(…)" in it' } : { passable: JSON.stringify(free.name) }),
        offset: free.offset,
      });
    }
  }
  const metaOffsets: number[] = [];
  for (const tie of needs.ties) {
    if (tie.construct === 'import.meta' && url !== undefined) metaOffsets.push(tie.offset);
    else if (tie.construct === 'this' && location.script.isModule && around !== undefined && isTopLevelThis(around.program, around.offset)) continue; // undefined, there and here
    else problems.push({ ...tieProblem(tie, place(tie.offset)), offset: tie.offset });
  }
  for (const { offset, specifier } of needs.dynamicImports) {
    if (url !== undefined || (specifier !== undefined && /^(?:node|file|data):/.test(specifier))) continue;
    problems.push({ culprit: 'import()', clause: 'it imports a module, and the file that the import would be relative to is unknown', location: place(offset), remedy: 'import by an absolute URL', offset });
  }
  const transformedMeta = url === undefined ? undefined : needs.freeNames.find(isTransformedMeta);
  const importName = needs.dynamicImports.length + transformedImports.length === 0 ? undefined : unusedName(text.text, 'import'.length);
  const metaName = metaOffsets.length === 0 && transformedMeta === undefined ? undefined : unusedName(text.text, 'import.meta'.length);
  const inCells = new Map(bindings.filter(({ how, ...rest }) => how === 'cell' || (how === 'import' && isLive(rest as { import: { specifier: string; name: string } }))).map(({ name }) => [name, true]));
  const cellsName = inCells.size === 0 ? undefined : unusedName(text.text, 2);
  const edits: Edit[] = [
    ...maskedImports(needs.dynamicImports, importName),
    ...metaOffsets.map((offset) => ({ start: offset, end: offset + 'import.meta'.length, text: metaName ?? '' })),
    ...(transformedMeta === undefined ? [] : metaEdits(transformedMeta, metaName ?? '')),
    ...dynamicImportEdits(transformedImports, importName ?? '', url),
    ...needs.freeNames.filter(({ name }) => inCells.has(name)).flatMap((free) => cellEdits(free, cellsName ?? '')),
  ];
  const slice = (from: number, to: number): string => (edits.length === 0 ? text.text.slice(from, to) : applyEdits(text.text, edits, from, to));
  const edited = text.form === 'class' ? { expression: slice(0, text.text.length), prefixLength: 0 } : functionExpression(text, slice);
  const classCode = text.form === 'class' ? classCodeOf(text, start, place, (name) => keyOf(name, scopes, around), problems) : undefined;
  const unit: CodeUnit = {
    text: edited.expression,
    strict,
    ...(url === undefined ? {} : { url }),
    ...(start === undefined ? {} : { line: start.line, column: start.column - edited.prefixLength }),
    names: bindings.filter(({ name }) => !inCells.has(name)).map(({ name }) => name),
    globals: needs.freeNames.filter((free) => !isTransformedAway(free, transformedImports)).filter(({ name, onlyTypeof }) => !onlyTypeof && !constants.has(name) && !bindings.some((binding) => binding.name === name)).map(({ name }) => name),
    ...(cellsName === undefined ? {} : { cellsName }),
    ...(importName === undefined ? {} : { importName }),
    ...(metaName === undefined ? {} : { metaName }),
    ...(text.form === 'class' && text.keysName !== undefined ? { keysName: text.keysName } : {}),
    ...(text.form === 'class' && text.restoreName !== undefined ? { restoreName: text.restoreName } : {}),
  };
  return {
    ...(classCode === undefined ? {} : { classCode }),
    unit,
    bindings,
    problems: problems.sort((a, b) => a.offset - b.offset),
    scriptId: location.script.scriptId,
    url,
    hasPrototype: Object.hasOwn(fn, 'prototype'),
    placeOfName: (name) => place((needs.freeNames.find((free) => free.name === name) ?? usesOfMember(needs.freeNames, name)[0])?.offset ?? 0),
  };
}

/** Exports of built-in modules and namespaces are bound once; an export of any other module may be assigned anew by its module. */
export function isLive({ import: { specifier, name } }: { import: { specifier: string; name: string } }): boolean {
  return name !== '*' && !isBuiltinSpecifier(specifier);
}

function isBuiltinSpecifier(specifier: string): boolean {
  return process.getBuiltinModule(specifier) !== undefined;
}

function bindingOf(free: FreeName, scopes: readonly CapturedScope[], around: { program: Program; offset: number } | undefined, isModule: boolean, url: string | undefined): Binding | undefined {
  const { name } = free;
  const scope = scopes.findIndex(({ variables }) => Object.hasOwn(variables, name));
  if (scope === -1) return undefined;
  const declaration: Declaration = around === undefined ? { kind: 'unknown', scopeStart: -2 - scopes.length + scope, repeats: true } : declarationOf(around.program, around.offset, name);
  if (declaration.import !== undefined) return { how: 'import', name, import: declaration.import };
  if (!isModule && moduleNames.has(name) && declaration.kind === 'unknown' && scope === scopes.length - 1) return { how: 'common-js', name };
  const transformed = transformedImport(free, declaration, url);
  if (transformed !== undefined) return { how: 'transformed-import', name, scope, ...transformed };
  if (declaration.kind === 'const' && !free.isAssigned) return { how: 'constant', name, scope, isConst: true };
  const assigned = around === undefined ? 'any' : assignedIn(declaration.scope ?? around.program);
  if (assigned !== 'any' && !assigned.has(name)) return { how: 'constant', name, scope, isConst: declaration.kind === 'const' || declaration.kind === 'class' };
  return { how: 'cell', name, scope, declaration };
}

/** Where an export of a transformed import is used. */
function usesOfMember(freeNames: readonly FreeName[], member: string): { offset: number }[] {
  return freeNames.flatMap(({ uses }) => uses.filter((use) => use.member === member));
}

const assignedByScope = new WeakMap<AnyNode, ReadonlySet<string> | 'any'>();

function assignedIn(scope: AnyNode): ReadonlySet<string> | 'any' {
  let names = assignedByScope.get(scope);
  if (names === undefined) assignedByScope.set(scope, (names = assignedNames(scope)));
  return names;
}

/** Puts `cells.name` in the place of `name`, with the same meaning. */
function cellEdits({ name, uses }: FreeName, cellsName: string): Edit[] {
  return uses.map(({ offset, isShorthand, isCallee, beginsStatement }) => {
    const cell = `${cellsName}.${name}`;
    const value = isShorthand ? `${name}: ${cell}` : isCallee ? `${beginsStatement ? '0,' : ''}(0,${cell})` : cell;
    return { start: offset, end: offset + name.length, text: value };
  });
}

/** What a variable that was the key of a field holds, if that can still be told. */
function keyOf(name: string, scopes: readonly CapturedScope[], around: { program: Program; offset: number } | undefined): FieldKey | undefined {
  if (around === undefined) return undefined;
  const declaration = declarationOf(around.program, around.offset, name);
  if (declaration.kind !== 'const') return undefined; // it may have changed since
  const scope = scopes.findIndex(({ variables }) => Object.hasOwn(variables, name));
  if (scope !== -1) return { scope, name };
  // V8 keeps no variable that only the key of a class mentions.
  const literal = literalOf(declaration, name);
  return literal === undefined ? undefined : { literal };
}
