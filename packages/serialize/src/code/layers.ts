import { childrenOf, isUseStrict } from './syntax.ts';
import type { FunctionNode } from './syntax.ts';
import type { AnonymousClassDeclaration, AnyNode, ClassDeclaration, ClassExpression, Program } from 'acorn';

/** One node of the source around a function literal. */
export interface Layer {
  node: AnyNode;
  strict: boolean;
  /**
   * How many things that may happen more than once stand around what is in the node, itself included: calls of functions, turns of
   * loops, instances of a class. Two layers of one function with the same count are entered equally often.
   */
  turns: number;
  /** The literal stands in the head of a function, where the names of its body are not seen: in a default value, say. */
  inHead: boolean;
}

type LiteralNode = FunctionNode | AnonymousClassDeclaration | ClassDeclaration | ClassExpression;

/** The literal of a function or class in the parsed text of its script. */
export interface LiteralPlace {
  offset: number;
  /** What stands around it, the program first. The block that is a function's body is one layer with the function. */
  layers: Layer[];
  literal: LiteralNode | undefined;
}

/**
 * Finds the literal of a function or class, and what stands around it.
 *
 * @param offset - where the inspector says that a function begins; the first character of a class
 */
export function literalAt(program: Program, offset: number): LiteralPlace {
  const layers: Layer[] = [];
  let node: AnyNode | undefined = program;
  while (node !== undefined) {
    if (beginsAt(node, offset)) return { offset, layers, literal: node };
    const parent = layers.at(-1);
    const body: AnyNode | undefined = bodyOf(node);
    const next: AnyNode | undefined = childAt(node, offset);
    layers.push({
      node,
      strict: parent?.strict === true || (node.type === 'Program' && node.sourceType === 'module') || node.type === 'ClassBody' || isUseStrict(directivesIn(node)),
      turns: (parent?.turns ?? 0) + (repeats(node, parent?.node, layers.at(-2)?.node, next) ? 1 : 0),
      inHead: body !== undefined && next !== body,
    });
    // What is in a function's body is in the function.
    node = next?.type === 'BlockStatement' && next === body ? childAt(next, offset) : next;
  }
  return { offset, layers, literal: undefined };
}

function bodyOf(node: AnyNode): AnyNode | undefined {
  return isFunction(node) ? node.body : undefined;
}

function childAt(node: AnyNode, offset: number): AnyNode | undefined {
  return childrenOf(node).find(({ start, end }) => start <= offset && offset < end);
}

export function isFunction(node: AnyNode): node is FunctionNode {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

/** For an arrow or class that is its first character, for all others the bracket before the parameters. */
function beginsAt(node: AnyNode, offset: number): node is LiteralNode {
  if (node.type === 'ArrowFunctionExpression' || node.type === 'ClassDeclaration' || node.type === 'ClassExpression') return node.start === offset;
  return isFunction(node) && offset < (node.params[0] ?? node.body).start;
}

function repeats(node: AnyNode, parent: AnyNode | undefined, grandparent: AnyNode | undefined, next: AnyNode | undefined): boolean {
  if (isFunction(node)) return !isCalledOnTheSpot(node, parent, grandparent);
  if (node.type === 'PropertyDefinition') return !node.static && next !== node.key; // evaluated for each instance
  return /^(?:For|While|DoWhile)/.test(node.type);
}

/** `(() => { … })()`, and `(function () { … }).call(this)`. With a name it might call itself again. */
function isCalledOnTheSpot(node: FunctionNode, parent: AnyNode | undefined, grandparent: AnyNode | undefined): boolean {
  if (node.type === 'FunctionDeclaration' || (node.type === 'FunctionExpression' && node.id != null)) return false;
  if (parent?.type === 'CallExpression') return parent.callee === node;
  const isCall = parent?.type === 'MemberExpression' && !parent.computed && parent.property.type === 'Identifier' && (parent.property.name === 'call' || parent.property.name === 'apply');
  return isCall && grandparent?.type === 'CallExpression' && grandparent.callee === parent;
}

/** The statements of a program or function, where directives may stand. */
function directivesIn(node: AnyNode): readonly AnyNode[] {
  if (node.type === 'Program') return node.body;
  return isFunction(node) && node.body.type === 'BlockStatement' ? node.body.body : [];
}
