/** A name that a function uses and does not declare. */
export interface FreeName {
  name: string;
  /** Where its first use stands in the parsed text. */
  offset: number;
  /**
   * It does not mind that the name is declared nowhere: it asks by `typeof`, or uses the name only in a `with` statement, whose object
   * may have it.
   */
  isOptional: boolean;
  /** The function itself assigns to it. */
  isAssigned: boolean;
  /** Sloppy code assigns to it, which makes a global of a name that is declared nowhere. */
  makesGlobal: boolean;
  uses: NameUse[];
}

/** One place where a free name stands, and what has to be minded when another expression takes the place. */
export interface NameUse {
  offset: number;
  /** Where it ends: with an escape in it a name is longer than it looks. */
  end: number;
  /** `{ name }`: the key has to be written out. */
  isShorthand: boolean;
  /** `name(…)`: a member expression in its place would pass its object as `this`. */
  isCallee: boolean;
  /** `name.member`: what is read of it. */
  member: string | undefined;
  /** In a `with` statement: the object there may have a property of that name. */
  inWith: boolean;
  /** It begins a statement: a bracket there could be taken for a continuation of the line before. */
  beginsStatement: boolean;
  /** The function or class without a name that is assigned to it here, and takes the name. */
  namesake?: { start: number; end: number };
}

/** Something other than a name that ties a function to the place where it was written. */
export interface Tie {
  construct: 'this' | 'super' | 'new.target' | 'import.meta' | 'arguments' | 'eval' | '#private';
  offset: number;
  /** Of `arguments`, which is a name too. */
  use?: NameUse;
}

/** An `import()` within a function. */
export interface DynamicImport {
  /** Where the keyword stands. */
  offset: number;
  /** What is imported, if it is written out. */
  specifier: string | undefined;
}

/** What a function needs from outside. Each list is in the order of the text. */
export interface OuterNeeds {
  freeNames: FreeName[];
  ties: Tie[];
  dynamicImports: DynamicImport[];
  /** The function can reach its own function object: by its name, or as `arguments.callee`. */
  reachesItself: boolean;
  /** It uses its own `this`: what it does depends on the object on which it is called. */
  usesReceiver: boolean;
}
