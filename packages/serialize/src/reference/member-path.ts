import { isProxy } from 'node:util/types';

/** How many members after an export a path may have: `api.Store.prototype.load` has three. */
const maxMembers = 3;
/** A namespace that holds more than this is not searched to its end. */
const maxVisited = 20_000;
const maxArrayLength = 1000;

/** Prototypes whose members no module exports. */
const languagePrototypes: ReadonlySet<object> = new Set([Object.prototype, Function.prototype, Array.prototype]);

/**
 * Finds the names that lead from a namespace to a function, the shortest way first.
 *
 * Runs no code of the module: accessors and proxies are passed over, but for an accessor on `namespace` itself that bears the
 * function's name (bundlers write the exports of CommonJS modules that way).
 *
 * @param holder - if given, only a way counts whose last step goes from this object to the function
 * @returns an empty list if the namespace is the function, undefined if there is no way of at most an export and three members
 */
export function findPath(namespace: unknown, wanted: Function, holder?: object): string[] | undefined {
  if (holder === undefined) {
    if (namespace === wanted) return [];
    for (const name of [ownName(wanted), 'default']) if (memberOf(namespace, name) === wanted) return [name];
  }
  let level: { value: unknown; path: string[] }[] = [{ value: namespace, path: [] }];
  const visited = new Set<unknown>();
  for (let depth = 0; depth <= maxMembers; depth += 1) {
    const next: typeof level = [];
    for (const { value, path } of level) {
      for (const [key, member] of plainMembers(value)) {
        if (member === wanted && (holder === undefined || value === holder)) return [...path, key];
        if (isContainer(member) && !visited.has(member)) next.push({ value: member, path: [...path, key] });
        visited.add(member);
      }
      if (visited.size > maxVisited) return undefined;
    }
    level = next;
  }
  return undefined;
}

/** Follows a path. @returns undefined where it leads nowhere; members of `Object.prototype` and its like lead nowhere */
export function followPath(namespace: unknown, path: readonly string[]): unknown {
  let value = namespace;
  for (const key of path) value = memberOf(value, key);
  return value;
}

function memberOf(container: unknown, key: string): unknown {
  if (!isContainer(container)) return undefined;
  for (let holder: object | null = container; holder !== null && !languagePrototypes.has(holder); holder = Object.getPrototypeOf(holder) as object | null) {
    if (!Object.hasOwn(holder, key)) continue;
    try {
      return Reflect.get(container, key) as unknown;
    } catch {
      return undefined; // an export that is not initialised yet, or an accessor that throws: nothing to find there
    }
  }
  return undefined;
}

/** Own data members, then those of the prototypes: a method of an exported instance is found too. */
function* plainMembers(container: unknown): Generator<[string, unknown]> {
  if (!isContainer(container) || (Array.isArray(container) && container.length > maxArrayLength)) return;
  for (let holder: object | null = container; holder !== null && !languagePrototypes.has(holder); holder = Object.getPrototypeOf(holder) as object | null) {
    if (isProxy(holder)) return;
    for (const key of Reflect.ownKeys(holder)) {
      if (typeof key !== 'string') continue;
      let value: unknown;
      try {
        value = Object.getOwnPropertyDescriptor(holder, key)?.value;
      } catch {
        continue; // an export that is not initialised yet
      }
      if (value !== undefined) yield [key, value];
    }
  }
}

function isContainer(value: unknown): value is object {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && !isProxy(value);
}

/** A function's `name`, unless that is an accessor or no string. */
export function ownName(fn: Function): string {
  const name: unknown = Object.getOwnPropertyDescriptor(fn, 'name')?.value;
  return typeof name === 'string' ? name : '';
}
