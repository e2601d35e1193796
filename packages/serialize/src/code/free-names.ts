import { hoistedNames, lexicalNames, patternNames, Scope } from './scope.ts';
import { childrenOf, isUseStrict } from './syntax.ts';
import type { AnyNode, AssignmentPattern, Class, ClassExpression, Identifier } from 'acorn';
import type { DynamicImport, FreeName, NameUse, OuterNeeds, Tie } from './outer-needs.ts';
import type { FunctionNode } from './syntax.ts';

/**
 * Finds the names that a function takes from outside, by ECMAScript's rules for scopes.
 *
 * @param root - the function, or the class
 * @param strict - whether the code around the function is strict
 * @param given - names that the text is given whatever is around it
 */
export function outerNeeds(root: FunctionNode | ClassExpression, strict: boolean, given: readonly (string | undefined)[] = []): OuterNeeds {
  const walk = new Walk();
  const scope = new Scope(undefined, given.filter((name) => name !== undefined));
  const outer = { scope, hasThis: false, thisIsReceiver: false, hasSuper: false, strict, inWith: false, privateNames: new Set<string>() };
  if (root.type === 'ClassExpression') walk.visitClass(root, outer);
  else walk.visitFunction(root, outer, true);
  return {
    freeNames: walk.sortedNames(),
    ties: walk.ties.sort((a, b) => a.offset - b.offset),
    dynamicImports: walk.dynamicImports,
    reachesItself: walk.reachesItself,
    usesReceiver: walk.usesReceiver,
  };
}

/** What the code at one place can see. */
interface Surroundings {
  scope: Scope | undefined;
  /** `this` and `new.target` are those of a function or class within the text. */
  hasThis: boolean;
  /** That `this` is the root function's own. */
  thisIsReceiver: boolean;
  hasSuper: boolean;
  strict: boolean;
  inWith: boolean;
  privateNames: ReadonlySet<string>;
}

class Walk {
  readonly freeNames = new Map<string, FreeName>();
  readonly ties: Tie[] = [];
  readonly dynamicImports: DynamicImport[] = [];
  reachesItself = false;
  usesReceiver = false;
  readonly #shorthands = new Set<AnyNode>();
  /** Names of which `typeof` asks: the function knows what to do without them. */
  readonly #guarded = new Set<string>();
  readonly #callees = new Set<AnyNode>();
  readonly #members = new Map<AnyNode, string>();
  readonly #targets = new Set<AnyNode>();
  readonly #namesakes = new Map<AnyNode, AnyNode>();
  readonly #makers = new Set<AnyNode>();
  readonly #statementStarts = new Set<number>();

  sortedNames(): FreeName[] {
    for (const name of this.#guarded) {
      const free = this.freeNames.get(name);
      if (free !== undefined) free.isOptional = true;
    }
    return [...this.freeNames.values()].sort((a, b) => a.offset - b.offset);
  }

  visitFunction(node: FunctionNode, outer: Surroundings, isRoot = false): void {
    const isArrow = node.type === 'ArrowFunctionExpression';
    const body = node.body.type === 'BlockStatement' ? node.body.body : undefined;
    const strict = outer.strict || (body !== undefined && isUseStrict(body));
    let scope = outer.scope;
    // A declaration's name belongs to the block around it, which knows it already, unless there is nothing around it.
    if (!isArrow && node.id != null && (isRoot || node.type === 'FunctionExpression')) scope = new Scope(scope, [node.id.name], isRoot);
    scope = new Scope(scope, node.params.flatMap(patternNames));
    if (!isArrow) scope.names.add('arguments');
    const thisIsReceiver = isArrow ? outer.thisIsReceiver : isRoot;
    const inside = { ...outer, scope, strict, hasThis: outer.hasThis || !isArrow, thisIsReceiver };
    this.visitAll(node.params, inside);
    if (body === undefined) this.visit(node.body, inside);
    // The body has a scope of its own: default values do not see its variables.
    else this.visitAll(body, { ...inside, scope: new Scope(scope, [...lexicalNames(body), ...hoistedNames(body, strict)]) });
  }

  visitClass(node: Class, outer: Surroundings): void {
    const scope = new Scope(outer.scope, node.id == null ? [] : [node.id.name]);
    const declared = node.body.body.flatMap((member) =>
      member.type !== 'StaticBlock' && member.key.type === 'PrivateIdentifier' ? [member.key.name] : [],
    );
    const here = { ...outer, scope, strict: true, privateNames: new Set([...outer.privateNames, ...declared]) };
    const within = { ...here, hasThis: true, thisIsReceiver: false, hasSuper: true };
    if (node.superClass != null) this.visit(node.superClass, here);
    for (const member of node.body.body) {
      if (member.type === 'StaticBlock') {
        const names = [...lexicalNames(member.body), ...hoistedNames(member.body, true)];
        this.visitAll(member.body, { ...within, scope: new Scope(scope, names) });
        continue;
      }
      if (member.computed) this.visit(member.key, here); // keys are evaluated outside: their `this` is not the instance
      if (member.value != null) this.visit(member.value, within);
    }
  }

  private visitAll(nodes: readonly (AnyNode | null | undefined)[], here: Surroundings): void {
    for (const node of nodes) if (node != null) this.visit(node, here);
  }

  private block(statements: readonly AnyNode[], here: Surroundings, names: string[] = []): Surroundings {
    return { ...here, scope: new Scope(here.scope, [...names, ...lexicalNames(statements)]) };
  }

  private visit(node: AnyNode, here: Surroundings): void {
    switch (node.type) {
      case 'Identifier':
        return this.refer(node, here);
      case 'FunctionDeclaration':
      case 'FunctionExpression':
        return this.visitFunction(node, { ...here, hasSuper: here.hasSuper && node.type === 'FunctionExpression' });
      case 'ArrowFunctionExpression':
        return this.visitFunction(node, here);
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.visitClass(node, here);
      case 'BlockStatement':
        return this.visitAll(node.body, this.block(node.body, here));
      case 'SwitchStatement': {
        this.visit(node.discriminant, here);
        const inside = this.block(node.cases.flatMap(({ consequent }) => consequent), here);
        return this.visitAll(node.cases.flatMap(({ test, consequent }) => [test, ...consequent]), inside);
      }
      case 'ForStatement':
        return this.visitAll([node.init, node.test, node.update, node.body], this.block(node.init == null ? [] : [node.init], here));
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.left.type !== 'VariableDeclaration') this.#addTargets(node.left);
        return this.visitAll([node.left, node.right, node.body], this.block([node.left], here));
      case 'CatchClause':
        return this.visitAll([node.param, node.body], this.block([], here, node.param == null ? [] : patternNames(node.param)));
      case 'LabeledStatement':
        return this.visit(node.body, here);
      case 'WithStatement':
        this.visit(node.object, here);
        return this.visit(node.body, { ...here, inWith: true });
      case 'BreakStatement':
      case 'ContinueStatement':
        return; // their identifiers are labels
      case 'MemberExpression':
        if (!node.computed && node.property.type === 'Identifier') this.#members.set(node.object, node.property.name);
        this.visit(node.object, here);
        if (node.computed || node.property.type === 'PrivateIdentifier') this.visit(node.property, here);
        else if (node.property.type === 'Identifier' && node.property.name === 'callee') this.noteCallee(node.object);
        return;
      case 'Property': {
        if (node.computed) this.visit(node.key, here);
        if (node.shorthand) this.#shorthands.add((node.value as AnyNode).type === 'AssignmentPattern' ? (node.value as unknown as AssignmentPattern).left : node.value); // `as`: in a pattern the value may be one with a default
        const isMethod = node.method || node.kind !== 'init';
        return this.visit(node.value, isMethod ? { ...here, hasSuper: true } : here);
      }
      case 'CallExpression':
        // `eval?.(…)` and `(0, eval)(…)` are indirect: they see globals only.
        if (node.callee.type === 'Identifier' && node.callee.name === 'eval' && !node.optional) this.tie('eval', node.callee);
        this.#callees.add(node.callee);
        return this.visitAll([node.callee, ...node.arguments], here);
      case 'TaggedTemplateExpression':
        this.#callees.add(node.tag);
        return this.visitAll([node.tag, node.quasi], here);
      case 'ExpressionStatement':
        this.#statementStarts.add(node.start);
        return this.visit(node.expression, here);
      case 'AssignmentExpression':
        this.#addTargets(node.left);
        if (node.operator === '=' && node.left.type === 'Identifier') this.#makers.add(node.left);
        if (/^(?:&&|\|\||\?\?)?=$/.test(node.operator)) this.#noteNamesake(node);
        return this.visitAll([node.left, node.right], here);
      case 'AssignmentPattern':
        this.#noteNamesake(node);
        return this.visitAll([node.left, node.right], here);
      case 'UpdateExpression':
        this.#targets.add(node.argument);
        return this.visit(node.argument, here);
      case 'UnaryExpression':
        if (node.operator === 'typeof' && node.argument.type === 'Identifier') return this.refer(node.argument, here, true);
        return this.visit(node.argument, here);
      case 'ThisExpression':
        if (here.thisIsReceiver) this.usesReceiver = true;
        return here.hasThis ? undefined : this.tie('this', node);
      case 'Super':
        if (here.thisIsReceiver) this.usesReceiver = true; // super.method() is called on it
        return here.hasSuper ? undefined : this.tie('super', node);
      case 'MetaProperty':
        if (node.meta.name === 'import') this.tie('import.meta', node);
        else if (!here.hasThis) this.tie('new.target', node);
        return;
      case 'PrivateIdentifier':
        return here.privateNames.has(node.name) ? undefined : this.tie('#private', node);
      case 'ImportExpression':
        this.dynamicImports.push({
          offset: node.start,
          specifier: node.source.type === 'Literal' && typeof node.source.value === 'string' ? node.source.value : undefined,
        });
        return this.visitAll([node.source, node.options], here);
      default:
        return this.visitAll(childrenOf(node), here);
    }
  }

  private refer(node: Identifier, here: Surroundings, inTypeof = false): void {
    const declaredIn = here.scope?.find(node.name);
    if (declaredIn !== undefined) {
      if (declaredIn.isOwnName) this.reachesItself = true;
      return;
    }
    if (node.name === 'arguments') return void this.ties.push({ construct: 'arguments', offset: node.start, use: this.#useOf(node, here) });
    let known = this.freeNames.get(node.name);
    if (known === undefined) this.freeNames.set(node.name, (known = { name: node.name, offset: node.start, isOptional: true, isAssigned: false, makesGlobal: false, uses: [] }));
    if (inTypeof) this.#guarded.add(node.name);
    else if (!here.inWith) known.isOptional = false;
    if (!here.strict && this.#makers.has(node)) known.makesGlobal = true;
    if (this.#targets.has(node)) known.isAssigned = true;
    known.uses.push(this.#useOf(node, here));
  }

  #useOf(node: Identifier, { inWith }: Surroundings): NameUse {
    const namesake = this.#namesakes.get(node);
    return {
      offset: node.start,
      end: node.end,
      isShorthand: this.#shorthands.has(node),
      isCallee: this.#callees.has(node),
      member: this.#members.get(node),
      inWith,
      beginsStatement: this.#statementStarts.has(node.start),
      ...(namesake === undefined ? {} : { namesake: { start: namesake.start, end: namesake.end } }),
    };
  }

  #noteNamesake({ start, left, right }: { start: number; left: AnyNode; right: AnyNode }): void {
    // A name in brackets gives its name to nothing.
    if (isUnnamed(right) && left.start === start) this.#namesakes.set(left, right);
  }

  #addTargets(pattern: AnyNode): void {
    // Every identifier below is taken, those of default values and keys too: a name too many costs little.
    const pending = [pattern];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (node.type === 'MemberExpression') continue;
      this.#targets.add(node);
      pending.push(...childrenOf(node));
    }
  }

  private noteCallee(object: AnyNode): void {
    if (object.type === 'Identifier' && object.name === 'arguments') this.reachesItself = true;
  }

  private tie(construct: Tie['construct'], node: AnyNode): void {
    this.ties.push({ construct, offset: node.start });
  }
}

function isUnnamed(node: AnyNode): boolean {
  return node.type === 'ArrowFunctionExpression' || ((node.type === 'FunctionExpression' || node.type === 'ClassExpression') && node.id == null);
}
