import { namesIn } from './declared-names.ts';
import { childrenOf, isUseStrict } from './syntax.ts';
import { isFunction } from './layers.ts';
import { lexicalNames, patternNames } from './scope.ts';
import type { Layer } from './layers.ts';
import type { AnyNode, Pattern } from 'acorn';

/** `once`: it keeps the first value that is not undefined. */
export type Initialised = 'once' | 'repeatedly';

const known = new WeakMap<AnyNode, ReadonlyMap<string, Initialised>>();

/**
 * The variables of a scope to which nothing assigns but the `var` statements that declare them. Such a statement belongs to the
 * scope, not to a closure, so on the far side nobody assigns to them. Bundlers write `var` for every constant of a module.
 */
export function initialisedNames(layer: Layer): ReadonlyMap<string, Initialised> {
  let names = known.get(layer.node);
  if (names === undefined) known.set(layer.node, (names = findInitialised(layer)));
  return names;
}

interface Visit {
  node: AnyNode;
  inLoop: boolean;
  strict: boolean;
}

function findInitialised(layer: Layer): ReadonlyMap<string, Initialised> {
  const scope = layer.node;
  const found = new Map<string, Initialised>();
  const assigned = new Set<string>();
  /** How many scopes within this one, around the current place, declare a name anew. */
  const shadows = new Map<string, number>();
  const shadow = (names: Iterable<string>, by: 1 | -1): void => { for (const name of names) shadows.set(name, (shadows.get(name) ?? 0) + by); };
  const ours = (target: Pattern): string[] => patternNames(target).filter((name) => (shadows.get(name) ?? 0) === 0);
  const assign = (target: Pattern): void => { for (const name of ours(target)) assigned.add(name); };
  const initialise = (target: Pattern, repeats: boolean): void => {
    for (const name of ours(target)) found.set(name, repeats || found.has(name) ? 'repeatedly' : 'once');
  };

  const pending: (Visit | { leave: Iterable<string> })[] = [{ node: scope, inLoop: false, strict: layer.strict }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('leave' in next) {
      shadow(next.leave, -1);
      continue;
    }
    const { node } = next;
    const strict = next.strict || node.type === 'ClassBody' || (isFunction(node) && node.body.type === 'BlockStatement' && isUseStrict(node.body.body));
    const isLoop = /^(?:For|While|DoWhile)/.test(node.type);
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'eval') return new Map(); // it may assign to any
    // A function that sloppy code declares in a block is assigned when its declaration is reached (ECMAScript, annex B.3.3).
    if (!strict && node !== scope && (node.type === 'BlockStatement' || node.type === 'SwitchCase')) {
      const statements = node.type === 'BlockStatement' ? node.body : node.consequent;
      for (const name of lexicalNames(statements.filter(({ type }) => type === 'FunctionDeclaration'))) if ((shadows.get(name) ?? 0) === 0) assigned.add(name);
    }
    const isBody = isFunction(scope) && node === scope.body;
    if (node !== scope && !isBody) {
      const names = [...namesIn({ node, strict, turns: 0, inHead: false }).keys()];
      if (names.length > 0) {
        shadow(names, 1);
        pending.push({ leave: names });
      }
    }
    if (node.type === 'AssignmentExpression') assign(node.left);
    else if (node.type === 'UpdateExpression' && node.argument.type === 'Identifier') assign(node.argument);
    else if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') {
      if (node.left.type !== 'VariableDeclaration') assign(node.left);
      else if (node.left.kind === 'var') for (const { id } of node.left.declarations) initialise(id, true);
    } else if (node.type === 'VariableDeclaration' && node.kind === 'var') {
      for (const { id, init } of node.declarations) if (init != null) initialise(id, next.inLoop);
    }
    for (const child of childrenOf(node)) pending.push({ node: child, inLoop: next.inLoop || isLoop, strict });
  }

  const parameters = new Set(isFunction(scope) ? scope.params.flatMap(patternNames) : []);
  const declared = namesIn({ ...layer, inHead: false });
  for (const name of assigned) found.delete(name);
  // A parameter or function of that name has a value before.
  for (const name of found.keys()) if (parameters.has(name) || declared.get(name)?.value !== undefined) found.set(name, 'repeatedly');
  return found;
}
