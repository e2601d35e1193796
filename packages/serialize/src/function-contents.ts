import { placeOf } from './code/place.ts';
import { checkStateShape } from './format/closure-shapes.ts';
import { checkCode, checkSerializedFunction } from './format/serialized-function.ts';
import type { ClosureNode, Datum } from './format/closure-data.ts';
import type { ClosureFunction, SerializedFunction } from './format/serialized-function.ts';

/** What the data of a function holds, and so what would leave the process. Lists have no doubles, in the order of the data. */
export interface FunctionContents {
  /** The function's name; empty if it has none. */
  name: string;
  /** How it travels: as a place in a module, as the name of a built-in, or as code with values. */
  by: 'reference' | 'name' | 'value';
  /** How much code and state there is. */
  characters: number;
  isSigned: boolean;
  /** Names of the variables that the code takes along, those of imports included. */
  variables: string[];
  /** Names of the functions that travel as code. */
  functions: string[];
  /** Names of the classes that travel as code. */
  classes: string[];
  /** Names of own properties and string keys of Maps, wherever they are. Their values travel too. */
  members: string[];
  /** What is taken from the modules of the program by the place where it stands: `tools.mjs, export add`. */
  modules: string[];
  /** Specifiers of what is imported. */
  imports: string[];
  /** Objects and functions of the language or of Node: `Math.max`. */
  builtins: string[];
  /** Globals that the code uses, which are the far side's. */
  globals: string[];
}

/**
 * Lists what the data of a function holds. Neither compiles nor imports any of it.
 *
 * @throws TransportError if the data is garbled
 */
export function functionContents(data: SerializedFunction): FunctionContents {
  const checked = checkSerializedFunction(data);
  const contents: FunctionContents = { name: checked.name, by: 'value', characters: 0, isSigned: checked.signature !== undefined, variables: [], functions: [], classes: [], members: [], modules: [], imports: [], builtins: [], globals: [] };
  switch (checked.kind) {
    case 'module':
      return { ...contents, by: 'reference', modules: [exportOf(checked)] };
    case 'builtin':
      return { ...contents, by: 'name', builtins: [builtinName(checked)] };
    case 'source':
      return { ...contents, characters: checked.text.length, globals: [...checked.globals] };
    case 'closure':
      return { ...contents, ...closureContents(checked) };
  }
}

function closureContents({ code, state }: ClosureFunction): Omit<FunctionContents, 'name' | 'by' | 'isSigned'> {
  checkCode(code);
  const parsed: unknown = JSON.parse(state);
  checkStateShape(parsed);
  const nodes = parsed as ClosureNode[]; // `as`: just checked
  const { units, links } = code;
  const used = nodes.flatMap((node) => (node.type === 'function' || node.type === 'class' ? [node] : []));
  return {
    characters: units.reduce((sum, { text }) => sum + text.length, state.length),
    variables: distinct([...units.flatMap(({ names }) => names), ...used.flatMap(({ cells }) => cells.map(([name]) => name))]),
    functions: distinct(nodes.slice(1).flatMap((node) => (node.type === 'function' ? [node.name] : []))),
    classes: distinct(nodes.flatMap((node) => (node.type === 'class' ? [nameOf(node.properties)] : []))),
    members: distinct(nodes.flatMap(keysOf)),
    modules: distinct([...links.flatMap((link) => (link.type === 'module' ? [exportOf(link)] : [])), ...nodes.flatMap((node) => (node.type === 'required' ? [[placeOf(node.url), ...node.path].join('.')] : []))]),
    imports: distinct(links.flatMap((link) => (link.type === 'namespace' ? [link.specifier] : []))),
    builtins: distinct(nodes.flatMap((node) => (node.type === 'builtin' ? [builtinName(node)] : []))),
    globals: distinct(units.flatMap(({ globals }) => globals)),
  };
}

/** What a class is called, which is a property of it. */
function nameOf(properties: readonly (readonly unknown[])[] | undefined): string {
  const name = properties?.find(([key]) => key === 'name')?.[1];
  return typeof name === 'string' ? name : '';
}

function keysOf(node: ClosureNode): string[] {
  const isText = (key: Datum): key is string => typeof key === 'string';
  const isOwn = (key: string): boolean => !((node.type === 'class' || node.type === 'function') && ['length', 'name', 'prototype'].includes(key)) && !(node.type === 'prototype' && key === 'constructor') && !(node.type === 'array' && /^\d+$/.test(key));
  const properties = 'properties' in node ? node.properties.map(([key]) => key) : [];
  const entries = node.type === 'map' ? node.entries.map(([key]) => key) : [];
  return [...properties.filter(isText).filter(isOwn), ...entries.filter(isText)];
}

function exportOf({ url, path }: { url: string; path: readonly string[] }): string {
  return `${placeOf(url)}, export ${path.join('.')}`;
}

function builtinName({ from, path }: { from: string; path: readonly string[] }): string {
  return (from === 'globalThis' && path.length > 0 ? path : [from, ...path]).join('.');
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '');
}
