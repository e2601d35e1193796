import { programScope } from '../code/script-bindings.ts';
import type { Binding, FunctionCode } from '../code/function-code.ts';

interface Context {
  /** Stands for the context as a key of its cells. */
  cells: Map<string, object>;
  snapshot: Record<string, unknown>;
  /** The closures in it, by the place of their literal. */
  literals: Map<string, Set<Function>>;
}

/**
 * Tells which closures share a variable. V8 shows the variables of a function's scopes, as copies; which of two closures have the
 * very same scope has to be worked out:
 *
 * - Scopes with different contents are different.
 * - A literal that is evaluated once a scope makes one closure in each: two closures of it have two scopes.
 * - The closures of different literals with equal contents are taken to share, unless there are two scopes that a closure may belong to.
 */
export class SharedVariables {
  readonly #contexts = new Map<string, Context[]>();

  /** @returns a key that is the same for the same variable; undefined if that cannot be told */
  cellOf(fn: Function, { scriptId, unit }: FunctionCode, { name, declaration }: Binding & { how: 'cell' }, snapshot: Record<string, unknown>): object | undefined {
    const literal = `${unit.line}:${unit.column}:${unit.text}`;
    const group = `${scriptId}:${declaration.scopeStart}`;
    const contexts = this.#contexts.get(group) ?? [];
    this.#contexts.set(group, contexts);
    const isProgram = declaration.scopeStart === programScope;
    const own = contexts.find((context) => context.literals.get(literal)?.has(fn) === true);
    if (own !== undefined) return cellIn(own, name);
    const alike = isProgram ? contexts : contexts.filter((context) => isAlike(context.snapshot, snapshot));
    const taken = alike.filter(({ literals }) => literals.has(literal));
    if (!isProgram && taken.length > 0) {
      // Another closure of this literal is there already. If one scope can have several of them nothing tells the two cases apart.
      if (declaration.repeats || alike.some(({ literals }) => literals.size > 1) || alike.length > taken.length) return undefined;
    } else if (alike.length > 1) {
      return undefined;
    }
    let context = taken.length > 0 && !isProgram ? undefined : alike[0];
    if (context === undefined) contexts.push((context = { cells: new Map(), snapshot, literals: new Map() }));
    const closures = context.literals.get(literal) ?? new Set();
    context.literals.set(literal, closures.add(fn));
    return cellIn(context, name);
  }
}

function cellIn({ cells }: Context, name: string): object {
  const cell = cells.get(name) ?? {};
  cells.set(name, cell);
  return cell;
}

function isAlike(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name) && Object.is(read(one, name), read(other, name)));
}

const deadZone = Symbol('in its dead zone');

function read(variables: Record<string, unknown>, name: string): unknown {
  try {
    return variables[name];
  } catch {
    return deadZone;
  }
}
