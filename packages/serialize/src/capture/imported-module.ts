import { isModuleNamespaceObject, isProxy } from 'node:util/types';
import { proxyTarget } from '../inspector/captured-scopes.ts';
import { fillParts } from './object-parts.ts';
import type { TransformedImport } from '../code/transformed-module.ts';
import type { Datum, ValueNode } from '../format/closure-data.ts';
import type { Encode } from './object-parts.ts';

/**
 * Encodes what stands for a module in code that a test runner has transformed.
 *
 * Where Node has loaded the module, the far side does the same. Where the test runner has, what the function uses of it travels:
 * each export as the accessor that reads it, or else as its value now.
 *
 * @param module - gives the module that a specifier leads to
 * @param add - adds a node that is no step of its own on the way: the export is one
 * @returns `isLive` if an export may be assigned anew
 * @throws ReferenceError if an export is in its dead zone
 */
export function encodeImported(
  value: object,
  { specifier, members, name }: TransformedImport & { name: string },
  encode: Encode,
  module: (specifier: string) => Datum,
  add: (node: ValueNode, fill: () => void) => Datum,
): { datum: Datum; isLive: boolean } {
  const target = isProxy(value) ? proxyTarget(value) : value;
  const names = members ?? Object.keys(value);
  const isTheSame = (key: string): boolean => Object.hasOwn(target ?? {}, key) && Object.is(Reflect.get(target ?? {}, key), Reflect.get(value, key));
  // A test runner's Proxy shows the members of a CommonJS module's default export too, which are not in Node's own namespace.
  if (specifier !== undefined && target !== undefined && isModuleNamespaceObject(target) && names.every(isTheSame)) return { datum: module(specifier), isLive: false };
  if (members === undefined) return { datum: encode(value, name), isLive: false };
  const used = Object.create(null) as object;
  let isLive = false;
  for (const member of members) {
    const own = isProxy(value) || isModuleNamespaceObject(value) ? undefined : Object.getOwnPropertyDescriptor(value, member);
    if (typeof own?.get !== 'function') isLive = true;
    Object.defineProperty(used, member, typeof own?.get === 'function' ? own : { value: Reflect.get(value, member) as unknown, enumerable: true });
  }
  const node: ValueNode & { type: 'object' } = { type: 'object' };
  const fill = (): void => { fillParts(node, used, Object.prototype, (item, label) => encode(item, label.replace(/^\.| \(getter\)$/g, ''))); };
  return { datum: add(node, fill), isLive };
}
