import { isProxy } from 'node:util/types';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { capturedScopes } from '../inspector/captured-scopes.ts';
import { privateMembers } from '../inspector/private-members.ts';
import { leadsToProxy, originOf } from '../inspector/script-location.ts';
import { codeOf } from '../code/function-code.ts';
import { isClass } from '../code/class-code.ts';
import { fillParts } from './object-parts.ts';
import type { ClassCode } from '../code/class-code.ts';
import type { ClassMethod } from '../code/class-text.ts';
import type { FunctionCode } from '../code/function-code.ts';
import type { ClosureNode, CodeNode, Datum } from '../format/closure-data.ts';
import type { Encode } from './object-parts.ts';

/** What the capture of classes needs of the graph around it. */
export interface ClassGraph {
  /** Adds a node; `fill` is called when its turn has come, breadth first. */
  add: (node: ClosureNode, parent: number, label: string, fill?: (encode: Encode, index: number) => void) => number;
  remember: (value: unknown, index: number) => number;
  /** Puts a node in the place of one that was added before. */
  replace: (index: number, node: ClosureNode) => void;
  find: (value: unknown) => { index: number; node: ClosureNode | undefined } | undefined;
  bind: (fn: Function, code: FunctionCode, node: CodeNode & { type: 'class' }, index: number, encode: Encode) => void;
}

type ClassNode = CodeNode & { type: 'class' };
type MethodNode = CodeNode & { type: 'method' };

/**
 * Adds a class with its prototype, so that whoever leads to that later finds it. The class's own text makes its methods; what its
 * static blocks, static fields and decorators have made of it travels as the state in which it is.
 */
export function addClass(graph: ClassGraph, made: Function, unit: number, code: FunctionCode, parent: number, label: string): number {
  const { classCode } = code;
  if (classCode === undefined) throw new TypeError(`${made.name} is no class`);
  const node: ClassNode = { type: 'class', unit, values: [], cells: [], keys: [], exact: true, ...(classCode.isDerived ? { isDerived: true as const } : {}) };
  const prototype = made.prototype as object; // `as`: every class has one
  const index = graph.add(node, parent, label, (encode, own) => {
    const found = findMethods(graph, made, code, own);
    node.keys = keysOf(made, classCode, found, encode);
    graph.bind(made, code, node, own, encode);
    if (classCode.staticPrivateFields.length > 0) node.privates = privatesOf(made, classCode.staticPrivateFields).map(([name, value]) => encode(value, `.${name}`));
    fillParts(node, made, Function.prototype, encode, (key) => key === 'prototype');
  });
  graph.remember(made, index);
  const prototypeNode: CodeNode & { type: 'prototype' } = { type: 'prototype', of: [index], exact: true };
  graph.remember(prototype, graph.add(prototypeNode, index, '.prototype', (encode) => {
    fillParts(prototypeNode, prototype, classCode.isDerived ? null : Object.prototype, encode);
  }));
  return index;
}

/** Names the methods that come with the class's text, so that they are not taken for functions of their own. */
function findMethods(graph: ClassGraph, made: Function, { scriptId, classCode }: FunctionCode, of: number): Map<ClassMethod, PropertyKey> {
  const keys = new Map<ClassMethod, PropertyKey>();
  for (const isStatic of [false, true]) {
    const holder = isStatic ? made : (made.prototype as object); // `as`: every class has one
    for (const key of Reflect.ownKeys(holder)) {
      if (key === (isStatic ? 'prototype' : 'constructor')) continue;
      const descriptor = Object.getOwnPropertyDescriptor(holder, key);
      for (const part of ['value', 'get', 'set'] as const) {
        const fn: unknown = descriptor === undefined ? undefined : Reflect.get(descriptor, part);
        if (typeof fn !== 'function' || isProxy(fn)) continue;
        const location = originOf(fn)?.location;
        const method = location?.script.scriptId === scriptId ? classCode?.methodAt(location.line, location.column) : undefined;
        if (method?.isStatic !== isStatic || method.part !== part) continue;
        keys.set(method, key);
        addMethod(graph, fn, { type: 'method', of: [of], key: null, part, ...(isStatic ? { isStatic: true } : {}) }, key, of);
      }
    }
  }
  return keys;
}

function addMethod(graph: ClassGraph, fn: Function, node: MethodNode, key: PropertyKey, of: number): void {
  const present = graph.find(fn);
  if (present !== undefined && present.node?.type !== 'function' && present.node?.type !== 'same') return;
  // The key leads nowhere but to a symbol.
  const fill = (encode: Encode): void => {
    node.key = encode(key, `[${String(key)}]`);
    fillParts(node, fn, Object.getPrototypeOf(fn) as object | null, encode, (name) => name === 'name' || name === 'length' || name === 'prototype');
  };
  const index = graph.add(node, of, `.${String(key)}`, fill);
  // Something led to the method before it led to the class: a method that is on its own there is the class's all the same.
  if (present !== undefined) graph.replace(present.index, { type: 'same', as: [index] });
  else graph.remember(fn, index);
}

function keysOf(made: Function, { computedKeys }: ClassCode, found: ReadonlyMap<ClassMethod, PropertyKey>, encode: Encode): Datum[] {
  const scopes = computedKeys.some((key) => 'scope' in key) ? (capturedScopes(made) ?? []) : [];
  return computedKeys.map((key, number): Datum => {
    if ('literal' in key) return key.literal;
    if ('scope' in key) return encode(scopes[key.scope]?.variables[key.name], key.name);
    const present = found.get(key);
    return present === undefined ? `(deleted member ${number})` : encode(present, String(present));
  });
}

function privatesOf(holder: Function | object, names: readonly string[]): [name: string, value: unknown][] {
  const { fields = [] } = privateMembers(holder) ?? {};
  return names.map((name) => fields.find(([present]) => present === `#${name}`) ?? [`#${name}`, undefined]);
}

/** The #private fields that one class has put on an object. */
export interface Stamp {
  maker: Function;
  fields: [name: string, value: unknown][];
}

/**
 * Sorts out which of an object's classes have marked it with #private members, the innermost base first.
 *
 * @returns a string if that cannot be told: why
 */
export function stampsOf(value: object): Stamp[] | string {
  const makers: Function[] = [];
  for (let holder = Object.getPrototypeOf(value) as object | null; holder !== null && !isProxy(holder); holder = Object.getPrototypeOf(holder) as object | null) {
    const maker: unknown = Object.getOwnPropertyDescriptor(holder, 'constructor')?.value;
    if (typeof maker !== 'function' || isProxy(maker) || !isClass(maker) || Object.getOwnPropertyDescriptor(maker, 'prototype')?.value !== holder) continue;
    if (mentionsPrivate(maker) && !isBuiltinCode(maker)) makers.unshift(maker);
  }
  if (makers.length === 0 || leadsToProxy(value)) return []; // what inherits from a Proxy stays here for that
  const members = privateMembers(value);
  if (members === undefined) return 'whose #private fields cannot be seen without an inspector';
  let next = 0;
  const stamps: Stamp[] = [];
  for (const maker of makers) {
    const { privateFields: names, marksInstances } = codeOf(maker)?.classCode ?? { privateFields: [], marksInstances: false };
    const fields = members.fields.slice(next, next + names.length);
    const isMarked = names.length > 0 ? fields.length === names.length && fields.every(([name], index) => name === `#${names[index] ?? ''}`) : marksInstances && members.hasMethods;
    if (!isMarked) continue;
    next += names.length;
    stamps.push({ maker, fields });
  }
  return next === members.fields.length ? stamps : `and nothing tells which class its ${members.fields[next]?.[0] ?? '#private field'} belongs to`;
}

const privateMention = new WeakMap<Function, boolean>();

function mentionsPrivate(maker: Function): boolean {
  let does = privateMention.get(maker);
  if (does === undefined) privateMention.set(maker, (does = /#[\p{ID_Start}$_\\]/u.test(Function.prototype.toString.call(maker))));
  return does;
}
