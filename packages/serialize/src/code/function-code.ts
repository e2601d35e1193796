import { outerNeeds } from './free-names.ts';
import { capturedScopes } from '../inspector/captured-scopes.ts';
import { classCodeOf, isClass } from './class-code.ts';
import { parseClassText } from './class-text.ts';
import { cellEdits } from './name-edits.ts';
import { placeOf } from './place.ts';
import { literalAt } from './layers.ts';
import { memberKeys, scopeFacts } from './scope-facts.ts';
import { assignedNames, declarationOf, isReady, isTopLevelThis } from './script-bindings.ts';
import { originOf } from '../inspector/script-location.ts';
import { constants, maskedImports, moduleNames, positionIn, scriptUrl, startOf, tieProblem, unusedName } from './source-function.ts';
import { functionExpression, parseFunctionText } from './source-text.ts';
import { isStrictCode, placeInScript } from './strictness.ts';
import { identifiedUnit } from '../format/content-id.ts';
import { applyEdits } from './text-edits.ts';
import type { CapturedScope } from '../inspector/captured-scopes.ts';
import type { CodeUnit } from '../format/closure-data.ts';
import type { ClassCode, FieldKey } from './class-code.ts';
import type { ClassText } from './class-text.ts';
import type { FreeName, FunctionNode } from './free-names.ts';
import type { Problem } from '../capture/refusal.ts';
import type { ImportedName } from './declared-names.ts';
import type { LiteralPlace } from './layers.ts';
import type { ScopeFacts } from './scope-facts.ts';
import type { FunctionLocation } from '../inspector/script-location.ts';
import type { FunctionText } from './source-text.ts';
import type { Edit } from './text-edits.ts';

/** How a name from outside reaches the function on the far side. */
export type Binding =
  /** Bound once: never assigned after its declaration. */
  | ({ how: 'constant' } & Variable)
  /** A variable that code assigns to: shared with the other closures over it. */
  | ({ how: 'cell' } & Variable)
  | { how: 'import'; name: string; import: ImportedName }
  | { how: 'common-js'; name: string };

interface Variable {
  name: string;
  /** Which of V8's scopes around the function holds it. */
  scope: number;
  isConst: boolean;
  /** The function may have been made, and run, before the variable was initialised. */
  mayBeUnset: boolean;
}

/** What tells which closures are over the same instance of a scope; see SharedVariables. */
export interface SharingFacts {
  /** For each of V8's scopes around the function, what the source says of it. */
  scopes: readonly (ScopeFacts | undefined)[];
  /** The same for all closures of one literal. */
  literal: string;
  /** See {@link ScopeFacts}. */
  turns: number;
  /** See {@link memberKeys}. */
  keys: ReadonlySet<string> | undefined;
}

/** What of a function never changes, so that it is found out once. */
export interface FunctionCode {
  unit: CodeUnit;
  bindings: Binding[];
  /** What keeps the function here, whatever the values around it are. */
  problems: Problem[];
  /** The script, as far as the process can tell scripts apart. */
  scriptId: string;
  url: string | undefined;
  sharing: SharingFacts;
  /** How many scopes V8 shows around the function. */
  depth: number;
  /** Only functions with `prototype` can be constructors or have instances. */
  hasPrototype: boolean;
  /** The `length` that the text gives it. */
  length: number;
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
    const problem = { culprit: 'source text', clause: `its source text cannot be read (${error instanceof Error ? error.message : String(error)})` };
    const unit = identifiedUnit({ text: '', strict: true, names: [], globals: [] });
    return { unit, bindings: [], problems: [problem], scriptId: location.script.scriptId, url: undefined, sharing: { scopes: [], literal: '', turns: 0, keys: undefined }, depth: scopes.length, hasPrototype: false, length: 0, placeOfName: () => '' };
  }
  const needs = outerNeeds(text.node, strict, text.form === 'class' ? [text.keysName, text.restoreName] : []);
  const start = startOf(text.form === 'class' ? { text: text.original, locationOffset: text.locationOffset } : text, location);
  const url = scriptUrl(location);
  const place = (offset: number): string => placeOf(location.script.url, ...positionIn(text.text, offset, start));
  const problems: (Problem & { offset: number })[] = [];
  const inScript = needs.freeNames.length + needs.ties.length === 0 && text.form !== 'class' ? undefined : placeInScript(location);
  // The inspector names the place of a class's constructor, whose parameters and variables are not around the class.
  const around = inScript === undefined ? undefined : literalAt(inScript.program, text.form === 'class' ? inScript.offset - text.locationOffset : inScript.offset);

  const bindings: Binding[] = [];
  for (const free of needs.freeNames) {
    const binding = bindingOf(free, scopes, around, location.script.isModule);
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
    else if (tie.construct === 'this' && location.script.isModule && around !== undefined && isTopLevelThis(around)) continue; // undefined, there and here
    else problems.push({ ...tieProblem(tie, place(tie.offset)), offset: tie.offset });
  }
  for (const { offset, specifier } of needs.dynamicImports) {
    if (url !== undefined || (specifier !== undefined && /^(?:node|file|data):/.test(specifier))) continue;
    problems.push({ culprit: 'import()', clause: 'it imports a module, and the file that the import would be relative to is unknown', location: place(offset), remedy: 'import by an absolute URL', offset });
  }
  const importName = needs.dynamicImports.length === 0 ? undefined : unusedName(text.text, 'import'.length);
  const metaName = metaOffsets.length === 0 ? undefined : unusedName(text.text, 'import.meta'.length);
  const inCells = new Map(bindings.filter(({ how, ...rest }) => how === 'cell' || (how === 'import' && isLive(rest as { import: { specifier: string; name: string } }))).map(({ name }) => [name, true]));
  const cellsName = inCells.size === 0 ? undefined : unusedName(text.text, 2);
  const edits: Edit[] = [
    ...maskedImports(needs.dynamicImports, importName),
    ...metaOffsets.map((offset) => ({ start: offset, end: offset + 'import.meta'.length, text: metaName ?? '' })),
    ...cellEdits(needs.freeNames.filter(({ name }) => inCells.has(name)), cellsName ?? ''),
  ];
  const slice = (from: number, to: number): string => (edits.length === 0 ? text.text.slice(from, to) : applyEdits(text.text, edits, from, to));
  const edited = text.form === 'class' ? { expression: slice(0, text.text.length), prefixLength: 0 } : functionExpression(text, slice);
  const classCode = text.form === 'class' ? classCodeOf(text, start, place, (name) => keyOf(name, scopes, around), problems) : undefined;
  const unit = identifiedUnit({
    text: edited.expression,
    strict,
    ...(url === undefined ? {} : { url }),
    ...(start === undefined ? {} : { line: start.line, column: start.column - edited.prefixLength }),
    names: bindings.filter(({ name }) => !inCells.has(name)).map(({ name }) => name),
    globals: needs.freeNames.filter(({ name, onlyTypeof }) => !onlyTypeof && !constants.has(name) && !bindings.some((binding) => binding.name === name)).map(({ name }) => name),
    ...(cellsName === undefined ? {} : { cellsName }),
    ...(importName === undefined ? {} : { importName }),
    ...(metaName === undefined ? {} : { metaName }),
    ...(text.form === 'class' && text.keysName !== undefined ? { keysName: text.keysName } : {}),
    ...(text.form === 'class' && text.restoreName !== undefined ? { restoreName: text.restoreName } : {}),
  });
  return {
    ...(classCode === undefined ? {} : { classCode }),
    unit,
    bindings,
    problems: problems.sort((a, b) => a.offset - b.offset),
    scriptId: location.script.scriptId,
    url,
    sharing: sharingFacts(location, bindings, scopes, around),
    depth: scopes.length,
    hasPrototype: Object.hasOwn(fn, 'prototype'),
    length: text.form === 'class' ? 0 : lengthOf(text.node),
    placeOfName: (name) => place(needs.freeNames.find((free) => free.name === name)?.offset ?? 0),
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

function bindingOf(free: FreeName, scopes: readonly CapturedScope[], around: LiteralPlace | undefined, isModule: boolean): Binding | undefined {
  const { name } = free;
  const scope = scopes.findIndex(({ variables }) => Object.hasOwn(variables, name));
  if (scope === -1) return undefined;
  const declaration = around === undefined ? undefined : declarationOf(around, name);
  if (declaration?.import !== undefined) return { how: 'import', name, import: declaration.import };
  if (!isModule && moduleNames.has(name) && declaration === undefined && scope === scopes.length - 1) return { how: 'common-js', name };
  const isConst = declaration?.kind === 'const';
  const mayBeUnset = around !== undefined && declaration !== undefined && declaration.kind !== 'variable' && !isReady(around, declaration);
  const variable = { name, scope, isConst, mayBeUnset };
  if (isConst && !free.isAssigned) return { how: 'constant', ...variable };
  const root = around?.layers[declaration?.layer ?? 0];
  const assigned = root === undefined ? 'any' : assignedNames(root);
  return { how: assigned !== 'any' && !assigned.has(name) ? 'constant' : 'cell', ...variable };
}

function sharingFacts({ script, line, column }: FunctionLocation, bindings: readonly Binding[], scopes: readonly CapturedScope[], around: LiteralPlace | undefined): SharingFacts {
  const literal = `${script.scriptId}:${line}:${column}`;
  const cells = bindings.filter((binding) => binding.how === 'cell');
  if (around === undefined) return { scopes: [], literal, turns: Infinity, keys: undefined };
  const names = scopes.map(({ variables }) => Object.keys(variables));
  const facts = cells.length === 0 && names.length === 0 ? [] : scopeFacts(around, names, new Set(bindings.map(({ name }) => name)));
  const turns = around.layers.at(-1)?.turns ?? 0;
  const needsKeys = cells.some(({ scope }) => facts[scope]?.turns !== 0);
  // Text that was evaluated may be evaluated again, as the same script.
  const isRepeated = script.url === '';
  return { scopes: isRepeated ? facts.map((each) => (each === undefined ? undefined : { ...each, turns: each.turns + 1 })) : facts, literal, turns: isRepeated ? turns + 1 : turns, keys: needsKeys ? memberKeys(around) : undefined };
}

/** What a variable that was the key of a field holds, if that can still be told. */
function keyOf(name: string, scopes: readonly CapturedScope[], around: LiteralPlace | undefined): FieldKey | undefined {
  const declaration = around === undefined ? undefined : declarationOf(around, name);
  if (declaration?.kind !== 'const') return undefined; // it may have changed since
  const scope = scopes.findIndex(({ variables }) => Object.hasOwn(variables, name));
  if (scope !== -1) return { scope, name };
  // V8 keeps no variable that only the key of a class mentions.
  const literal = declaration.value?.type === 'Literal' ? declaration.value.value : undefined;
  return typeof literal === 'string' || typeof literal === 'number' ? { literal } : undefined;
}
