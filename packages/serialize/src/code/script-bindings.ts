import { childrenOf } from './free-names.ts';
import { hoistedNames, lexicalNames, patternNames } from './scope.ts';
import type { AnyNode, ImportDeclaration, Program } from 'acorn';

/** Where and how a name is declared, seen from a place in a script. */
export interface Declaration {
  kind: 'import' | 'const' | 'class' | 'variable' | 'unknown';
  /** Where the scope that declares it begins; tells the scopes of a script apart. */
  scopeStart: number;
  /** Between that scope and the place stands a function or a loop: one such scope may have several closures of the literal there. */
  repeats: boolean;
  /** That scope: whoever assigns to the name stands in it. */
  scope?: AnyNode;
  import?: { specifier: string; name: string; attributes?: Record<string, string> };
}

/** Stands for the start of a script's outermost scope, of which there is one. */
export const programScope = -1;

/** All names that the code in a scope assigns to after their declaration, whichever variable of the name it is. */
export function assignedNames(scope: AnyNode): ReadonlySet<string> | 'any' {
  const names = new Set<string>();
  const pending: AnyNode[] = [scope];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'AssignmentExpression') for (const name of patternNames(node.left)) names.add(name);
    else if (node.type === 'UpdateExpression' && node.argument.type === 'Identifier') names.add(node.argument.name);
    else if ((node.type === 'ForInStatement' || node.type === 'ForOfStatement') && node.left.type !== 'VariableDeclaration') for (const name of patternNames(node.left)) names.add(name);
    // A `var` may be declared twice, over a parameter or a function too: each initialiser assigns.
    else if (node.type === 'VariableDeclaration' && node.kind === 'var') for (const { id } of node.declarations) for (const name of patternNames(id)) names.add(name);
    // A function that sloppy code declares in a block is assigned when its declaration is reached (ECMAScript, annex B.3.3).
    else if (node.type === 'BlockStatement') for (const name of hoistedNames([node], false)) names.add(name);
    else if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'eval') return 'any';
    pending.push(...childrenOf(node));
  }
  return names;
}

/** Finds the declaration of a name that is in force at an offset. */
export function declarationOf(program: Program, offset: number, name: string): Declaration {
  let found: Declaration = { kind: 'unknown', scopeStart: -2, repeats: true };
  let node: AnyNode | undefined = program;
  while (node !== undefined) {
    const here = declaredBy(node, name, offset);
    if (here !== undefined) found = { ...here, scopeStart: node.type === 'Program' ? programScope : node.start, repeats: false, scope: node };
    else if (isFunction(node) || isLoop(node)) found.repeats = true;
    node = childrenOf(node).find(({ start, end }) => start <= offset && offset < end);
  }
  return found;
}

/** Whether code at an offset is outside of every function that has a `this` of its own, and of every class. */
export function isTopLevelThis(program: Program, offset: number): boolean {
  let node: AnyNode | undefined = program;
  while (node !== undefined) {
    if (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ClassBody') return false;
    node = childrenOf(node).find(({ start, end }) => start <= offset && offset < end);
  }
  return true;
}

function isFunction(node: AnyNode): boolean {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

function isLoop(node: AnyNode): boolean {
  return /^(?:For|While|DoWhile)/.test(node.type);
}

function declaredBy(node: AnyNode, name: string, offset: number): Pick<Declaration, 'kind' | 'import'> | undefined {
  switch (node.type) {
    case 'Program':
      for (const statement of node.body) {
        if (statement.type !== 'ImportDeclaration') continue;
        const imported = importOf(statement, name);
        if (imported !== undefined) return { kind: 'import', import: imported };
      }
      return statementsDeclare(node.body.flatMap((statement) => ((statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') && statement.declaration != null ? [statement.declaration as AnyNode] : [statement])), name, true);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression': {
      const own = node.type === 'FunctionExpression' && node.id?.name === name && node.start < offset;
      if (node.body.type === 'BlockStatement') {
        const body = statementsDeclare(node.body.body, name, true);
        if (body !== undefined) return body;
      }
      return node.params.flatMap(patternNames).includes(name) ? { kind: 'variable' } : own ? { kind: 'const' } : undefined;
    }
    case 'BlockStatement':
    case 'StaticBlock':
      return statementsDeclare(node.body, name, node.type === 'StaticBlock');
    case 'SwitchStatement':
      return statementsDeclare(node.cases.flatMap(({ consequent }) => consequent), name, false);
    case 'ForStatement':
      return node.init?.type === 'VariableDeclaration' ? statementsDeclare([node.init], name, false) : undefined;
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.left.type === 'VariableDeclaration' ? statementsDeclare([node.left], name, false) : undefined;
    case 'CatchClause':
      return node.param != null && patternNames(node.param).includes(name) ? { kind: 'variable' } : undefined;
    case 'ClassDeclaration':
    case 'ClassExpression':
      return node.id?.name === name ? { kind: 'const' } : undefined;
    default:
      return undefined;
  }
}

function statementsDeclare(statements: readonly AnyNode[], name: string, isBody: boolean): Pick<Declaration, 'kind'> | undefined {
  for (const statement of statements) {
    if (!lexicalNames([statement]).includes(name)) continue;
    if (statement.type === 'VariableDeclaration') return { kind: statement.kind === 'let' ? 'variable' : 'const' };
    return { kind: statement.type === 'ClassDeclaration' ? 'class' : 'variable' };
  }
  return isBody && hoistedNames(statements, false).includes(name) ? { kind: 'variable' } : undefined;
}

function importOf(statement: ImportDeclaration, local: string): Declaration['import'] {
  for (const specifier of statement.specifiers) {
    if (specifier.local.name !== local) continue;
    const attributes = Object.fromEntries((statement.attributes ?? []).map(({ key, value }) => [key.type === 'Identifier' ? key.name : String(key.value), String(value.value)]));
    const name =
      specifier.type === 'ImportNamespaceSpecifier' ? '*' : specifier.type === 'ImportDefaultSpecifier' ? 'default' : specifier.imported.type === 'Identifier' ? specifier.imported.name : String(specifier.imported.value);
    return { specifier: String(statement.source.value), name, ...(Object.keys(attributes).length === 0 ? {} : { attributes }) };
  }
  return undefined;
}

/** The string or number with which the scope of a declaration initialises a constant, if it is written out there. */
export function literalOf({ scope }: Declaration, name: string): string | number | undefined {
  const pending: AnyNode[] = scope === undefined ? [] : [...childrenOf(scope)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.name === name) {
      const value = node.init?.type === 'Literal' ? node.init.value : undefined;
      return typeof value === 'string' || typeof value === 'number' ? value : undefined;
    }
    // Inner scopes may have a constant of the same name.
    if (node.type === 'VariableDeclaration' || node.type === 'ExportNamedDeclaration' || (node.type === 'BlockStatement' && isFunction(scope ?? node))) pending.push(...childrenOf(node));
  }
  return undefined;
}
