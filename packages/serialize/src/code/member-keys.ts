import { memberKey } from './declared-names.ts';
import { childrenOf } from './syntax.ts';
import { declarationOf } from './script-bindings.ts';
import type { LiteralPlace } from './layers.ts';
import type { AnyNode } from 'acorn';

/** Stands before a key of a Map, to tell it from a property of the same name. */
export const mapKeyPrefix = 'Map ';

/**
 * Finds the keys under which the code around the literal of a function puts the function, or what is made of it, into objects:
 * `{ read: () => n }`, `api.read = logged(() => n)`, `const read = () => n; return { read }`.
 *
 * @returns an empty set if it puts it into none that are written out
 */
export function memberKeys({ layers, literal }: LiteralPlace): ReadonlySet<string> {
  const keys = new Set<string>();
  if (literal === undefined) return keys;
  let value: AnyNode = literal;
  let index = layers.length - 1;
  for (; index >= 0; index -= 1) {
    const node: AnyNode | undefined = layers[index]?.node;
    if (node === undefined || value.type === 'FunctionDeclaration' || value.type === 'ClassDeclaration') break;
    for (const key of keysIn(node, value)) keys.add(key);
    if (keys.size > 0) return keys;
    if (!passesOn(node)) break;
    value = node;
  }
  const outer = layers[index]?.node;
  const name =
    value.type === 'FunctionDeclaration' || value.type === 'ClassDeclaration' ? value.id?.name
    : outer?.type === 'VariableDeclarator' && outer.id.type === 'Identifier' ? outer.id.name
    : (outer?.type === 'AssignmentExpression' || outer?.type === 'AssignmentPattern') && outer.left.type === 'Identifier' ? outer.left.name
    : undefined;
  const scope = name === undefined ? undefined : declarationOf({ layers, literal, offset: literal.start }, name);
  const root = scope === undefined ? undefined : layers[scope.layer]?.node;
  if (name === undefined || root === undefined) return keys;
  const pending: AnyNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const child of childrenOf(node)) {
      pending.push(child);
      if (child.type === 'Identifier' && child.name === name) for (const key of keysIn(node, child)) keys.add(key);
    }
  }
  return keys;
}

/** Whether the value of a node may be, or hold, what stands in it: a call of it or with it, or a function that is called on the spot. */
function passesOn({ type }: AnyNode): boolean {
  return /^(?:ArrowFunctionExpression|AwaitExpression|CallExpression|ConditionalExpression|FunctionExpression|LogicalExpression|NewExpression|ReturnStatement|SequenceExpression)$/.test(type);
}

/** The keys under which a node puts a value, one of its children, into an object, list or Map. */
function keysIn(node: AnyNode, value: AnyNode): string[] {
  switch (node.type) {
    case 'Property':
      return node.value === value ? listed(memberKey(node)) : [];
    case 'PropertyDefinition':
      return node.value === value && !node.static ? listed(memberKey(node)) : [];
    case 'AssignmentExpression':
      return node.right === value && node.left.type === 'MemberExpression' ? listed(memberKey({ computed: node.left.computed, key: node.left.property })) : [];
    case 'ArrayExpression': {
      const index = node.elements.indexOf(value as (typeof node.elements)[number]); // `as`: a child of it
      return [String(index), ...(index === 1 ? mapKeys(node.elements[0]) : [])]; // it may be an entry, of which a Map or an object is made
    }
    case 'CallExpression':
      return node.arguments[1] === value ? mapKeys(node.arguments[0]) : []; // map.set(key, value)
    default:
      return [];
  }
}

function listed(key: string | undefined): string[] {
  return key === undefined ? [] : [key];
}

function mapKeys(key: AnyNode | null | undefined): string[] {
  if (key?.type !== 'Literal') return [];
  return [`${mapKeyPrefix}${String(key.value)}`, ...(typeof key.value === 'string' ? [key.value] : [])];
}
