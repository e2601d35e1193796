import { childrenOf } from './syntax.ts';
import { isFunction } from './layers.ts';
import { memberKeys } from './member-keys.ts';
import { patternNames } from './scope.ts';
import { scopeFacts } from './scope-facts.ts';
import { assignedNames, declarationOf, isReady } from './script-bindings.ts';
import { moduleNames } from './source-function.ts';
import { initialisedNames } from './var-initialisers.ts';
import { transformedImport } from './transformed-module.ts';
import type { FieldKey } from './class-code.ts';
import type { ImportedName, RequiredValue } from './declared-names.ts';
import type { FreeName } from './outer-needs.ts';
import type { LiteralPlace } from './layers.ts';
import type { ScopeFacts } from './scope-facts.ts';
import type { Initialised } from './var-initialisers.ts';
import type { TransformedImport } from './transformed-module.ts';
import type { AnyNode } from 'acorn';
import type { CapturedScope } from '../inspector/captured-scopes.ts';
import type { FunctionLocation } from '../inspector/script-location.ts';

/** How a name from outside reaches the function on the far side. */
export type Binding =
  /** Bound once: never assigned after its declaration. */
  | ({ how: 'constant' } & Variable)
  /** A variable that code assigns to: shared with the other closures over it. */
  | ({ how: 'cell' } & Variable)
  | { how: 'import'; name: string; import: ImportedName }
  /** A variable of a test runner that stands for an imported module. */
  | ({ how: 'transformed-import' } & Variable & TransformedImport)
  | { how: 'common-js'; name: string; scope: number };

interface Variable {
  name: string;
  /** Which of V8's scopes around the function holds it. */
  scope: number;
  isConst: boolean;
  /** The function itself assigns to it. */
  isAssigned: boolean;
  /** The function may have been made, and run, before the variable was initialised. */
  mayBeUnset: boolean;
  required?: RequiredValue;
  /** It may yet get its value, by the statement that declares it. */
  initialised?: Initialised;
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
  keys: ReadonlySet<string>;
}

/** @returns undefined for a name that V8 shows in no scope around the function, hence a global */
export function bindingOf(free: FreeName, scopes: readonly CapturedScope[], around: LiteralPlace | undefined, isModule: boolean, url: string | undefined): Binding | undefined {
  const { name, isAssigned } = free;
  const scope = scopes.findIndex(({ variables }) => Object.hasOwn(variables, name));
  if (scope === -1) return undefined;
  const declaration = around === undefined ? undefined : declarationOf(around, name);
  if (declaration?.import !== undefined) return { how: 'import', name, import: declaration.import };
  if (!isModule && moduleNames.has(name) && declaration === undefined && scope === scopes.length - 1) return { how: 'common-js', name, scope };
  const isConst = declaration?.kind === 'const';
  const mayBeUnset = around !== undefined && declaration !== undefined && declaration.kind !== 'variable' && !isReady(around, declaration);
  const variable = { name, scope, isConst, isAssigned, mayBeUnset, ...(declaration?.required === undefined ? {} : { required: declaration.required }) };
  const transformed = transformedImport(free, declaration, url);
  if (transformed !== undefined) return { how: 'transformed-import', ...variable, ...transformed };
  if (isConst && !isAssigned) return { how: 'constant', ...variable };
  const root = around?.layers[declaration?.layer ?? 0];
  const assigned = root === undefined ? 'any' : assignedNames(root);
  const initialised = root === undefined || assigned === 'any' || !assigned.has(name) || declaration?.kind !== 'variable' ? undefined : initialisedNames(root).get(name);
  if (initialised !== undefined) return { how: 'constant', ...variable, initialised };
  return { how: assigned !== 'any' && !assigned.has(name) ? 'constant' : 'cell', ...variable };
}

/**
 * Finds the `arguments` of the function around an arrow.
 *
 * @returns undefined if they cannot travel: sloppy code may tie them to parameters that closures use, so that one changes the other
 */
export function argumentsBinding(scopes: readonly CapturedScope[], around: LiteralPlace | undefined): (Binding & { how: 'constant' }) | undefined {
  const scope = scopes.findIndex(({ variables }) => Object.hasOwn(variables, 'arguments'));
  const declaration = around === undefined ? undefined : declarationOf(around, 'arguments');
  const layer = declaration === undefined ? undefined : around?.layers[declaration.layer];
  if (layer === undefined || declaration?.value !== layer.node || !('params' in layer.node)) return undefined;
  const assigned = assignedNames(layer);
  if (assigned === 'any' || assigned.has('arguments')) return undefined;
  const { params } = layer.node;
  const isTied = !layer.strict && params.every(({ type }) => type === 'Identifier');
  if (isTied && closuresMention(layer.node, new Set(params.flatMap(patternNames)))) return undefined;
  return { how: 'constant', name: 'arguments', scope, isConst: false, isAssigned: false, mayBeUnset: false };
}

function closuresMention(scope: AnyNode, names: ReadonlySet<string>): boolean {
  const pending = childrenOf(scope).map((node) => ({ node, inClosure: false }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.inClosure && next.node.type === 'Identifier' && names.has(next.node.name)) return true;
    const inClosure = next.inClosure || isFunction(next.node) || next.node.type === 'ClassBody';
    pending.push(...childrenOf(next.node).map((node) => ({ node, inClosure })));
  }
  return false;
}

export function sharingFacts({ script, line, column }: FunctionLocation, bindings: readonly Binding[], scopes: readonly CapturedScope[], around: LiteralPlace | undefined): SharingFacts {
  const literal = `${script.scriptId}:${line}:${column}`;
  if (around === undefined) return { scopes: [], literal, turns: Infinity, keys: new Set() };
  const facts = scopeFacts(around, scopes.map(({ variables }) => Object.keys(variables)), new Set(bindings.map(({ name }) => name)));
  const cells = bindings.filter((binding) => binding.how === 'cell');
  const keys = cells.some(({ scope }) => facts[scope]?.turns !== 0) ? memberKeys(around) : new Set<string>();
  const turns = around.layers.at(-1)?.turns ?? 0;
  if (script.url !== '') return { scopes: facts, literal, turns, keys };
  // Text that was evaluated may be evaluated again, as the same script.
  return { scopes: facts.map((each) => (each === undefined ? undefined : { ...each, turns: each.turns + 1 })), literal, turns: turns + 1, keys };
}

/** What a variable that was the key of a field holds, if that can still be told. */
export function keyOf(name: string, scopes: readonly CapturedScope[], around: LiteralPlace | undefined): FieldKey | undefined {
  const declaration = around === undefined ? undefined : declarationOf(around, name);
  if (declaration?.kind !== 'const') return undefined; // it may have changed since
  const scope = scopes.findIndex(({ variables }) => Object.hasOwn(variables, name));
  if (scope !== -1) return { scope, name };
  // V8 keeps no variable that only the key of a class mentions.
  const literal = declaration.value?.type === 'Literal' ? declaration.value.value : undefined;
  return typeof literal === 'string' || typeof literal === 'number' ? { literal } : undefined;
}
