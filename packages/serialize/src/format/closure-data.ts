/*
 * What a closure travels as: its code, and its state.
 *
 * The code is what never changes and has to be loaded where it arrives: texts of functions, each with an id of its own, and what
 * of other modules they use. The state is a list of nodes, the first of which is the function itself. It is kept as JSON text, so
 * that it survives every wire, is hashed and signed as it is, and no key of it (`__proto__`) can mean anything but data.
 */

/**
 * A value within a node. Strings, booleans, null and most numbers stand for themselves; `[7]` is node 7; a tag comes before what
 * JSON has no way to write.
 */
export type Datum = string | number | boolean | null | [node: number] | ['undefined'] | ['hole'] | [tag: 'number' | 'bigint' | 'symbol-for' | 'well-known', text: string];

/** An own property: a data property with default attributes, one with others, or an accessor. Attributes are bits of {@link attribute}. */
export type PropertyDatum = [key: Datum, value: Datum] | [key: Datum, value: Datum, attributes: number] | [key: Datum, get: Datum, set: Datum, attributes: number];

/** Bits of a property's attributes. */
export const attribute = { writable: 1, enumerable: 2, configurable: 4 } as const;

/** What every object may have besides its contents. */
export interface ObjectParts {
  /** Its prototype, where that is not the usual one of its type. */
  prototype?: Datum;
  properties?: PropertyDatum[];
  /** All own properties are given: the object loses what else it was made with. */
  exact?: true;
  /** #private fields, for each class that has given it some; base classes first. */
  stamps?: [maker: Datum, values: Datum[]][];
  /** No properties can be added. */
  fixed?: true;
}

/** The code of a function: equal for all closures of one literal. */
export interface CodeUnit {
  /** Content id, 32 hexadecimal digits. */
  id: string;
  /** An expression whose value is the function. */
  text: string;
  strict: boolean;
  url?: string;
  line?: number;
  column?: number;
  /** Name of the file in stack traces, where that is not the URL. */
  file?: string;
  /** Names in the text that are bound once. */
  names: string[];
  /** Globals that the text uses other than as an operand of `typeof`. */
  globals: string[];
  /** Name of the record of shared variables, if the text uses any. */
  cellsName?: string;
  importName?: string;
  metaName?: string;
  /** Of a method that uses `super`: name of what gets the object that it is made with. */
  homeName?: string;
  /** Of a class: name of the list of its computed keys. */
  keysName?: string;
  /** Of a class with #private members: name of what makes instances without the constructor, and writes such fields. */
  restoreName?: string;
}

export type ValueNode =
  | ({ type: 'object' } & ObjectParts)
  | ({ type: 'array'; length: number } & ObjectParts)
  | ({ type: 'boxed'; value: Datum } & ObjectParts)
  | ({ type: 'date'; time: Datum } & ObjectParts)
  | ({ type: 'regexp'; source: string; flags: string; lastIndex: Datum } & ObjectParts)
  | ({ type: 'map'; entries: [Datum, Datum][] } & ObjectParts)
  | ({ type: 'set'; members: Datum[] } & ObjectParts)
  | ({ type: 'error' } & ObjectParts)
  | ({ type: 'buffer'; bytes: string; maxByteLength?: number } & ObjectParts)
  | ({ type: 'view'; of: string; buffer: Datum; byteOffset: number; length?: number } & ObjectParts)
  | ({ type: 'arguments'; strict?: true } & ObjectParts)
  | ({ type: 'url'; href: string } & ObjectParts)
  /** `of` is the URL that it is the `searchParams` of, if any. */
  | ({ type: 'url-search-params'; text: string; of?: Datum } & ObjectParts)
  | ({ type: 'dom-exception'; message: string; name: string } & ObjectParts)
  | { type: 'symbol'; description?: string };

export type CodeNode =
  /** `receiver`: the `this` of the code around it; `above`: the object in which it looks up `super`. */
  | ({ type: 'function'; unit: number; name: string; receiver?: Datum; above?: Datum; values: Datum[]; cells: [name: string, cell: Datum][] } & ObjectParts)
  /** `privates` are the values of its static #private fields. */
  | ({ type: 'class'; unit: number; values: Datum[]; cells: [name: string, cell: Datum][]; keys: Datum[]; isDerived?: true; privates?: Datum[] } & ObjectParts)
  /** What the text of a class makes: a method, or half of an accessor. */
  | ({ type: 'method'; of: Datum; key: Datum; part: 'value' | 'get' | 'set'; isStatic?: true } & ObjectParts)
  /** What a class makes of data of its own choice: see `toTransport`. */
  | { type: 'own-transport'; maker: Datum; data: Datum }
  /** A function that the text of a class makes for an instance, in a field; `index` is that of a #private field. */
  | { type: 'field'; of: Datum; key: string }
  | { type: 'private-field'; of: Datum; maker: Datum; index: number }
  /** Another node is the same object. */
  | { type: 'same'; as: Datum }
  | ({ type: 'bound'; target: Datum; receiver: Datum; parameters: Datum[] } & ObjectParts)
  | ({ type: 'prototype'; of: Datum } & ObjectParts)
  /** A variable; `constant` ones refuse to be assigned. */
  | { type: 'cell'; value: Datum; constant?: true }
  /** A cell whose value is an export of another module, read anew each time. */
  | { type: 'import-cell'; module: Datum; name: string }
  /** What stands at that place among the links of the code. */
  | { type: 'link'; link: number }
  | { type: 'import'; module: Datum; name: string }
  /** A member of what a module gives. */
  | { type: 'member'; of: Datum; key: string }
  | { type: 'builtin'; from: string; path: string[] }
  /** A member of what `require` gives for a file. */
  | { type: 'required'; url: string; path: readonly string[] }
  | { type: 'common-js'; url: string; name: 'require' | 'module' | 'exports' | '__filename' | '__dirname' };

export type ClosureNode = ValueNode | CodeNode;

/** What has to be imported before a function can be made: the namespace of a module, or an export or a member of one. */
export type ModuleLink =
  | { type: 'namespace'; url: string; specifier: string; attributes?: Record<string, string> }
  | { type: 'module'; url: string; path: string[]; textHash?: string; name: string };

/** The code of a closure and of all functions that it can reach: equal for all states. */
export interface ClosureCode {
  /** Content id, 32 hexadecimal digits: stands for the ids of the units and for the links. */
  id: string;
  /** Nodes refer to them by their places. */
  units: readonly CodeUnit[];
  links: readonly ModuleLink[];
}
