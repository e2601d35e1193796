import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { followBuiltin } from '../reference/builtin-reference.ts';
import { apply, defineProperty, get, getOwnPropertyDescriptor, isArray, mapped, OwnMap, OwnSet, preventExtensions, setPrototypeOf, symbolFor } from '../untampered.ts';
import { fromTransport } from '../transport-protocol.ts';
import { commonJsName } from './common-js-names.ts';
import { compiledUnit } from './compiled-unit.ts';
import { importMeta } from './import-meta.ts';
import { fillParts } from './object-parts.ts';
import { marked } from './private-marks.ts';
import { emptyValue, fillContents } from './revive-value.ts';
import type { ClosureCode, ClosureNode, CodeNode, CodeUnit, Datum, ModuleLink, ObjectParts } from '../format/closure-data.ts';
import type { Factory } from './compiled-unit.ts';
import type { Read } from './object-parts.ts';
import type { Restoration } from './private-marks.ts';

/** What a closure needs of the process it arrives in. */
export interface Surroundings {
  /** Imports a specifier as the module at a URL would. */
  importFrom: (url: string | undefined) => (specifier: unknown, options?: ImportCallOptions) => Promise<unknown>;
  /** Gives a function that travels by reference. */
  functionOf: (link: ModuleLink & { type: 'module' }) => Promise<unknown>;
}

// A tool may replace these on the far side.
const bindMethod: (this: Function, ...parameters: unknown[]) => Function = get(Function.prototype, 'bind');
const { BigInt, Number, Symbol } = globalThis;

/** The code of a closure, ready for any state of it. */
export interface LoadedCode {
  /** Makes the function, anew each time, in a state: the parsed nodes. @throws Error if something of this process is missing */
  make: (nodes: readonly ClosureNode[]) => Function;
}

/**
 * Loads what a closure refers to, so that from then on it can be made at once.
 *
 * @throws whatever an import throws, or Error if something of this process is missing
 */
export async function loadCode({ units, links }: ClosureCode, surroundings: Surroundings): Promise<LoadedCode> {
  for (let index = 0; index < units.length; index += 1) mapped(units[index]?.globals ?? [], requireGlobal);
  const linked: unknown[] = [];
  for (const link of links) {
    if (link.type === 'namespace') linked[linked.length] = (await surroundings.importFrom(link.url)(link.specifier, link.attributes === undefined ? undefined : { with: link.attributes }));
    else linked[linked.length] = await surroundings.functionOf(link);
  }
  const compiled = mapped(units, compiledUnit);
  return {
    make(nodes) {
      const made = new Revival(nodes, units, compiled, linked, surroundings).make();
      if (typeof made !== 'function') throw new Error('its first node is no function');
      return made;
    },
  };
}

/** One making of all nodes: first every object empty, so that they can refer to one another, then what is in them. */
class Revival {
  readonly #nodes: readonly ClosureNode[];
  readonly #units: readonly CodeUnit[];
  readonly #factories: readonly Factory[];
  readonly #linked: readonly unknown[];
  readonly #surroundings: Surroundings;
  readonly #values: unknown[] = [];
  readonly #made: boolean[] = [];
  readonly #making = new OwnSet<number>();
  readonly #filled: boolean[] = [];
  /** Nodes that were read while the data of a class's own transport was put together. */
  #touched: Set<number> | undefined;
  readonly #binders = new OwnMap<number, (...values: unknown[]) => void>();
  /** What classes have made in the fields of instances. */
  readonly #fields = new OwnMap<unknown, ReadonlyMap<PropertyKey, unknown>>();
  /** The objects from which methods look up `super`. */
  readonly #homes = new OwnMap<number, object>();
  /** By class. */
  readonly #restorations = new OwnMap<unknown, { restoration: Restoration; isDerived: boolean }>();

  readonly #read: Read = (datum) => {
    if (!isArray(datum)) return datum;
    const [tag, text = ''] = datum as [string | number, string?];
    if (typeof tag === 'number') return this.#shell(tag);
    switch (tag) {
      case 'number':
        return Number(text);
      case 'bigint':
        return BigInt(text);
      case 'symbol-for':
        return symbolFor(text);
      case 'well-known':
        return get(Symbol, text) as unknown;
      default:
        return undefined;
    }
  };

  constructor(nodes: readonly ClosureNode[], units: readonly CodeUnit[], factories: readonly Factory[], linked: readonly unknown[], surroundings: Surroundings) {
    this.#nodes = nodes;
    this.#units = units;
    this.#factories = factories;
    this.#linked = linked;
    this.#surroundings = surroundings;
  }

  make(): unknown {
    for (let index = 0; index < this.#nodes.length; index += 1) this.#shell(index);
    for (let index = 0; index < this.#nodes.length; index += 1) this.#fill(index);
    for (let index = 0; index < this.#nodes.length; index += 1) if ('fixed' in (this.#nodes[index] ?? {})) preventExtensions(this.#values[index] as object); // `as`: only objects are marked so
    return this.#values[0];
  }

  #fill(index: number): void {
    if (this.#filled[index] === true) return;
    this.#filled[index] = true;
    const node = this.#nodes[index] as ClosureNode; // `as`: the callers count them
    this.#fillContents(index, node);
    const parts = node as ObjectParts; // `as`: members that a node without them does not have
    if (parts.prototype !== undefined || parts.properties !== undefined || parts.exact === true) fillParts(this.#values[index] as object, parts, this.#read); // `as`: only objects have parts
  }

  /** A value with all that it leads to, before the rest is there: a class's own transport is given nothing half made. */
  #whole(datum: Datum): unknown {
    const outer = this.#touched;
    const touched = new OwnSet<number>();
    this.#touched = touched;
    try {
      const value = this.#read(datum);
      for (const index of touched) this.#fill(index); // grows on the way
      return value;
    } finally {
      this.#touched = outer;
      for (const index of touched) outer?.add(index);
    }
  }

  #ownTransport({ maker, data }: CodeNode & { type: 'own-transport' }): unknown {
    const made = this.#whole(maker) as object; // `as`: a class, which is checked when its method is called
    return apply(get(made, fromTransport) as (data: unknown) => unknown, made, [this.#whole(data)]);
  }

  /** The value of a node, empty if it has contents. */
  #shell(index: number): unknown {
    this.#touched?.add(index);
    if (this.#made[index] !== true) {
      if (this.#making.has(index)) throw new Error('the data that an object gives for its own transport leads back to the object');
      this.#making.add(index);
      const node = this.#nodes[index];
      const made = this.#create(index);
      this.#values[index] = node !== undefined && 'stamps' in node ? this.#stamp(made as object, node.stamps) : made; // `as`: only objects have them
      this.#made[index] = true;
    }
    return this.#values[index];
  }

  #create(index: number): unknown {
    const node = this.#nodes[index];
    if (node === undefined) throw new Error(`node ${index} is missing`);
    switch (node.type) {
      case 'function':
        return this.#createFunction(index, node);
      case 'class': {
        const restoration: Restoration = { on: false };
        const made = this.#createFunction(index, node, restoration);
        this.#restorations.set(made, { restoration, isDerived: node.isDerived === true });
        return made;
      }
      case 'method': {
        const made = this.#read(node.of) as Function;
        return getOwnPropertyDescriptor(node.isStatic === true ? made : (made.prototype as object), this.#read(node.key) as PropertyKey)?.[node.part] as unknown;
      }
      case 'own-transport':
        return this.#ownTransport(node);
      case 'field':
        return this.#fields.get(this.#read(node.of))?.get(node.key);
      case 'private-field':
        return this.#restorations.get(this.#read(node.maker))?.restoration.get?.(this.#read(node.of) as object)[node.index];
      case 'same':
        return this.#read(node.as);
      case 'bound':
        return apply(bindMethod, this.#read(node.target) as Function, [this.#read(node.receiver), ...mapped(node.parameters, (parameter) => this.#read(parameter))]);
      case 'wrapper':
        return (this.#read(node.maker) as (original: unknown) => unknown)(this.#read(node.original)); // `as`: one of Node's
      case 'prototype':
        return (this.#read(node.of) as { prototype: unknown }).prototype;
      case 'cell':
        return { value: undefined };
      case 'import':
        return memberOf(this.#read(node.module), node.name);
      case 'member':
        return memberOf(this.#read(node.of), node.key);
      case 'import-cell':
        return undefined; // functions read the module itself
      case 'link':
        return this.#linked[node.link];
      case 'builtin': {
        const found = followBuiltin(node);
        if (found === undefined) throw new Error(`this process has no ${[node.from, ...node.path].join('.')}`);
        return found;
      }
      case 'required':
        return node.path.reduce((holder: unknown, key) => get(holder as object, key) as unknown, createRequire(node.url)(fileURLToPath(node.url)));
      case 'common-js':
        return commonJsName(node.url, node.name);
      default:
        return emptyValue(node, this.#read);
    }
  }

  #createFunction(index: number, node: CodeNode & { type: 'function' | 'class' }, restoration?: Restoration): Function {
    const unit = this.#units[node.unit];
    const factory = this.#factories[node.unit];
    if (unit === undefined || factory === undefined) throw new Error(`unit ${node.unit} is missing`);
    const parameters: unknown[] = [];
    if (unit.cellsName !== undefined) parameters[parameters.length] = this.#cells(node.cells);
    if (unit.importName !== undefined) parameters[parameters.length] = this.#surroundings.importFrom(unit.url);
    if (unit.metaName !== undefined) parameters[parameters.length] = importMeta(unit.url ?? '');
    const home: { object?: object } = {};
    if (unit.homeName !== undefined) parameters[parameters.length] = home;
    if (unit.keysName !== undefined && node.type === 'class') parameters[parameters.length] = mapped(node.keys, (key) => this.#read(key));
    if (unit.restoreName !== undefined) parameters[parameters.length] = restoration;
    const [made, bind] = apply(factory, node.type === 'function' && node.receiver !== undefined ? this.#read(node.receiver) : undefined, parameters);
    if (node.type === 'function' && made.name !== node.name && getOwnPropertyDescriptor(made, 'name')?.configurable === true) defineProperty(made, 'name', { value: node.name, configurable: true });
    this.#binders.set(index, bind);
    if (home.object !== undefined) this.#homes.set(index, home.object);
    return made;
  }

  /** Puts #private members on an object, still without their values. */
  #stamp(bare: object, stamps: NonNullable<ObjectParts['stamps']> = []): object {
    let object = bare;
    const fields = new OwnMap<PropertyKey, unknown>();
    for (const [maker] of stamps) {
      const made = this.#read(maker) as Function;
      const known = this.#restorations.get(made);
      if (known === undefined) throw new Error('the class of an object with #private fields is missing');
      object = marked(made, known.restoration, known.isDerived, object, (key, value) => fields.set(key, value));
    }
    if (fields.size > 0) this.#fields.set(object, fields);
    return object;
  }

  /** The record of a function's shared variables: reading and assigning its members reads and assigns the variables. */
  #cells(cells: readonly [name: string, cell: Datum][]): object {
    const record = { __proto__: null } as object;
    for (const [name, reference] of cells) {
      const index = nodeIndex(reference);
      const node = this.#nodes[index];
      if (node?.type === 'import-cell') {
        const module = this.#read(node.module) as object;
        defineProperty(record, name, { get: () => get(module, node.name) as unknown, set: refuseAssignment });
      } else if (node?.type === 'cell') {
        const cell = this.#shell(index) as { value: unknown };
        defineProperty(record, name, { get: () => cell.value, set: node.constant === true ? refuseAssignment : (value: unknown) => { cell.value = value; } });
      }
    }
    return record;
  }

  #fillContents(index: number, node: ClosureNode): void {
    const value = this.#values[index];
    if (node.type === 'cell') (value as { value: unknown }).value = this.#read(node.value);
    else if (node.type === 'function' || node.type === 'class') this.#binders.get(index)?.(...mapped(node.values, (datum) => this.#read(datum)));
    if (node.type === 'function' && node.above !== undefined) setPrototypeOf(this.#homes.get(index) ?? {}, this.#read(node.above) as object | null); // `as`: what getPrototypeOf gave
    else if (node.type === 'map' || node.type === 'set' || node.type === 'regexp') fillContents(value, node, this.#read);
    if (node.type === 'class' && node.privates !== undefined) this.#restorations.get(value)?.restoration.setStatic?.(mapped(node.privates, (datum) => this.#read(datum)));
    if ('stamps' in node) for (const [maker, values] of node.stamps) this.#restorations.get(this.#read(maker))?.restoration.set?.(value as object, mapped(values, (datum) => this.#read(datum)));
  }
}

function requireGlobal(name: string): void {
  if (!(name in globalThis)) throw new Error(`it uses the global "${name}", which this process does not have`);
}

/** What was found in a module at home has to be there on the far side too: nothing else may stand for it. */
function memberOf(holder: unknown, key: string): unknown {
  if (((typeof holder === 'object' && holder !== null) || typeof holder === 'function') && key in holder) return get(holder, key);
  throw new Error(`a module that it uses has no ${JSON.stringify(key)} here: it was put there after the module was loaded`);
}

function nodeIndex(datum: Datum): number {
  return isArray(datum) && typeof datum[0] === 'number' ? datum[0] : -1;
}

function refuseAssignment(): never {
  const error = new TypeError('Assignment to constant variable.');
  Error.captureStackTrace(error, refuseAssignment); // it is thrown where the assignment stands
  throw error;
}
