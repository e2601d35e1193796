import { capturedScopes } from '../inspector/captured-scopes.ts';
import type { CapturedScope } from '../inspector/captured-scopes.ts';

/** Values of names that are bound once, by function: they are read once. A function holds its variables anyway. */
const constants = new WeakMap<Function, Map<string, unknown>>();

/** The variables around one function, read when the first of them is needed that may have changed. */
export class CapturedVariables {
  readonly #fn: Function;
  #scopes: readonly CapturedScope[] | undefined;

  constructor(fn: Function) {
    this.#fn = fn;
  }

  /** The scopes, innermost first, as they are now. */
  get scopes(): readonly CapturedScope[] {
    return (this.#scopes ??= capturedScopes(this.#fn) ?? []);
  }

  /** The value of a name that is bound once. @throws what V8 throws for a variable in its dead zone */
  constant(name: string, scope: number): unknown {
    let known = constants.get(this.#fn);
    if (known?.has(name) === true) return known.get(name);
    const value = this.scopes[scope]?.variables[name];
    if (value === undefined) return value; // it may be in its dead zone: Node 20 shows no difference
    if (known === undefined) constants.set(this.#fn, (known = new Map<string, unknown>()));
    known.set(name, value);
    return value;
  }
}
