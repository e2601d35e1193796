import { isModuleNamespaceObject, isProxy } from 'node:util/types';
import { proxyTarget } from '../inspector/captured-scopes.ts';
import type { TransformedImport } from '../code/transformed-module.ts';

/** How to carry what stands for a module in code that a test runner has transformed. */
export type ImportedModule =
  /** Node loaded it: the far side does the same. */
  | { by: 'specifier'; specifier: string }
  /** The test runner made it: what the function uses of it travels, each export as the accessor that reads it, or as its value now. */
  | { by: 'members'; members: (readonly [name: string, descriptor: PropertyDescriptor])[]; isLive: boolean }
  | { by: 'value' };

/** Finds out how the value of a {@link TransformedImport} travels. Reading an export in its dead zone throws. */
export function importedModule(value: object, { specifier, members }: TransformedImport): ImportedModule {
  const target = isProxy(value) ? proxyTarget(value) : value;
  const names = members ?? Object.keys(value);
  const isTheSame = (name: string): boolean => Object.hasOwn(target ?? {}, name) && Object.is(Reflect.get(target ?? {}, name), Reflect.get(value, name));
  // A test runner's Proxy shows the members of a CommonJS module's default export too, which only Node's own namespace can vouch for.
  if (specifier !== undefined && target !== undefined && isModuleNamespaceObject(target) && names.every(isTheSame)) return { by: 'specifier', specifier };
  if (members === undefined) return { by: 'value' };
  let isLive = false;
  const found = members.map((name): [string, PropertyDescriptor] => {
    const own = isProxy(value) || isModuleNamespaceObject(value) ? undefined : Object.getOwnPropertyDescriptor(value, name);
    if (typeof own?.get === 'function') return [name, own];
    isLive = true;
    return [name, { value: Reflect.get(value, name) as unknown, writable: false, enumerable: true, configurable: true }];
  });
  return { by: 'members', members: found, isLive };
}
