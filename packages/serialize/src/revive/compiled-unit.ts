import { compileFunction } from 'node:vm';
import type { CodeUnit } from '../format/closure-data.ts';

/** Makes a function of a unit's text, and gives what binds the names that are bound once. */
export type Factory = (...parameters: unknown[]) => readonly [made: Function, bind: (...values: unknown[]) => void];

const maxUnits = 1000;
const compiledUnits = new Map<string, Factory>();

/** Compiles the text of a unit under its own file, line and column; equal units once. */
export function compiledUnit(unit: CodeUnit): Factory {
  let factory = compiledUnits.get(unit.id);
  if (factory !== undefined) return factory;
  const names = unit.names.length === 0 ? '' : `let ${unit.names.join(',')};`;
  const prefix = `${unit.strict ? '"use strict";' : ''}${names}return [(`;
  const bind = unit.names.map((name, index) => `${name}=arguments[${index}];`).join('');
  const parameters = [unit.cellsName, unit.importName, unit.metaName, unit.homeName, unit.keysName, unit.restoreName].filter((name) => name !== undefined);
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
