import type { AnyNode, Identifier, Pattern } from 'acorn';

/** The names that one stretch of source declares, and the scope around it. */
export class Scope {
  readonly names: Set<string>;
  readonly outer: Scope | undefined;
  /** Holds nothing but the root function's own name. */
  readonly isOwnName: boolean;

  constructor(outer: Scope | undefined, names: Iterable<string> = [], isOwnName = false) {
    this.outer = outer;
    this.names = new Set(names);
    this.isOwnName = isOwnName;
  }

  /** Finds the innermost scope that declares a name. */
  find(name: string): Scope | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.outer) if (scope.names.has(name)) return scope; // eslint-disable-line @typescript-eslint/no-this-alias -- the first scope to look into is this one
    return undefined;
  }
}

/** Names that a binding pattern declares: `{ a, b: [c, ...d] = e }` declares a, c and d. */
export function patternNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => patternNames(property.type === 'RestElement' ? property.argument : property.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : patternNames(element)));
    case 'RestElement':
      return patternNames(pattern.argument);
    case 'AssignmentPattern':
      return patternNames(pattern.left);
    case 'MemberExpression':
      return []; // a target of an assignment, no declaration
  }
}

/** Only `export default` may leave the name out, and that stands in no function. */
function declaredName({ id }: { id?: Identifier | null | undefined }): string[] {
  return id == null ? [] : [id.name];
}

/** Names that a list of statements declares for itself: let, const, using, class and function. */
export function lexicalNames(statements: readonly AnyNode[]): string[] {
  return statements.flatMap((statement): string[] => {
    if (statement.type === 'VariableDeclaration') {
      return statement.kind === 'var' ? [] : statement.declarations.flatMap(({ id }) => patternNames(id));
    }
    if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') return declaredName(statement);
    return statement.type === 'LabeledStatement' ? lexicalNames([statement.body]) : [];
  });
}

/**
 * Names that the statements of a function's body hoist to its top: `var` at any depth, and in sloppy code also plain
 * functions declared in blocks (ECMAScript, annex B.3.3).
 */
export function hoistedNames(statements: readonly (AnyNode | null | undefined)[], strict: boolean, nested = false): string[] {
  const below = (...children: readonly (AnyNode | null | undefined)[]) => hoistedNames(children, strict, true);
  return statements.flatMap((statement): string[] => {
    switch (statement?.type) {
      case 'VariableDeclaration':
        return statement.kind === 'var' ? statement.declarations.flatMap(({ id }) => patternNames(id)) : [];
      case 'FunctionDeclaration':
        return nested && !strict && !statement.async && !statement.generator ? declaredName(statement) : [];
      case 'BlockStatement':
        return below(...statement.body);
      case 'IfStatement':
        return below(statement.consequent, statement.alternate);
      case 'ForStatement':
        return below(statement.init, statement.body);
      case 'ForInStatement':
      case 'ForOfStatement':
        return below(statement.left, statement.body);
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'WithStatement':
        return below(statement.body);
      case 'LabeledStatement':
        return hoistedNames([statement.body], strict, nested);
      case 'TryStatement':
        return below(statement.block, statement.handler?.body, statement.finalizer);
      case 'SwitchStatement':
        return below(...statement.cases.flatMap(({ consequent }) => consequent));
      default:
        return [];
    }
  });
}
