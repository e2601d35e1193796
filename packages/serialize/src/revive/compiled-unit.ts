import { compileFunction } from 'node:vm';
import { OwnMap } from '../untampered.ts';
import type { CodeUnit } from '../format/closure-data.ts';

/** Makes a function of a unit's text, and gives what binds the names that are bound once. */
export type Factory = (...parameters: unknown[]) => readonly [made: Function, bind: (...values: unknown[]) => void];

const maxUnits = 1000;
const compiledUnits = new OwnMap<string, Factory>();

/** Compiles the text of a unit under its own file, line and column; equal units once. */
export function compiledUnit(unit: CodeUnit): Factory {
  let factory = compiledUnits.get(unit.id);
  if (factory !== undefined) return factory;
  let names = '';
  let bind = '';
  for (let index = 0; index < unit.names.length; index += 1) {
    names += `${index === 0 ? 'let ' : ','}${String(unit.names[index])}`;
    bind += `${String(unit.names[index])}=arguments[${index}];`;
  }
  if (names !== '') names += ';';
  const prefix = `${unit.strict ? '"use strict";' : ''}${names}return [(`;
  const parameters: string[] = [];
  for (const name of [unit.cellsName, unit.importName, unit.metaName, unit.homeName, unit.keysName, unit.restoreName]) if (name !== undefined) parameters[parameters.length] = name;
  factory = compileFunction(`${prefix}${unit.text}\n),function(){${bind}}]`, parameters, {
    filename: unit.file ?? unit.url ?? 'transported',
    lineOffset: unit.line ?? 0,
    columnOffset: (unit.column ?? 0) - prefix.length,
  }) as Factory; // `as`: the text just put together
  compiledUnits.set(unit.id, factory);
  const [oldest] = compiledUnits.keys();
  if (compiledUnits.size > maxUnits && oldest !== undefined) compiledUnits.delete(oldest);
  return factory;
}
