import { isProxy } from 'node:util/types';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { builtinReference } from '../reference/builtin-reference.ts';
import { boundParts, capturedScopes } from '../inspector/captured-scopes.ts';
import { ruleFor } from './capture-rules.ts';
import { isEntryPoint } from '../reference/entry-point.ts';
import { commonJsModule, firstExports, requiredFrom, requirePlace } from './common-js.ts';
import { codeOf, isLive } from '../code/function-code.ts';
import { isClass } from '../code/class-code.ts';
import { isHolder } from '../code/holder-clue.ts';
import { ImportedValues } from './imported-values.ts';
import { addClass, stampsOf } from './class-capture.ts';
import { makerOf, ownTransportAdvice, prototypeOwner, untransportable } from './foreign-object.ts';
import { hasOddPrototype, isUsual, usualPrototype } from './function-parts.ts';
import { ownName } from '../reference/member-path.ts';
import { originOf } from '../inspector/script-location.ts';
import { SharedVariables } from './shared-variables.ts';
import { GraphProblem } from './graph-problem.ts';
import { encodeImported } from './imported-module.ts';
import { ownTransport } from '../transport-protocol.ts';
import { Ways } from './ways.ts';
import { fillParts, primitiveDatum, valueNode } from './value-nodes.ts';
import type { BuiltinReference } from '../reference/builtin-reference.ts';
import type { CaptureRules } from './capture-rules.ts';
import type { ClosureNode, ClosurePayload, CodeNode, Datum, ObjectParts } from '../format/closure-data.ts';
import type { Binding } from '../code/bindings.ts';
import type { FunctionCode } from '../code/function-code.ts';
import type { OwnTransport } from '../transport-protocol.ts';
import type { HolderClue } from '../code/holder-clue.ts';
import type { ImportNodes } from './imported-values.ts';
import type { ClassGraph } from './class-capture.ts';

/** Where the far side finds a function, as far as that is known: `undefined` if it has to be found out first, `null` if nowhere. */
export type ReferenceLookup = (fn: Function) => { url: string; path: string[]; textHash?: string; name: string } | null | undefined;

/** A function's use of a variable that is assigned somewhere. */
interface CellUse {
  name: string;
  isConst: boolean;
  value: Datum;
  user: CodeNode & { type: 'function' | 'class' };
  index: number;
}

/**
 * Captures a function with all that it can reach, breadth first, so that what is refused is refused on its shortest way. Synchronous:
 * the whole is one moment's state.
 */
export class ClosureGraph {
  readonly payload: ClosurePayload = { nodes: [], units: [] };
  /** Functions of which it has to be found out whether a module exports them, before the graph is whole. */
  readonly unknown: Function[] = [];
  /** Nothing in it can change: no variable that is assigned, no object but functions without properties. */
  isConstant = true;
  readonly #root: Function;
  readonly #lookup: ReferenceLookup;
  readonly #rules: CaptureRules | undefined;
  readonly #ownData: Map<object, unknown>;
  readonly #indices = new Map<unknown, number>();
  readonly #ways = new Ways();
  /** Objects by their nodes. */
  readonly #objects = new Map<number, object>();
  /** What classes have put on them. */
  readonly #stamped = new Map<number, [maker: Function, fields: [name: string, value: unknown][]][]>();
  readonly #pending: { index: number; fill: () => void }[] = [];
  readonly #units = new Map<string, number>();
  readonly #modules = new Map<string, number>();
  readonly #modulesByExports = new Map<unknown, { url: string; name: 'module' | 'exports' }>();
  readonly #variables = new SharedVariables<CellUse>();
  readonly #imported = new ImportedValues();
  /** Methods that cannot be without their class, which is not found yet. */
  readonly #methods: { index: number; problem: GraphProblem }[] = [];
  readonly #classGraph: ClassGraph = {
    add: (...parameters) => this.#new(...parameters),
    remember: (value, index) => this.#remember(value, index),
    replace: (index, node) => { this.payload.nodes[index] = node; },
    find: (value) => {
      const index = this.#indices.get(value);
      return index === undefined ? undefined : { index, node: this.payload.nodes[index] };
    },
    bind: (...parameters) => { this.#bind(...parameters); },
  };

  constructor(root: Function, lookup: ReferenceLookup, rules: CaptureRules | undefined, ownData: Map<object, unknown>) {
    this.#ownData = ownData;
    this.#rules = rules;
    this.#root = root;
    this.#lookup = lookup;
  }

  /** @throws GraphProblem */
  capture(): void {
    this.#add(this.#root, -1, '');
    for (let next = 0; next < this.#pending.length; next += 1) {
      this.#pending[next]?.fill();
      // What was filled is not needed again, and a long list would be held for nothing.
      this.#pending[next] = { index: -1, fill: () => undefined };
    }
    for (const { index, problem } of this.#methods) {
      const node = this.payload.nodes[index];
      if (node?.type === 'same' && node.as === null) throw problem;
    }
    for (const { uses, isAmbiguous } of this.#variables.variables()) this.#addCell(uses, isAmbiguous);
  }

  #encode(value: unknown, parent: number, label: string): Datum {
    if (this.#rules !== undefined) {
      const denied = ruleFor(this.#rules.deny, value, label);
      if (denied !== undefined) throw this.#refused(parent, label, 'a denied value', 'which the option "deny" keeps here', 'do without it in the function', false);
      if (ruleFor(this.#rules.redact, value, label) !== undefined) return ['undefined'];
    }
    if (typeof value === 'function') this.#variables.addHolder(value, parent, label);
    const primitive = primitiveDatum(value);
    if (primitive !== undefined) return primitive;
    const present = this.#indices.get(value);
    if (present !== undefined && typeof value === 'function') this.#findHolder(value, present, parent, label);
    const imported = present === undefined && value !== this.#root ? this.#imported.find(value) : undefined;
    if (Array.isArray(imported) && typeof imported[0] === 'number') {
      this.isConstant = false; // the module may put another value in its place
      return [this.#remember(value, imported[0])];
    }
    return [present ?? this.#add(value as object | symbol, parent, label)]; // `as`: all else is primitive
  }

  #new(node: ClosureNode, parent: number, label: string, fill?: (encode: (value: unknown, label: string) => Datum, index: number) => void): number {
    const index = this.payload.nodes.push(node) - 1;
    this.#ways.add(parent, label);
    if (fill !== undefined) {
      this.#pending.push({ index, fill: () => { fill((value, step) => this.#encode(value, index, step), index); } });
    }
    return index;
  }

  #add(value: object | symbol, parent: number, label: string): number {
    if (typeof value === 'symbol') return this.#remember(value, this.#new({ type: 'symbol', ...(value.description === undefined ? {} : { description: value.description }) }, parent, label));
    if (isProxy(value)) throw this.#refused(parent, label, 'a Proxy', 'whose handler cannot be seen', 'use the object behind the Proxy');
    if (typeof value === 'function') return this.#addFunction(value, parent, label);
    const module = this.#modulesByExports.get(value);
    if (module !== undefined) return this.#remember(value, this.#new({ type: 'common-js', ...module }, parent, label));
    const builtin = builtinReference(value);
    if (builtin !== undefined) return this.#remember(value, this.#new({ type: 'builtin', ...builtin }, parent, label));
    this.isConstant = false;
    const transport = ownTransport(value);
    if (transport !== undefined) return this.#addOwnTransport(value, transport, parent, label);
    const unfit = untransportable(value);
    if (unfit !== undefined) throw this.#refused(parent, label, unfit.culprit, unfit.reason, unfit.remedy);
    const owner = prototypeOwner(value);
    if (owner !== undefined && isClass(owner) && this.#lookup(owner) === null) {
      this.#encode(owner, parent, `${label}.constructor`); // adds its prototype too
      const index = this.#indices.get(value);
      if (index !== undefined) return index;
    }
    if (owner !== undefined && this.#lookup(owner) === null) return this.#addPrototype(value, owner, parent, label);
    if (owner !== undefined && this.#lookup(owner) !== undefined) {
      const of = this.#encode(owner, parent, `${label}.constructor`);
      return this.#remember(value, this.#new({ type: 'prototype', of }, parent, label));
    }
    const stamps = this.#stamps(value, parent, label);
    const { node, fill } = valueNode(value);
    this.#objects.set(this.payload.nodes.length, value);
    if (stamps.length > 0) this.#stamped.set(this.payload.nodes.length, stamps);
    return this.#remember(value, this.#new(node, parent, label, (encode) => {
      if (stamps.length > 0) (node as ObjectParts).stamps = stamps.map(([maker, fields]) => [encode(maker, '(class)'), fields.map(([name, item]) => encode(item, `.${name}`))]); // `as`: no symbol has any
      fill(encode);
    }));
  }

  #remember(value: unknown, index: number): number {
    this.#indices.set(value, index);
    return index;
  }

  #addOwnTransport(value: object, { maker, read }: OwnTransport, parent: number, label: string): number {
    const culprit = `an instance of ${ownName(makerOf(value) ?? Object)}`;
    if (maker === undefined) throw this.#refused(parent, label, culprit, 'which has the method [toTransport], while its class has no static [fromTransport]', 'add that method to the class');
    const node: CodeNode & { type: 'own-transport' } = { type: 'own-transport', maker: null, data: null };
    return this.#remember(value, this.#new(node, parent, label, (encode) => {
      try {
        if (!this.#ownData.has(value)) this.#ownData.set(value, read());
      } catch (error) {
        throw this.#refused(parent, label, culprit, `of which the method [toTransport] threw: ${error instanceof Error ? error.message : String(error)}`, 'mend that method');
      }
      node.maker = encode(maker, '(class)');
      node.data = encode(this.#ownData.get(value), '[toTransport]()');
    }));
  }

  /** The prototype that a function of ours was born with: it exists as soon as the function does. */
  #addPrototype(value: object, owner: Function, parent: number, label: string): number {
    const of = this.#encode(owner, parent, `${label}.constructor`);
    const node: CodeNode = { type: 'prototype', of };
    return this.#remember(value, this.#new(node, parent, label, (encode) => { fillParts(node, value, Object.prototype, encode, (key) => key === 'constructor'); }));
  }

  /** #private fields are seen by the methods of their class only, so the class has to put them on. */
  #stamps(value: object, parent: number, label: string): [maker: Function, fields: [name: string, value: unknown][]][] {
    const stamps = stampsOf(value);
    if (stamps.length === 0) return [];
    const name = ownName(makerOf(value) ?? Object);
    if (typeof stamps === 'string') throw this.#refused(parent, label, `an instance of ${name}`, stamps, ['make the instance inside the function', ownTransportAdvice(name)]);
    return stamps.map(({ maker, fields }) => {
      const reference = this.#lookup(maker); // one that is not known yet is asked about when the class is encoded
      if (reference === null || reference === undefined) return [maker, fields];
      throw this.#refused(parent, label, `an instance of ${name}`, `and the #private fields of ${ownName(maker)}, which its module exports, cannot be set from outside of it`, ['make the instance inside the function', ownTransportAdvice(ownName(maker))]);
    });
  }

  #addFunction(fn: Function, parent: number, label: string): number {
    const isRoot = parent === -1;
    const origin = originOf(fn);
    if (origin?.isBound === true) return this.#addBound(fn, parent, label);
    if (isBuiltinCode(fn)) {
      const reference: BuiltinReference | undefined = builtinReference(fn);
      const place = reference === undefined ? requirePlace(fn) : undefined;
      if (place !== undefined) return this.#remember(fn, this.#new({ type: 'common-js', url: place, name: 'require' }, parent, label));
      if (reference === undefined) throw this.#refused(parent, label, 'a native function', 'which no global and no loaded built-in module leads to', 'wrap it in a function that calls it by name');
      return this.#remember(fn, this.#new({ type: 'builtin', ...reference }, parent, label));
    }
    const reference = this.#lookup(fn);
    if (reference === undefined) {
      this.unknown.push(fn);
      return this.#remember(fn, this.#new({ type: 'builtin', from: 'globalThis', path: ['Function'] }, parent, label)); // not the last word
    }
    if (reference !== null && !isRoot) return this.#remember(fn, this.#new({ type: 'module', ...reference }, parent, label));
    return this.#addCode(fn, parent, label);
  }

  #problemOf({ problems: [problem, ...others] }: FunctionCode, parent: number, label: string): GraphProblem {
    if (problem === undefined) throw new TypeError('a function without a problem cannot be refused');
    if (parent === -1) return new GraphProblem(problem, others);
    const { staysUnfit: _, ...nested } = problem; // a module that exports the function around it may have no trouble with it
    return new GraphProblem({ ...nested, passable: undefined, way: this.#ways.way(parent, label) }, others);
  }

  #addBound(fn: Function, parent: number, label: string): number {
    const parts = boundParts(fn);
    if (parts === undefined) throw this.#refused(parent, label, 'a bound function', 'whose target cannot be seen without an inspector', 'write an arrow function that makes the call');
    const node: CodeNode & { type: 'bound' } = { type: 'bound', target: null, receiver: null, parameters: [] };
    return this.#remember(fn, this.#new(node, parent, label, (encode) => {
      node.target = encode(parts.target, '(bound function)');
      node.receiver = encode(parts.receiver, '(bound this)');
      node.parameters = parts.parameters.map((parameter, index) => encode(parameter, `(bound argument ${index + 1})`));
      fillParts(node, fn, Object.getPrototypeOf(parts.target) as object | null, encode);
    }));
  }

  #addCode(fn: Function, parent: number, label: string): number {
    const code = codeOf(fn);
    if (code === undefined) throw this.#refused(parent, label, 'a function', 'and there is no inspector that could show what it captures', 'export it from a module');
    if (code.problems.length > 0) {
      const problem = this.#problemOf(code, parent, label);
      if (parent === -1 || (code.holder === undefined && !code.problems.every(({ culprit }) => culprit === 'super' || culprit === '#private'))) throw problem;
      // A method, or an arrow in a field: the class or object that it belongs to may be reached later.
      const index = this.#remember(fn, this.#new({ type: 'same', as: null }, parent, label));
      this.#methods.push({ index, problem });
      this.#findHolder(fn, index, parent, label);
      return index;
    }
    if (code.classCode !== undefined) return addClass(this.#classGraph, fn, this.#unitOf(code), code, parent, label);
    return this.#remember(fn, this.#addFunctionNode(fn, code, parent, label));
  }

  /** Completes a function that was met before, if the object that it was made for holds it here. */
  #findHolder(fn: Function, index: number, parent: number, label: string): void {
    const node = this.payload.nodes[index];
    if (node?.type !== 'same' || node.as !== null) return;
    const holder = this.#objects.get(parent);
    const code = codeOf(fn);
    if (holder === undefined || code?.holder === undefined || !isHolder(holder, fn, code.holder)) return;
    node.as = [this.#addField(fn, code.holder, parent, label) ?? this.#addFunctionNode(fn, code, parent, label, holder)];
  }

  /** Where the class makes instances again that it has marked, it makes the functions in their fields too. */
  #addField(fn: Function, holder: HolderClue, parent: number, label: string): number | undefined {
    const stamps = this.#stamped.get(parent);
    if (stamps === undefined || holder.of !== 'field') return undefined;
    if (!holder.isPrivate) return this.#new({ type: 'field', of: [parent], key: holder.key }, parent, label);
    for (const [maker, fields] of stamps) {
      const index = fields.findIndex(([name, item]) => name === `#${holder.key}` && item === fn);
      if (index !== -1) return this.#new({ type: 'private-field', of: [parent], maker: this.#encode(maker, parent, '(class)'), index }, parent, label);
    }
    return undefined;
  }

  #addFunctionNode(fn: Function, code: FunctionCode, parent: number, label: string, holder?: object): number {
    const node: CodeNode & { type: 'function' } = { type: 'function', unit: this.#unitOf(code), name: ownName(fn), values: [], cells: [] };
    if (holder !== undefined && code.holder?.of === 'field') node.receiver = [parent];
    return this.#new(node, parent, label, (encode, index) => {
      if (holder !== undefined && code.holder?.of === 'literal') node.above = encode(Object.getPrototypeOf(holder), '(prototype)');
      this.#bind(fn, code, node, index, encode);
      const properties = Object.getOwnPropertyNames(fn).length + Object.getOwnPropertySymbols(fn).length;
      if (properties > ['length', 'name', 'prototype', 'arguments', 'caller'].filter((key) => Object.hasOwn(fn, key)).length || hasOddPrototype(fn)) this.isConstant = false;
      // What it was born with and has lost since is lost on the far side too.
      if (!Object.hasOwn(fn, 'name') || !Object.hasOwn(fn, 'length')) node.exact = true;
      fillParts(node, fn, usualPrototype(fn), encode, (key) => key === 'arguments' || key === 'caller' || (node.exact !== true && isUsual(fn, key, code)));
    });
  }

  #bind(fn: Function, code: FunctionCode, node: CodeNode & { type: 'function' | 'class' }, index: number, encode: (value: unknown, label: string) => Datum): void {
    this.#ways.addCode(index, code);
    if (code.bindings.length === 0 && code.usesModuleThis !== true) return;
    const scopes = code.usesModuleThis === true || code.bindings.some(({ how }) => how !== 'import') ? (capturedScopes(fn) ?? []) : [];
    const module = commonJsModule(code.url);
    // What leads to the module's exports leads to those of the module on the far side.
    if (module !== undefined) this.#modulesByExports.set(module, { url: code.url ?? '', name: 'module' }).set(module.exports, { url: code.url ?? '', name: 'exports' });
    if (code.usesModuleThis === true && node.type === 'function') node.receiver = encode(firstExports(code.url, scopes), 'this');
    this.#imported.visit(code, scopes, this.#importNodes(code, index));
    const cells: { name: string; scope: number; detail: CellUse }[] = [];
    const read = ({ name, scope, isConst, mayBeUnset }: Binding & { how: 'constant' | 'cell' | 'transformed-import' }): unknown => {
      let value: unknown;
      try {
        value = scopes[scope]?.variables[name];
        if (value !== undefined || !isConst || !mayBeUnset || showsDeadZone) return value;
      } catch {
        throw this.#refused(index, name, 'a variable in its dead zone', 'whose declaration has not been reached', 'transport the function later', false);
      }
      throw this.#refused(index, name, 'a variable in its dead zone', 'or a constant that is undefined: Node 20 shows no difference', 'write "let" instead of "const"', false);
    };
    const valueOf = (binding: Binding & { how: 'constant' | 'cell' }): Datum => {
      const value = read(binding);
      if (binding.required !== undefined && typeof value === 'object' && value !== null && !this.#indices.has(value)) {
        const required = requiredFrom(code.url, binding.required, value);
        if (required !== undefined) this.#remember(value, this.#new({ type: 'required', ...required }, index, binding.name));
      }
      return encode(value, binding.name);
    };
    for (const binding of code.bindings) {
      switch (binding.how) {
        case 'constant':
          node.values.push(valueOf(binding));
          break;
        case 'cell': {
          this.isConstant = false;
          const { name, scope, isConst } = binding;
          cells.push({ name, scope, detail: { name, isConst, value: valueOf(binding), user: node, index } });
          break;
        }
        case 'import': {
          const module = this.#moduleOf(code, binding.import, index, binding.name);
          if (isLive(binding)) node.cells.push([binding.name, [this.#new({ type: 'import-cell', module, name: binding.import.name }, index, binding.name)]]);
          else node.values.push(binding.import.name === '*' ? module : [this.#new({ type: 'import', module, name: binding.import.name }, index, binding.name)]);
          break;
        }
        case 'transformed-import':
          try {
            // `as`: it stands for a module
            const { datum, isLive } = encodeImported(read(binding) as object, binding, encode, (specifier) => this.#moduleOf(code, { specifier }, index, binding.name), (made, fill) => [this.#new(made, index, '', fill)]);
            if (isLive) this.isConstant = false;
            node.values.push(datum);
          } catch (error) {
            if (!(error instanceof ReferenceError)) throw error;
            throw this.#refused(index, binding.members?.[0] ?? binding.name, 'an import in its dead zone', 'whose module has not finished evaluating', 'transport the function later', false);
          }
          break;
        case 'common-js':
          if (code.url === undefined) throw this.#refused(index, binding.name, `the name ${JSON.stringify(binding.name)}`, 'which belongs to a file that is unknown', 'import inside the function', false);
          if ((binding.name === 'module' || binding.name === 'exports') && isEntryPoint(code.url)) throw this.#refused(index, binding.name, `the name ${JSON.stringify(binding.name)}`, 'which belongs to the file that the program was started with', 'move the function into a module of its own', false);
          node.values.push(this.#commonJs(code.url, binding, scopes[binding.scope]?.variables[binding.name], index));
          break;
      }
    }
    this.#variables.addFunction(fn, index, code, scopes, cells);
  }

  /** A name that CommonJS puts around a module. */
  #commonJs(url: string, { name }: { name: string }, value: unknown, parent: number): Datum {
    if (name === 'exports' && this.#modulesByExports.get(value)?.name !== 'exports') return this.#encode(value, parent, name); // `module.exports` is another object now
    if (typeof value === 'string') return [this.#new({ type: 'common-js', url, name: name as '__filename' }, parent, name)]; // `as`: one of the five module names
    return [this.#indices.get(value) ?? this.#remember(value, this.#new({ type: 'common-js', url, name: name as 'require' }, parent, name))];
  }

  /** Adds a variable, once all its users are known. The values are in the graph already. */
  #addCell(uses: readonly CellUse[], isAmbiguous: boolean): void {
    const [first, second = first] = uses;
    if (first === undefined || second === undefined) return;
    if (isAmbiguous && uses.length > 1) {
      throw this.#refused(second.index, second.name, 'an ambiguous variable', 'for several closures over variables of that name and value are captured, and nothing tells which of them share one', 'keep the variable in an object');
    }
    const cell = this.#new({ type: 'cell', value: first.value, ...(first.isConst ? { constant: true as const } : {}) }, first.index, first.name);
    for (const { name, user } of uses) user.cells.push([name, [cell]]);
  }

  #importNodes(code: FunctionCode, index: number): ImportNodes {
    return {
      module: (imported) => this.#moduleOf(code, imported, index, imported.specifier),
      importOf: (module, name) => [this.#new({ type: 'import', module, name }, index, name)],
      memberOf: (of, key) => [this.#new({ type: 'member', of, key }, index, key)],
    };
  }

  #moduleOf(code: FunctionCode, { specifier, attributes }: { specifier: string; attributes?: Record<string, string> }, parent: number, label: string): Datum {
    const url = code.url ?? '';
    if (/^\.{0,2}\/|^file:/.test(specifier) && URL.canParse(specifier, url) && isEntryPoint(new URL(specifier, url).href)) {
      throw this.#refused(parent, label, 'an import of the entry point', 'which would run the program again', 'move what is imported into a module of its own', false);
    }
    const key = JSON.stringify([url, specifier, attributes]);
    const index = this.#modules.get(key) ?? this.#new({ type: 'namespace', url, specifier, ...(attributes === undefined ? {} : { attributes }) }, parent, label);
    this.#modules.set(key, index);
    return [index];
  }

  #unitOf({ unit }: FunctionCode): number {
    const key = JSON.stringify(unit);
    const index = this.#units.get(key) ?? this.payload.units.push(unit) - 1;
    this.#units.set(key, index);
    return index;
  }

  #refused(...parameters: Parameters<Ways['refused']>): GraphProblem {
    return this.#ways.refused(...parameters);
  }
}

/** Whether the inspector tells a variable in its dead zone from one that is undefined. */
const showsDeadZone = Number(process.versions.node.split('.', 1)[0]) >= 22;
