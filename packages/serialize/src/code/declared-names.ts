import { hoistedNames, lexicalNames, patternNames } from './scope.ts';
import { isFunction } from './layers.ts';
import type { FunctionNode } from './syntax.ts';
import type { Layer } from './layers.ts';
import type { AnyNode, ImportDeclaration, Pattern } from 'acorn';

/** An import of another module, as it is written. */
export interface ImportedName {
  specifier: string;
  /** `*` for the namespace. */
  name: string;
  attributes?: Record<string, string>;
}

/** A call of `require` with a written-out specifier, and the members that are taken of what it gives. */
export interface RequiredValue {
  specifier: string;
  path: readonly string[];
}

/** How a scope declares a name. */
export interface DeclaredName {
  /** `let` stands for classes too, `variable` for all that has no dead zone: `var`, functions, parameters. */
  kind: 'import' | 'const' | 'let' | 'variable';
  import?: ImportedName;
  /** It begins with a value that its declaration does not show: a parameter, what is caught, a part of another value. */
  isGiven?: true;
  /** What it is bound to at its declaration, where that is one expression, function or class. */
  value?: AnyNode;
  /** It holds what a call of `require` gave, if `require` is what it seems to be. */
  required?: RequiredValue;
  /** The member of a value that a pattern takes it from, and where the pattern begins: it may take others from the same value. */
  pattern?: { start: number; key: string };
  /** Code of the same scope behind this offset finds it initialised, unless it is hoisted. */
  readyFrom?: number;
}

const known = new WeakMap<AnyNode, { body: ReadonlyMap<string, DeclaredName>; head?: ReadonlyMap<string, DeclaredName> }>();

/** The names that a layer declares, as code at the literal sees them; undefined for a layer that is no scope. */
export function namesIn({ node, strict, inHead }: Layer): ReadonlyMap<string, DeclaredName> {
  let names = known.get(node);
  if (names === undefined) known.set(node, (names = isFunction(node) ? functionNames(node, strict) : { body: blockNames(node, strict) }));
  return (inHead ? names.head : undefined) ?? names.body;
}

function functionNames(node: FunctionNode, strict: boolean): { body: ReadonlyMap<string, DeclaredName>; head: ReadonlyMap<string, DeclaredName> } {
  const head = new Map<string, DeclaredName>();
  if (node.type === 'FunctionExpression' && node.id != null) head.set(node.id.name, { kind: 'const', isGiven: true });
  // An object of its own for each call.
  if (node.type !== 'ArrowFunctionExpression') head.set('arguments', { kind: 'variable', value: node });
  for (const parameter of node.params) addPattern(head, parameter, 'variable', { isGiven: true });
  if (node.body.type !== 'BlockStatement') return { head, body: head };
  const body = new Map(head);
  addStatements(body, node.body.body, strict, true);
  return { head, body };
}

const none: ReadonlyMap<string, DeclaredName> = new Map();

function blockNames(node: AnyNode, strict: boolean): ReadonlyMap<string, DeclaredName> {
  const names = new Map<string, DeclaredName>();
  switch (node.type) {
    case 'Program':
      for (const statement of node.body) if (statement.type === 'ImportDeclaration') addImports(names, statement);
      addStatements(names, node.body.map((statement) => exported(statement)), strict, true);
      return names;
    case 'BlockStatement':
      addStatements(names, node.body, strict, false);
      return names;
    case 'StaticBlock':
      addStatements(names, node.body, true, true);
      return names;
    case 'SwitchStatement':
      addStatements(names, node.cases.flatMap(({ consequent }) => consequent), strict, false);
      // One case may be jumped to past the declarations of another.
      return new Map([...names].map(([name, { readyFrom: _, ...declared }]) => [name, declared]));
    case 'ForStatement':
      // Each turn has variables of its own, which begin with the values of the turn before: nothing is made for each.
      if (node.init?.type === 'VariableDeclaration' && node.init.kind !== 'var') for (const { id } of node.init.declarations) addPattern(names, id, lexicalKind(node.init.kind), { readyFrom: node.init.end, isGiven: true });
      return names;
    case 'ForInStatement':
    case 'ForOfStatement':
      if (node.left.type === 'VariableDeclaration' && node.left.kind !== 'var') for (const { id } of node.left.declarations) addPattern(names, id, lexicalKind(node.left.kind), { readyFrom: node.right.end, isGiven: true });
      return names;
    case 'CatchClause':
      if (node.param != null) addPattern(names, node.param, 'variable', { isGiven: true });
      return names;
    case 'ClassDeclaration':
    case 'ClassExpression':
      if (node.id != null) names.set(node.id.name, { kind: 'const', value: node });
      return names;
    default:
      return none;
  }
}

function lexicalKind(kind: string): 'const' | 'let' {
  return kind === 'let' ? 'let' : 'const'; // `using` cannot be assigned either
}

function exported(statement: AnyNode): AnyNode {
  return (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') && statement.declaration != null ? statement.declaration : statement;
}

function addStatements(names: Map<string, DeclaredName>, statements: readonly AnyNode[], strict: boolean, isBody: boolean): void {
  if (isBody) for (const name of hoistedNames(statements, strict)) names.set(name, { kind: 'variable', ...(names.get(name)?.isGiven === true ? { isGiven: true as const } : {}) });
  for (let statement of statements) {
    while (statement.type === 'LabeledStatement') statement = statement.body;
    if (statement.type === 'VariableDeclaration') {
      if (statement.kind === 'var') {
        for (const { id, init } of statement.declarations) for (const [name, required] of requiredNames(id, requiredValue(init))) names.set(name, { kind: 'variable', required });
        continue;
      }
      for (const { id, init, end } of statement.declarations) addPattern(names, id, lexicalKind(statement.kind), { readyFrom: end, ...(init == null ? {} : { value: init }) });
    } else if (statement.type === 'ClassDeclaration' || statement.type === 'FunctionDeclaration') {
      for (const name of lexicalNames([statement])) names.set(name, { kind: statement.type === 'ClassDeclaration' ? 'let' : 'variable', value: statement, readyFrom: statement.type === 'ClassDeclaration' ? statement.end : -1 });
    }
  }
}

function addPattern(names: Map<string, DeclaredName>, pattern: Pattern, kind: DeclaredName['kind'], { value, readyFrom, isGiven = false }: { value?: AnyNode; readyFrom?: number; isGiven?: boolean } = {}): void {
  const ready = readyFrom === undefined ? {} : { readyFrom };
  if (pattern.type === 'Identifier') names.set(pattern.name, { kind, ...ready, ...(value === undefined ? {} : { value }), ...(isGiven ? { isGiven: true as const } : {}) });
  else addParts(names, pattern, { kind, ...ready, isGiven: true });
  for (const [name, required] of requiredNames(pattern, requiredValue(value))) names.set(name, { ...names.get(name), kind, required });
}

function addParts(names: Map<string, DeclaredName>, pattern: Pattern, declared: DeclaredName): void {
  const parts: [key: string | undefined, target: Pattern | null][] =
    pattern.type === 'ArrayPattern' ? pattern.elements.map((element, index) => [String(index), element])
    : pattern.type === 'ObjectPattern' ? pattern.properties.map((property) => (property.type === 'RestElement' ? [undefined, property] : [memberKey(property), property.value]))
    : [];
  for (const [key, target] of parts) {
    if (target?.type === 'Identifier' && key !== undefined) names.set(target.name, { ...declared, pattern: { start: pattern.start, key } });
    else if (target !== null) addParts(names, target, declared);
  }
  // What has a default value, and the rest of others, is taken from no member for sure.
  if (parts.length === 0) for (const name of patternNames(pattern)) names.set(name, declared);
}

/** The key of a property that is written out. */
export function memberKey({ computed, key }: { computed: boolean; key: AnyNode }): string | undefined {
  if (computed) return undefined;
  return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined;
}

function requiredValue(value: AnyNode | null | undefined): RequiredValue | undefined {
  if (value?.type === 'MemberExpression') {
    const of = value.computed || value.property.type !== 'Identifier' ? undefined : requiredValue(value.object);
    return of === undefined || value.property.type !== 'Identifier' ? undefined : { specifier: of.specifier, path: [...of.path, value.property.name] };
  }
  if (value?.type !== 'CallExpression' || value.callee.type !== 'Identifier' || value.callee.name !== 'require') return undefined;
  const [specifier] = value.arguments;
  return specifier?.type === 'Literal' && typeof specifier.value === 'string' ? { specifier: specifier.value, path: [] } : undefined;
}

/** What a pattern takes out of a module, by the names that it declares. */
function requiredNames(pattern: Pattern, value: RequiredValue | undefined): [name: string, value: RequiredValue][] {
  if (value === undefined) return [];
  if (pattern.type === 'Identifier') return [[pattern.name, value]];
  if (pattern.type !== 'ObjectPattern') return [];
  return pattern.properties.flatMap((property) =>
    property.type === 'Property' && !property.computed && property.key.type === 'Identifier' ? requiredNames(property.value, { specifier: value.specifier, path: [...value.path, property.key.name] }) : [],
  );
}

function addImports(names: Map<string, DeclaredName>, statement: ImportDeclaration): void {
  const attributes = Object.fromEntries((statement.attributes ?? []).map(({ key, value }) => [key.type === 'Identifier' ? key.name : String(key.value), String(value.value)]));
  for (const specifier of statement.specifiers) {
    const name =
      specifier.type === 'ImportNamespaceSpecifier' ? '*' : specifier.type === 'ImportDefaultSpecifier' ? 'default' : specifier.imported.type === 'Identifier' ? specifier.imported.name : String(specifier.imported.value);
    names.set(specifier.local.name, { kind: 'import', import: { specifier: String(statement.source.value), name, ...(Object.keys(attributes).length === 0 ? {} : { attributes }) } });
  }
}
