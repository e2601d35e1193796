import { ClosureGraph } from './closure-graph.ts';
import { GraphProblem } from './graph-problem.ts';
import { ownName } from '../reference/member-path.ts';
import { findModuleReference, knownModuleReference, registeredReference } from '../reference/module-reference.ts';
import { asOneMoment } from '../inspector/inspector-session.ts';
import { originOf } from '../inspector/script-location.ts';
import { identified, textHashOf } from '../format/serialized-function.ts';
import { functionsUnchanged } from './unchanged-functions.ts';
import type { ReferenceLookup } from './closure-graph.ts';
import type { CaptureRules } from './capture-rules.ts';
import type { KnownFunction } from '../reference/known-functions.ts';
import type { ModuleReference } from '../reference/module-reference.ts';
import type { Problem } from './refusal.ts';
import type { ClosureFunction } from '../format/serialized-function.ts';

const references = new WeakMap<Function, ModuleReference | 'none'>();

/**
 * Captures a function with what it uses from outside of it, in the state of this moment where all that it reaches was seen before:
 * nothing is awaited then.
 *
 * @param byReference - whether functions that it uses may go by reference
 * @param ownData - what objects with a transport of their own gave for this one, if an attempt was made before: they are asked once
 * @returns the data, or everything that keeps the function here
 */
export function captureClosure(fn: Function, byReference: boolean, rules: CaptureRules | undefined, ownData: Map<object, unknown> = new Map()): KnownFunction | readonly [Problem, ...Problem[]] | Promise<KnownFunction | readonly [Problem, ...Problem[]]> {
  const used = new Set<ModuleReference>();
  const lookup: ReferenceLookup = (inner) => {
    if (!byReference) return null;
    const reference = referenceOf(inner);
    if (typeof reference !== 'object') return reference === 'none' ? null : undefined;
    used.add(reference);
    return { url: reference.url, path: reference.path, textHash: textHashOf(inner), name: ownName(inner) };
  };
  const graph = new ClosureGraph(fn, lookup, rules, ownData);
  try {
    asOneMoment(() => { graph.capture(); });
  } catch (error) {
    // A function that is not looked up yet may be the one that spares the way to the problem.
    if (!(error instanceof GraphProblem)) throw error;
    // Something on the way, or beside it, can change: then the function may travel later.
    if (graph.unknown.length === 0) return [{ ...error.problem, mayPass: error.problem.mayPass ?? !graph.isConstant }, ...error.others];
  }
  if (graph.unknown.length > 0) return lookUp(graph.unknown).then((problem) => (problem === undefined ? captureClosure(fn, byReference, rules, ownData) : [problem]));
  const { isConstant } = graph;
  const data = identified<ClosureFunction>({ kind: 'closure', name: ownName(fn), code: graph.code.code(), state: JSON.stringify(graph.nodes), isConstant });
  if (!isConstant) return { data, isCurrent: () => false };
  const areAsTheyWere = functionsUnchanged(graph.functions());
  return { data, isCurrent: () => areAsTheyWere() && [...used].every((reference) => reference.isCurrent()) };
}

/** @returns undefined if that has to be found out: the function's module is loaded, but what it exports was not asked before */
function referenceOf(fn: Function): ModuleReference | 'none' | undefined {
  const present = references.get(fn);
  if (present !== undefined && (present === 'none' || present.isCurrent())) return present;
  const registered = registeredReference(fn);
  const script = typeof registered === 'object' ? undefined : originOf(fn)?.location?.script;
  const found = typeof registered === 'object' ? registered : script === undefined ? 'not-exported' : knownModuleReference(fn, script);
  if (found === undefined || found === 'still-evaluating') return undefined;
  const reference = typeof found === 'object' ? found : 'none';
  references.set(fn, reference);
  return reference;
}

/** Asks the modules of functions what they export. @returns what makes that impossible for now */
async function lookUp(functions: readonly Function[]): Promise<Problem | undefined> {
  for (const fn of functions) {
    const script = originOf(fn)?.location?.script;
    if (script === undefined || (await findModuleReference(fn, script)) !== 'still-evaluating') continue;
    const name = ownName(fn);
    return { culprit: name, clause: `uses ${JSON.stringify(name)}, a function of a module that has not finished evaluating`, mayPass: true, remedy: 'transport it later' };
  }
  return undefined;
}
