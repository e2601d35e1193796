import { isProxy } from 'node:util/types';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { builtinReference } from '../reference/builtin-reference.ts';
import { boundParts } from '../inspector/captured-scopes.ts';
import { mayBeMissing, verdictOn } from './capture-rules.ts';
import { CollectedCode } from './collected-code.ts';
import { requirePlace } from './common-js.ts';
import { codeOf } from '../code/function-code.ts';
import { isClass } from '../code/class-code.ts';
import { isHolder, isWrittenIn } from '../code/holder-clue.ts';
import { addClass, stampsOf } from './class-capture.ts';
import { makerOf, ownTransportAdvice, prototypeOwner, untransportable } from './foreign-object.ts';
import { hasOddPrototype, isUsual, usualPrototype } from './function-parts.ts';
import { ownName } from '../reference/member-path.ts';
import { leadsToProxy, originOf } from '../inspector/script-location.ts';
import { GraphProblem } from './graph-problem.ts';
import { NameCapture } from './name-capture.ts';
import { ownTransport } from '../transport-protocol.ts';
import { Ways } from './ways.ts';
import { fillParts } from './object-parts.ts';
import { wrapperParts } from './node-wrapper.ts';
import { primitiveDatum, valueNode } from './value-nodes.ts';
import type { BuiltinReference } from '../reference/builtin-reference.ts';
import type { CaptureRules } from './capture-rules.ts';
import type { ClosureNode, CodeNode, Datum, ObjectParts } from '../format/closure-data.ts';
import type { FunctionCode } from '../code/function-code.ts';
import type { OwnTransport } from '../transport-protocol.ts';
import type { HolderClue } from '../code/holder-clue.ts';
import type { ClassGraph } from './class-capture.ts';
import type { Encode } from './object-parts.ts';

/** Where the far side finds a function, as far as that is known: `undefined` if it has to be found out first, `null` if nowhere. */
export type ReferenceLookup = (fn: Function) => { url: string; path: string[]; textHash?: string; name: string } | null | undefined;

/**
 * Captures a function with all that it can reach, breadth first, so that what is refused is refused on its shortest way. Synchronous:
 * the whole is one moment's state.
 */
export class ClosureGraph {
  readonly nodes: ClosureNode[] = [];
  readonly code: CollectedCode = new CollectedCode();
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
  readonly #names = new NameCapture({
    add: (...parameters) => this.#new(...parameters),
    remember: (value, index) => this.#remember(value, index),
    find: (value) => this.#indices.get(value),
    linkTo: (node) => this.code.linkTo(node),
    encode: (...parameters) => this.#encode(...parameters),
    change: () => { this.isConstant = false; },
    wayTo: (...parameters) => this.#ways.way(...parameters),
    refused: (...parameters) => this.#refused(...parameters),
  });
  /** Methods that cannot be without their class, which is not found yet. */
  readonly #methods: { index: number; problem: GraphProblem }[] = [];
  readonly #classGraph: ClassGraph = {
    add: (...parameters) => this.#new(...parameters),
    remember: (value, index) => this.#remember(value, index),
    replace: (index, node) => { this.nodes[index] = node; },
    find: (value) => {
      const index = this.#indices.get(value);
      return index === undefined ? undefined : { index, node: this.nodes[index] };
    },
    bind: (...parameters) => { this.#bind(...parameters); },
  };

  constructor(root: Function, lookup: ReferenceLookup, rules: CaptureRules | undefined, ownData: Map<object, unknown>) {
    this.#ownData = ownData;
    this.#rules = rules;
    this.#root = root;
    this.#lookup = lookup;
  }

  /** The functions that it holds, other than by reference or by name. */
  functions(): Function[] {
    return [...this.#indices].flatMap(([value, index]) => (typeof value === 'function' && !['link', 'builtin'].includes(this.nodes[index]?.type ?? '') ? [value] : []));
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
      const node = this.nodes[index];
      if (node?.type === 'same' && node.as === null) throw problem;
    }
    this.#names.addVariables();
  }

  #encode(value: unknown, parent: number, label: string): Datum {
    if (this.#rules !== undefined) {
      const verdict = verdictOn(this.#rules, value, label);
      if (verdict === 'deny') throw this.#refused(parent, label, 'a denied value', 'which the option "deny" keeps here', 'do without it in the function', false);
      if (verdict === 'redact' && !mayBeMissing(label)) throw this.#refused(parent, label, 'a redacted value', 'which the option "redact" keeps here, and nothing can stand in its place', 'do without it in the function', false);
      if (verdict === 'redact') return ['undefined'];
    }
    if (typeof value === 'function') this.#names.variables.addHolder(value, parent, label);
    const primitive = primitiveDatum(value);
    if (primitive !== undefined) return primitive;
    const present = this.#indices.get(value);
    if (present !== undefined && typeof value === 'function') this.#findHolder(value, present, parent, label);
    const imported = present === undefined && value !== this.#root ? this.#names.imported.find(value) : undefined;
    if (Array.isArray(imported) && typeof imported[0] === 'number') {
      this.isConstant = false; // the module may put another value in its place
      return [this.#remember(value, imported[0])];
    }
    return [present ?? this.#add(value as object | symbol, parent, label)]; // `as`: all else is primitive
  }

  #new(node: ClosureNode, parent: number, label: string, fill?: (encode: (value: unknown, label: string) => Datum, index: number) => void): number {
    const index = this.nodes.push(node) - 1;
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
    const module = this.#names.moduleOf(value);
    if (module !== undefined) return this.#remember(value, this.#new({ type: 'common-js', ...module }, parent, label));
    const builtin = builtinReference(value);
    if (builtin !== undefined) return this.#remember(value, this.#new({ type: 'builtin', ...builtin }, parent, label));
    const transport = ownTransport(value);
    const unfit = transport === undefined ? untransportable(value) : undefined;
    if (unfit !== undefined) throw this.#refused(parent, label, unfit.culprit, unfit.reason, unfit.remedy); // what it is does not change
    this.isConstant = false;
    if (transport !== undefined) return this.#addOwnTransport(value, transport, parent, label);
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
    const maker = makerOf(value);
    this.#objects.set(this.nodes.length, value);
    if (stamps.length > 0) this.#stamped.set(this.nodes.length, stamps);
    return this.#remember(value, this.#new(node, parent, label, (encode, index) => {
      if (maker !== undefined && isClass(maker)) this.#names.variables.addInstance(maker, index);
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
    if (leadsToProxy(fn)) throw this.#refused(this.#new({ type: 'same', as: null }, parent, label), '(prototype)', 'a Proxy', 'whose handler cannot be seen', 'use the object behind the Proxy');
    const origin = originOf(fn);
    if (origin?.isBound === true) return this.#addBound(fn, parent, label);
    if (isBuiltinCode(fn)) {
      const reference: BuiltinReference | undefined = builtinReference(fn);
      const place = reference === undefined ? requirePlace(fn) : undefined;
      if (place !== undefined) return this.#remember(fn, this.#new({ type: 'common-js', url: place, name: 'require' }, parent, label));
      const wrapper = reference === undefined ? wrapperParts(fn) : undefined;
      if (wrapper !== undefined) return this.#addWrapper(fn, wrapper, parent, label);
      if (reference === undefined) throw this.#refused(parent, label, 'a native function', 'which no global and no loaded built-in module leads to', 'wrap it in a function that calls it by name');
      return this.#remember(fn, this.#new({ type: 'builtin', ...reference }, parent, label));
    }
    const reference = isRoot ? null : this.#lookup(fn);
    if (reference === undefined) {
      this.unknown.push(fn);
      return this.#remember(fn, this.#new({ type: 'builtin', from: 'globalThis', path: ['Function'] }, parent, label)); // not the last word
    }
    if (reference !== null) return this.#remember(fn, this.#new(this.code.linkTo({ type: 'module', ...reference }), parent, label));
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
    // Methods of `console` are bound, and known by name all the same.
    const reference = isBuiltinCode(parts.target) ? builtinReference(fn) : undefined;
    if (reference !== undefined) return this.#remember(fn, this.#new({ type: 'builtin', ...reference }, parent, label));
    const node: CodeNode & { type: 'bound' } = { type: 'bound', target: null, receiver: null, parameters: [] };
    return this.#remember(fn, this.#new(node, parent, label, (encode) => {
      node.target = encode(parts.target, '(bound function)');
      // A method that travels with its object bears its own name.
      node.receiver = encode(parts.receiver, ownName(fn).startsWith('bound ') ? '(bound this)' : 'this');
      node.parameters = parts.parameters.map((parameter, index) => encode(parameter, `(bound argument ${index + 1})`));
      fillParts(node, fn, Object.getPrototypeOf(parts.target) as object | null, encode);
    }));
  }

  #addWrapper(fn: Function, { maker, original }: { maker: Function; original: Function }, parent: number, label: string): number {
    const node: CodeNode & { type: 'wrapper' } = { type: 'wrapper', maker: null, original: null, exact: true };
    return this.#remember(fn, this.#new(node, parent, label, (encode) => {
      node.maker = encode(maker, '(maker)');
      node.original = encode(original, '(wrapped function)');
      fillParts(node, fn, Object.getPrototypeOf(original) as object | null, encode);
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
    if (code.classCode !== undefined) return addClass(this.#classGraph, fn, this.code.unitOf(code), code, parent, label);
    return this.#remember(fn, this.#addFunctionNode(fn, code, parent, label));
  }

  /** Completes a function that was met before, if the object that it was made for holds it here. */
  #findHolder(fn: Function, index: number, parent: number, label: string): void {
    const node = this.nodes[index];
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
    // A class that marks nothing makes no instance there: its arrows are made on their own, with the instance as their "this".
    if (!holder.isPrivate && !stamps.some(([maker]) => isWrittenIn(fn, maker))) return undefined;
    if (!holder.isPrivate) return this.#new({ type: 'field', of: [parent], key: holder.key }, parent, label);
    for (const [maker, fields] of stamps) {
      const index = fields.findIndex(([name, item]) => name === `#${holder.key}` && item === fn);
      if (index !== -1) return this.#new({ type: 'private-field', of: [parent], maker: this.#encode(maker, parent, '(class)'), index }, parent, label);
    }
    return undefined;
  }

  #addFunctionNode(fn: Function, code: FunctionCode, parent: number, label: string, holder?: object): number {
    const node: CodeNode & { type: 'function' } = { type: 'function', unit: this.code.unitOf(code), name: ownName(fn), values: [], cells: [] };
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

  #bind(fn: Function, code: FunctionCode, node: CodeNode & { type: 'function' | 'class' }, index: number, encode: Encode): void {
    this.#ways.addCode(index, code);
    this.#names.bind(fn, code, node, index, encode);
  }

  #refused(...parameters: Parameters<Ways['refused']>): GraphProblem {
    return this.#ways.refused(...parameters);
  }
}
