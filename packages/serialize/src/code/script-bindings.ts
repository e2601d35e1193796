import { childrenOf } from './syntax.ts';
import { namesIn } from './declared-names.ts';
import { hoistedNames, patternNames } from './scope.ts';
import type { DeclaredName } from './declared-names.ts';
import { isFunction } from './layers.ts';
import type { Layer, LiteralPlace } from './layers.ts';
import type { AnyNode, Pattern } from 'acorn';

/** The declaration of a name that is in force at a function literal. */
export interface Declaration extends DeclaredName {
  /** Which of the layers around the literal declares it. */
  layer: number;
}

/** Finds the declaration of a name. @returns undefined for globals, and for names that only running the code would tell */
export function declarationOf({ layers }: LiteralPlace, name: string): Declaration | undefined {
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const layer = layers[index];
    const declared = layer === undefined ? undefined : namesIn(layer).get(name);
    if (declared !== undefined) return { ...declared, layer: index };
  }
  return undefined;
}

/**
 * Whether a function cannot have been made before a name was initialised: the declaration stands in front of it in the same list of
 * statements, which nothing can jump into, and neither the function nor one around it is hoisted to the list's top.
 */
export function isReady({ layers, offset, literal }: LiteralPlace, { layer, readyFrom }: Declaration): boolean {
  if (readyFrom === undefined || readyFrom > offset) return false;
  if (readyFrom < 0) return true;
  const inner = [...layers.slice(layer + 1).map(({ node }) => node), literal];
  const statement = inner.find((node) => node !== undefined && !/^(?:Export|LabeledStatement)/.test(node.type));
  return statement?.type !== 'FunctionDeclaration';
}

/** What code assigns to the names of a scope after their declaration: the expressions, or `unknown` where there is more to it. */
export type Assignments = ReadonlyMap<string, readonly AnyNode[] | 'unknown'>;

const assignedByScope = new WeakMap<AnyNode, Assignments | 'any'>();

/** All names that the code in a scope assigns to, whichever variable of the name it is. */
export function assignedNames({ node: scope, strict }: Layer): Assignments | 'any' {
  let names = assignedByScope.get(scope);
  if (names === undefined) assignedByScope.set(scope, (names = findAssigned(scope, strict)));
  return names;
}

function findAssigned(scope: AnyNode, strict: boolean): Assignments | 'any' {
  const names = new Map<string, AnyNode[] | 'unknown'>();
  const add = (target: Pattern, value: AnyNode | undefined): void => {
    const present = target.type === 'Identifier' ? (names.get(target.name) ?? []) : 'unknown';
    if (target.type === 'Identifier' && value !== undefined && present !== 'unknown') names.set(target.name, [...present, value]);
    else for (const name of patternNames(target)) names.set(name, 'unknown');
  };
  const pending: AnyNode[] = [scope];
  const bodies = new Set<AnyNode>();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'AssignmentExpression') add(node.left, /^(?:&&|\|\||\?\?)?=$/.test(node.operator) ? node.right : node);
    else if (node.type === 'UpdateExpression' && node.argument.type === 'Identifier') add(node.argument, node);
    else if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') {
      if (node.left.type !== 'VariableDeclaration') add(node.left, undefined);
      else if (node.left.kind === 'var') for (const { id } of node.left.declarations) add(id, undefined);
    }
    // A `var` may be declared twice, over a parameter or a function too: each initialiser assigns.
    else if (node.type === 'VariableDeclaration' && node.kind === 'var') for (const declarator of node.declarations) add(declarator.id, declarator.init ?? declarator);
    // A function that sloppy code declares in a block is assigned when its declaration is reached (ECMAScript, annex B.3.3).
    else if (node.type === 'BlockStatement' && !strict && !bodies.has(node)) for (const name of hoistedNames([node], false)) names.set(name, 'unknown');
    else if (isFunction(node)) bodies.add(node.body);
    else if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'eval') return 'any';
    pending.push(...childrenOf(node));
  }
  return names;
}

/** Whether code at a literal is outside of every function that has a `this` of its own, and of every class. */
export function isTopLevelThis({ layers }: LiteralPlace): boolean {
  return !layers.some(({ node }) => node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ClassBody');
}

const replacing = new WeakMap<AnyNode, boolean>();

/**
 * Whether it can still be told what a CommonJS module's `this` is: by the variable `exports`, or because nothing replaces
 * `module.exports` or hands `module` on.
 *
 * @param visible - names of the module's scope that V8 shows
 */
export function keepsFirstExports({ layers: [program] }: LiteralPlace, visible: readonly string[]): boolean {
  if (program === undefined) return false;
  const assigned = assignedNames(program);
  if (visible.includes('exports') && assigned !== 'any' && !assigned.has('exports')) return true;
  let may = replacing.get(program.node);
  if (may === undefined) replacing.set(program.node, (may = findReplacement(program.node)));
  return !may;
}

function findReplacement(program: AnyNode): boolean {
  const pending: AnyNode[] = [program];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const targets = node.type === 'AssignmentExpression' ? [node.left as AnyNode] : [];
    if (targets.some((target) => target.type === 'MemberExpression' && isModule(target.object))) return true;
    const children = childrenOf(node);
    if (children.some((child) => isModule(child)) && (node.type !== 'MemberExpression' || node.computed)) return true;
    pending.push(...children);
  }
  return false;
}

function isModule(node: AnyNode): boolean {
  return node.type === 'Identifier' && node.name === 'module';
}
