import { garbled, shown } from './garbled.ts';
import { OwnMap, OwnSet, hasOwn, isArray, isSafeInteger } from '../untampered.ts';
import type { ClosureNode, CodeUnit, ModuleLink, ObjectParts } from './closure-data.ts';

/** Says where in a value, and why, it is not of a shape; undefined if it is. */
type Shape = (value: unknown) => { place: string; reason: string } | undefined;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !isArray(value);

function simple(name: string, is: (value: unknown) => boolean): Shape {
  return (value) => (is(value) ? undefined : { place: '', reason: `${shown(value)} is not ${name}` });
}

const text = simple('a string', (value) => typeof value === 'string');
const truth = simple('a boolean', (value) => typeof value === 'boolean');
const yes = simple('true', (value) => value === true);
const integer = simple('an integer', isSafeInteger);
const count = simple('a count', (value) => isSafeInteger(value) && Number(value) >= 0);
/** Compiled as the name of a variable, so nothing else may pass; an empty one makes V8 crash. */
const identifier = simple('the name of a variable', (value) => typeof value === 'string' && /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(value));

const tags: ReadonlySet<unknown> = new OwnSet(['undefined', 'hole', 'number', 'bigint', 'symbol-for', 'well-known']);
const datum = simple('a value', (value) => {
  if (!isArray(value)) return typeof value !== 'object';
  const [tag, written] = value as unknown[];
  return typeof tag === 'number' ? isSafeInteger(tag) && tag >= 0 : tags.has(tag) && (tag === 'undefined' || tag === 'hole' || typeof written === 'string');
});
const value: Shape = (given) => (given === null ? undefined : datum(given));

function list(of: Shape): Shape {
  return (given) => {
    if (!isArray(given)) return { place: '', reason: `${shown(given)} is not a list` };
    for (let index = 0; index < given.length; index += 1) {
      const fault = of(given[index]);
      if (fault !== undefined) return { ...fault, place: `[${index}]${fault.place}` };
    }
    return undefined;
  };
}

function tuple(...of: Shape[]): Shape {
  return (given) => {
    if (!isArray(given) || given.length !== of.length) return { place: '', reason: `it is not a list of ${of.length}` };
    for (let index = 0; index < of.length; index += 1) {
      const fault = of[index]?.(given[index]);
      if (fault !== undefined) return { ...fault, place: `[${index}]${fault.place}` };
    }
    return undefined;
  };
}

type Members<Data> = { [Name in keyof Data]-?: undefined extends Data[Name] ? readonly [Shape] : Shape };

/** Members in brackets may be missing. */
function record(members: Readonly<Record<string, Shape | readonly [Shape]>>): Shape {
  const shapes = Object.entries(members);
  return (given) => {
    if (!isRecord(given)) return { place: '', reason: `${shown(given)} is not an object` };
    for (const [name, shape] of shapes) {
      const member = hasOwn(given, name) ? given[name] : undefined;
      if (typeof shape !== 'function' && member === undefined) continue;
      const fault = (typeof shape === 'function' ? shape : shape[0])(member);
      if (fault !== undefined) return { ...fault, place: `.${name}${fault.place}` };
    }
    return undefined;
  };
}

const anyRecord = simple('an object', isRecord);
const property: Shape = (given) => {
  if (!isArray(given) || given.length < 2 || given.length > 4) return { place: '', reason: 'it is no property' };
  return tuple(...[value, value, ...(given.length === 4 ? [value] : []), ...(given.length > 2 ? [count] : [])])(given);
};

const parts: Members<ObjectParts> = { prototype: [value], properties: [list(property)], exact: [yes], stamps: [list(tuple(value, list(value)))], fixed: [yes] };
const cells = list(tuple(text, value));

/** What each sort of node has. */
const nodes: { [Type in ClosureNode['type']]: Members<Omit<ClosureNode & { type: Type }, 'type'>> } = {
  object: parts,
  array: { ...parts, length: count },
  boxed: { ...parts, value },
  date: { ...parts, time: value },
  regexp: { ...parts, source: text, flags: text, lastIndex: value },
  map: { ...parts, entries: list(tuple(value, value)) },
  set: { ...parts, members: list(value) },
  error: parts,
  buffer: { ...parts, bytes: text, maxByteLength: [count] },
  view: { ...parts, of: text, buffer: value, byteOffset: count, length: [count] },
  arguments: { ...parts, strict: [yes] },
  url: { ...parts, href: text },
  'url-search-params': { ...parts, text, of: [value] },
  'dom-exception': { ...parts, message: text, name: text },
  symbol: { description: [text] },
  function: { ...parts, unit: count, name: text, receiver: [value], above: [value], values: list(value), cells },
  class: { ...parts, unit: count, values: list(value), cells, keys: list(value), isDerived: [yes], privates: [list(value)] },
  method: { ...parts, of: value, key: value, part: text, isStatic: [yes] },
  'own-transport': { maker: value, data: value },
  field: { of: value, key: text },
  'private-field': { of: value, maker: value, index: count },
  same: { as: value },
  bound: { ...parts, target: value, receiver: value, parameters: list(value) },
  wrapper: { ...parts, maker: value, original: value },
  prototype: { ...parts, of: value },
  cell: { value, constant: [yes] },
  'import-cell': { module: value, name: text },
  link: { link: count },
  import: { module: value, name: text },
  member: { of: value, key: text },
  builtin: { from: text, path: list(text) },
  required: { url: text, path: list(text) },
  'common-js': { url: text, name: text },
};
const nodeShapes = new OwnMap(Object.entries(nodes).map(([type, members]) => [type, record(members)]));

const node: Shape = (given) => {
  const type = isRecord(given) && hasOwn(given, 'type') ? given['type'] : undefined;
  const shape = typeof type === 'string' ? nodeShapes.get(type) : undefined;
  return shape === undefined ? { place: '.type', reason: `${shown(type)} is no type of node` } : shape(given);
};

const unitMembers: Members<CodeUnit> = {
  id: text,
  text,
  strict: truth,
  url: [text],
  line: [integer],
  column: [integer],
  file: [text],
  names: list(identifier),
  globals: list(text),
  cellsName: [identifier],
  importName: [identifier],
  metaName: [identifier],
  homeName: [identifier],
  keysName: [identifier],
  restoreName: [identifier],
};
const namespaceMembers: Members<Omit<ModuleLink & { type: 'namespace' }, 'type'>> = { url: text, specifier: text, attributes: [anyRecord] };
const moduleMembers: Members<Omit<ModuleLink & { type: 'module' }, 'type'>> = { url: text, path: list(text), textHash: [text], name: text };
const [unit, namespaceLink, moduleLink] = [record(unitMembers), record(namespaceMembers), record(moduleMembers)];

const link: Shape = (given) => {
  const type = isRecord(given) ? given['type'] : undefined;
  if (type === 'namespace') return namespaceLink(given);
  return type === 'module' ? moduleLink(given) : { place: '.type', reason: `${shown(type)} is neither "namespace" nor "module"` };
};

/** Checks the shape of code before anything of it is compiled or imported. @throws TransportError that names the member at fault */
export function checkCodeShape({ units, links }: { units: unknown; links: unknown }): void {
  refuse('code.units', list(unit)(units));
  refuse('code.links', list(link)(links));
}

/** Checks the shape of a state, to name what is at fault in one that nothing could be made of. @throws TransportError as well */
export function checkStateShape(state: unknown): void {
  refuse('state', list(node)(state));
}

/** Whether a text can be the name of a variable in code that is compiled. */
export function isIdentifier(name: unknown): boolean {
  return identifier(name) === undefined;
}

function refuse(where: string, fault: ReturnType<Shape>): void {
  if (fault !== undefined) throw garbled(where + fault.place, fault.reason);
}
