import { namesIn } from './declared-names.ts';
import { assignedNames, declarationOf } from './script-bindings.ts';
import { isFunction } from './layers.ts';
import type { DeclaredName } from './declared-names.ts';
import type { Layer, LiteralPlace } from './layers.ts';
import type { AnyNode, CallExpression } from 'acorn';

/** What the source tells of a scope, and of the values in each instance of it. */
export interface ScopeFacts {
  /** The same for all instances of the scope, and for no other scope of the script. */
  id: string;
  /** See {@link Layer}; 0: the scope is entered once. */
  turns: number;
  /** Names that hold nothing but primitives and what was made for that instance alone: no two instances hold the same object. */
  marks: readonly string[];
  /** The same, but some of it was given by calls. */
  results: readonly string[];
  /** Names that one pattern takes out of one value, each with the key of the member. */
  patterns: readonly ReadonlyMap<string, string>[];
}

const factsByNode = new WeakMap<AnyNode, ScopeFacts>();

/**
 * Finds out which scopes of the source V8's scopes are.
 *
 * @param scopes - the names in each of V8's scopes, innermost first. V8 leaves scopes out of which no closure uses anything
 * @param uses - names that the function itself uses
 * @returns for each scope what is known of it
 */
export function scopeFacts(place: LiteralPlace, scopes: readonly (readonly string[])[], uses: ReadonlySet<string>): (ScopeFacts | undefined)[] {
  // A function may have two scopes: that of its parameters around that of its body.
  let outermost = place.layers.length;
  return scopes.map((names) => {
    if (names.length === 0) return undefined;
    const candidates = place.layers.flatMap((layer, index) => ((index < outermost || (index === outermost && isFunction(layer.node))) && declaresAll(layer, names) ? [index] : []));
    const used = candidates.length > 1 ? names.find((name) => uses.has(name)) : undefined;
    // A name that the function uses belongs to the innermost scope that declares it; V8 lists that one first.
    const index = used === undefined ? candidates.at(-1) : declarationOf({ ...place, layers: place.layers.slice(0, outermost + 1) }, used)?.layer;
    const layer = index === undefined ? undefined : place.layers[index];
    if (index === undefined || layer === undefined || (used === undefined && candidates.length > 1)) return undefined;
    outermost = index;
    return factsOf(layer);
  });
}

function declaresAll(layer: Layer, names: readonly string[]): boolean {
  const declared = namesIn(layer);
  return names.every((name) => declared.has(name));
}

function factsOf(layer: Layer): ScopeFacts {
  let facts = factsByNode.get(layer.node);
  if (facts === undefined) factsByNode.set(layer.node, (facts = findFacts(layer)));
  return facts;
}

function findFacts(layer: Layer): ScopeFacts {
  const { node, turns } = layer;
  const facts = { id: `${node.type} ${node.start}`, turns, marks: [] as string[], results: [] as string[], patterns: [] as ReadonlyMap<string, string>[] };
  const assigned = assignedNames(layer);
  const patterns = new Map<number, Map<string, string>>();
  for (const [name, declared] of namesIn({ ...layer, inHead: false })) {
    if (assigned === 'any') continue;
    const later = assigned.get(name);
    const values = valuesOf(declared, later);
    if (values?.every((value) => isFresh(value)) === true) facts.marks.push(name);
    else if (values?.every((value) => isFresh(value) || /^(?:Await|Call|New)Expression$/.test(value.type)) === true) facts.results.push(name);
    if (declared.pattern !== undefined && later === undefined) patterns.set(declared.pattern.start, (patterns.get(declared.pattern.start) ?? new Map<string, string>()).set(name, declared.pattern.key));
  }
  facts.patterns.push(...[...patterns.values()].filter(({ size }) => size > 1));
  return facts;
}

/** Every expression whose value a variable may have, but for the undefined that it begins with. @returns undefined if it may have others too */
function valuesOf({ kind, value, isGiven }: DeclaredName, later: readonly AnyNode[] | 'unknown' | undefined): AnyNode[] | undefined {
  if (later === 'unknown' || isGiven === true || kind === 'import') return undefined;
  return [...(value === undefined ? [] : [value]), ...(later ?? [])];
}

const collections = new Set(['Array', 'Date', 'Map', 'Object', 'Set', 'WeakMap', 'WeakSet']);
const makingMembers = new Set(['create', 'fromEntries']);
const passingMembers = new Set(['assign', 'defineProperties', 'defineProperty', 'freeze', 'preventExtensions', 'seal']);

/** Whether evaluating an expression gives an object or symbol that nothing else holds yet, or no such thing at all. */
function isFresh(value: AnyNode): boolean {
  switch (value.type) {
    case 'ArrayExpression':
    case 'ArrowFunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ObjectExpression':
      return true;
    case 'Literal':
    case 'TemplateLiteral':
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'UpdateExpression':
    case 'VariableDeclarator': // without a value
      return true;
    case 'AssignmentExpression':
      return value.operator === '=' ? isFresh(value.right) : !/^(?:&&|\|\||\?\?)=$/.test(value.operator);
    case 'ConditionalExpression':
      return isFresh(value.consequent) && isFresh(value.alternate);
    case 'LogicalExpression':
      return isFresh(value.left) && isFresh(value.right);
    case 'Identifier':
      return value.name === 'undefined';
    case 'NewExpression':
      return value.callee.type === 'Identifier' && collections.has(value.callee.name);
    case 'CallExpression':
      return isMakingCall(value);
    default:
      return false;
  }
}

function isMakingCall({ callee, arguments: [first] }: CallExpression): boolean {
  if (callee.type === 'Identifier') return callee.name === 'Symbol';
  if (callee.type !== 'MemberExpression' || callee.computed || callee.object.type !== 'Identifier' || callee.object.name !== 'Object' || callee.property.type !== 'Identifier') return false;
  return makingMembers.has(callee.property.name) || (passingMembers.has(callee.property.name) && first !== undefined && isFresh(first));
}
