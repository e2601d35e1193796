import { isProxy } from 'node:util/types';
import { mapKeyPrefix } from '../code/member-keys.ts';
import type { FunctionCode } from '../code/function-code.ts';
import type { ScopeFacts } from '../code/scope-facts.ts';
import type { CapturedVariables } from './captured-variables.ts';

/** A function's use of a variable that is assigned somewhere. */
export interface VariableUse<Detail> {
  name: string;
  /** Which of V8's scopes around the function holds it. */
  scope: number;
  /** The function assigns to it. */
  isAssigned: boolean;
  detail: Detail;
}

/** A function and one of the scopes around it, of which it uses variables. */
interface Member<Detail> {
  fn: Function;
  node: number;
  code: FunctionCode;
  /** That scope, and those around it. */
  snapshot: readonly Readonly<Record<string, unknown>>[];
  facts: readonly (ScopeFacts | undefined)[];
  /** The values that are marks of the scopes within that one, each with what is the same for the same variable. */
  inner: readonly (readonly [variable: string, value: unknown])[];
  uses: VariableUse<Detail>[];
}

interface Seen {
  code: FunctionCode;
  variables: CapturedVariables;
}

/** A function that uses variables which are assigned. */
interface User<Detail> extends Seen {
  fn: Function;
  node: number;
  uses: readonly VariableUse<Detail>[];
}

/** All uses of one variable, or those of which it cannot be told whether they are of one. */
export type Sharing<Detail> = { uses: readonly Detail[]; isAmbiguous: boolean };

/**
 * Tells which closures share a variable. V8 shows the variables of a function's scopes, as copies; which of two closures have the
 * very same scope has to be worked out, from these grounds:
 *
 * Certain:
 * - A scope that is entered once, such as a module's, is the same for all.
 * - Scopes that hold different values, or stand in scopes that do, are different.
 * - Two closures of a literal that is evaluated once in each of the scopes have two scopes.
 * - Scopes that hold the same value, where each makes one of its own (a constant that is a function, an object, a list), are the same,
 *   and so are the scopes around them.
 *
 * Taken for certain:
 * - An object that holds closures of several literals, each under the key that the source gives it, has them from one scope, and its
 *   class is of that scope too. So have names that one pattern takes out of a value: `const { read, write } = make()`.
 * - A constant of a scope that holds what a call gave there, and with it a closure over such a scope, was made for that scope.
 *
 * That is a guess only for an object that was put together, under the very names that the maker uses, from members of two results of
 * one maker whose variables are equal at the moment. What nothing of all this decides is ambiguous, if one of the closures assigns to the
 * variable: closures of different literals with equal variables could be from one call of a maker or from two.
 */
export class SharedVariables<Detail> {
  readonly #seen: Seen[] = [];
  readonly #users: User<Detail>[] = [];
  readonly #functions = new Map<number, Function>();
  /** Without a key the holder is a function with a variable that holds it. */
  readonly #holders = new Map<Function, { holder: number; key: string | undefined }[]>();

  /** Notes a function with the scopes around it, and its uses of variables that are assigned. */
  addFunction(fn: Function, node: number, code: FunctionCode, variables: CapturedVariables, uses: readonly VariableUse<Detail>[]): void {
    this.#seen.push({ code, variables });
    this.#functions.set(node, fn);
    if (uses.length > 0) this.#users.push({ fn, node, code, variables, uses });
  }

  /** Notes that a node leads to a function, and over which step. */
  addHolder(fn: Function, holder: number, label: string): void {
    const holders = this.#holders.get(fn) ?? [];
    this.#holders.set(fn, holders);
    holders.push({ holder, key: keyOf(label) });
  }

  /** Notes that a node is an instance of a class. */
  addInstance(maker: Function, instance: number): void {
    const holders = this.#holders.get(maker) ?? [];
    this.#holders.set(maker, holders);
    holders.push({ holder: instance, key: classKey });
  }

  /** Decides, once all functions are noted. */
  variables(): Sharing<Detail>[] {
    const [user, ...others] = this.#users;
    if (user !== undefined && others.length === 0) return scopesOf(user).flatMap((scope) => variablesOf(usesIn(user, scope), false)); // with nobody to share them
    return [...this.#groups().values()].flatMap((members) => {
      const isUnique = members.every(({ facts }) => facts[0]?.turns === 0);
      return (isUnique ? [members] : partition(members, isAlike)).flatMap((alike) => {
        const instances = isUnique || alike.length === 1 ? [alike] : this.#instances(alike);
        return instances === undefined ? variablesOf(usesOf(alike), true) : instances.flatMap((instance) => variablesOf(usesOf(instance), false));
      });
    });
  }

  /** Closures by the scopes that they use variables of, those together that could be over the same one. */
  #groups(): Map<string, Member<Detail>[]> {
    const groups = new Map<string, Member<Detail>[]>();
    for (const user of this.#users) {
      const { fn, node, code, variables } = user;
      const { scopes } = variables;
      for (const scope of scopesOf(user)) {
        const snapshot = scopes.slice(scope).map(({ variables }) => variables);
        const facts = scopes.map((_, index) => code.sharing.scopes[index]).slice(scope);
        const group = [code.scriptId, facts[0]?.id ?? snapshot.length, ...Object.keys(snapshot[0] ?? {})].join(' ');
        const members = groups.get(group) ?? [];
        groups.set(group, members);
        const inner = scopes.slice(0, scope).flatMap(({ variables: within }, index) => marksIn(within, code.sharing.scopes[index]));
        members.push({ fn, node, code, snapshot, facts, inner, uses: usesIn(user, scope) });
      }
    }
    return groups;
  }

  /** Sorts closures whose scopes show the same values by the scope that they are over. @returns undefined if that cannot be told */
  #instances(alike: Member<Detail>[]): Member<Detail>[][] | undefined {
    const differ = alike.some((one, index) => alike.slice(index + 1).some((other) => areApart(one, other)));
    if (holdsMark(alike)) return differ ? undefined : [alike];
    const union = new Map<Member<Detail>, Member<Detail>[]>(alike.map((member) => [member, [member]]));
    for (const together of [...withinOne(alike), ...this.#heldTogether(alike), ...this.#takenTogether(alike)]) {
      const joined = [...new Set(together.flatMap((member) => union.get(member) ?? []))];
      for (const member of joined) union.set(member, joined);
    }
    const instances = [...new Set(union.values())];
    const isDecided = instances.every((one, index) => !anyApart(one, one) && instances.slice(index + 1).every((other) => anyApart(one, other)));
    return isDecided ? instances : undefined;
  }

  /** Closures that one object holds, each under its key. An object that holds two closures of one literal says nothing. */
  #heldTogether(alike: readonly Member<Detail>[]): Member<Detail>[][] {
    const held = new Map<number, Set<Member<Detail>>>();
    const add = (holder: number, member: Member<Detail>) => held.set(holder, (held.get(holder) ?? new Set()).add(member));
    for (const member of alike) {
      const { keys } = member.code.sharing;
      for (const { holder, key } of this.#holdersOf(member.fn)) if (key === classKey || keys.has(key)) add(holder, member);
    }
    // A function can have another one as its own property.
    for (const member of alike) if (held.has(member.node)) add(member.node, member);
    return [...held.values()].map((members) => [...members]).filter((members) => !anyApart(members, members));
  }

  /** The objects that hold a function, or another function whose variables hold it. */
  #holdersOf(fn: Function): { holder: number; key: string }[] {
    const found: { holder: number; key: string }[] = [];
    const functions = new Set([fn]);
    for (const each of functions) {
      for (const { holder, key } of this.#holders.get(each) ?? []) {
        const through = key === undefined ? this.#functions.get(holder) : undefined;
        if (key !== undefined) found.push({ holder, key });
        else if (through !== undefined && functions.size < maxFunctionsBetween) functions.add(through);
      }
    }
    return found;
  }

  /** Closures that one pattern takes out of one object, each from its key. */
  #takenTogether(alike: readonly Member<Detail>[]): Member<Detail>[][] {
    const taken = this.#seen.flatMap(({ code, variables: around }) =>
      around.scopes.flatMap(({ variables }, index) =>
        (code.sharing.scopes[index]?.patterns ?? []).map((keys) => alike.filter(({ fn, code: { sharing } }) => [...keys].some(([name, key]) => read(variables, name) === fn && sharing.keys.has(key)))),
      ),
    );
    return taken.filter((members) => members.length > 1 && !anyApart(members, members));
  }
}

function scopesOf({ uses }: User<unknown>): number[] {
  return [...new Set(uses.map(({ scope }) => scope))];
}

function usesIn<Detail>({ uses }: User<Detail>, scope: number): VariableUse<Detail>[] {
  return uses.filter((use) => use.scope === scope);
}

function usesOf<Detail>(members: readonly Member<Detail>[]): VariableUse<Detail>[] {
  return members.flatMap(({ uses }) => uses);
}

function variablesOf<Detail>(all: readonly VariableUse<Detail>[], isAmbiguous: boolean): Sharing<Detail>[] {
  const byName = new Map<string, VariableUse<Detail>[]>();
  for (const use of all) byName.set(use.name, [...(byName.get(use.name) ?? []), use]);
  // Of one that none of them assigns to, nobody can tell whether it is one or several.
  return [...byName.values()].map((uses) => ({ uses: uses.map(({ detail }) => detail), isAmbiguous: isAmbiguous && uses.length > 1 && uses.some(({ isAssigned }) => isAssigned) }));
}

/** Whether two closures are of one literal that each instance of their scope evaluates once. */
function areApart<Detail>(one: Member<Detail>, other: Member<Detail>): boolean {
  const { sharing } = one.code;
  return one !== other && sharing.literal === other.code.sharing.literal && sharing.turns === one.facts[0]?.turns;
}

function anyApart<Detail>(some: readonly Member<Detail>[], others: readonly Member<Detail>[]): boolean {
  return some.some((one) => others.some((other) => areApart(one, other)));
}

/** Whether the scope, or one around it that is entered as often, holds a value that was made for that instance alone. */
function holdsMark<Detail>(alike: readonly Member<Detail>[]): boolean {
  const [member] = alike;
  if (member === undefined) return false;
  const turns = member.facts[0]?.turns;
  const made = new Set<unknown>(alike.map(({ fn }) => fn));
  return member.facts.some((facts, index) => {
    const variables = member.snapshot[index];
    if (facts === undefined || variables === undefined || facts.turns !== turns) return false;
    return marksIn(variables, facts).length > 0 || (index === 0 && facts.results.some((name) => Object.hasOwn(variables, name) && holdsOne(read(variables, name), made)));
  });
}

/** The values that a scope holds which were made for that instance alone. */
function marksIn(variables: Readonly<Record<string, unknown>>, facts: ScopeFacts | undefined): [variable: string, value: unknown][] {
  return (facts?.marks ?? []).flatMap((name): [string, unknown][] => {
    const value = Object.hasOwn(variables, name) ? read(variables, name) : undefined;
    return /^(?:object|function|symbol)$/.test(typeof value) && value !== null && value !== deadZone ? [[`${facts?.id ?? ''} ${name}`, value]] : [];
  });
}

/** Closures that are over one scope within the one in question, hence over one of that too. */
function withinOne<Detail>(alike: readonly Member<Detail>[]): Member<Detail>[][] {
  const byMark = new Map<string, Map<unknown, Member<Detail>[]>>();
  for (const member of alike) {
    for (const [variable, value] of member.inner) {
      const members = byMark.get(variable) ?? new Map<unknown, Member<Detail>[]>();
      byMark.set(variable, members.set(value, [...(members.get(value) ?? []), member]));
    }
  }
  return [...byMark.values()].flatMap((members) => [...members.values()]);
}

/** Whether a value is one of some functions, or has it as a member, or was made by it. Runs no code of the value. */
function holdsOne(value: unknown, functions: ReadonlySet<unknown>): boolean {
  if (functions.has(value)) return true;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  for (let holder: object | null = value; holder !== null && holder !== Object.prototype && !isProxy(holder); holder = Object.getPrototypeOf(holder) as object | null) {
    const members: PropertyDescriptor[] = Object.values(Object.getOwnPropertyDescriptors(holder));
    if (members.some(({ value: member, get }: { value?: unknown; get?: unknown }) => functions.has(member) || functions.has(get))) return true;
  }
  return false;
}

function isAlike<Detail>({ snapshot: one }: Member<Detail>, { snapshot: other }: Member<Detail>): boolean {
  return one.length === other.length && one.every((variables, index) => hasSame(variables, other[index] ?? {}));
}

function hasSame(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name) && Object.is(read(one, name), read(other, name)));
}

function partition<Item>(items: readonly Item[], areEqual: (one: Item, other: Item) => boolean): Item[][] {
  const classes: Item[][] = [];
  for (const item of items) {
    const found = classes.find(([first]) => first !== undefined && areEqual(first, item));
    if (found === undefined) classes.push([item]);
    else found.push(item);
  }
  return classes;
}

/** Stands for the key under which an instance leads to its class. */
const classKey = '(class)';
const maxFunctionsBetween = 8;

const deadZone = Symbol('in its dead zone');

function read(variables: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return variables[name];
  } catch {
    return deadZone;
  }
}

/** Reads the label of a step in the graph. @returns undefined for one that leads to no member: a variable, say */
function keyOf(label: string): string | undefined {
  const entry = /^\(value at (.*) of a Map\)$/s.exec(label)?.[1];
  if (entry !== undefined) return `${mapKeyPrefix}${entry.startsWith('"') ? (JSON.parse(entry) as string) : entry}`; // `as`: written by JSON.stringify
  const member = /^(?:\.(.*?)|\[(\d+|".*")\])(?: \((?:getter|setter)\))?$/s.exec(label);
  const quoted = member?.[2];
  return quoted === undefined ? member?.[1] : quoted.startsWith('"') ? (JSON.parse(quoted) as string) : quoted; // `as`: the same
}
