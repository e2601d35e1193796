import { types } from 'node:util';
import { attribute } from '../format/closure-data.ts';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import type { Datum, ObjectParts, PropertyDatum } from '../format/closure-data.ts';

/** Gives the datum for a value that was reached over a labelled step. */
export type Encode = (value: unknown, label: string) => Datum;

/** Whether a key is one that elements of arrays have. */
export const isIndex = (key: PropertyKey): boolean => typeof key === 'string' && /^(?:0|[1-9]\d*)$/.test(key);

/**
 * Fills in prototype, properties and whether the object can be extended. Reads descriptors only, so no code of the object runs.
 *
 * @param usual - the prototype that the object has by itself on the far side
 * @param skip - properties that it has by itself there
 */
export function fillParts(parts: ObjectParts, value: object, usual: object | null, encode: Encode, skip?: (key: PropertyKey) => boolean): void {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== usual) parts.prototype = encode(prototype, '(prototype)');
  const properties: PropertyDatum[] = [];
  for (const key of Reflect.ownKeys(value)) {
    if (skip?.(key) === true) continue;
    const descriptor = key === 'stack' && types.isNativeError(value) ? traceOf(value) : Object.getOwnPropertyDescriptor(value, key);
    if (descriptor !== undefined) properties.push(propertyDatum(key, descriptor, encode));
  }
  if (properties.length > 0) parts.properties = properties;
  if (!Object.isExtensible(value)) parts.fixed = true;
}

/**
 * Reads the stack trace of an error. V8 writes it when it is first read, and asks the error for its name and message; newer versions keep
 * it behind an accessor of their own.
 *
 * @returns undefined if that throws: nobody can read it here either
 */
function traceOf(error: Error): PropertyDescriptor | undefined {
  try {
    const descriptor = Object.getOwnPropertyDescriptor(error, 'stack') ?? {};
    const getter: unknown = Reflect.get(descriptor, 'get');
    if (typeof getter !== 'function' || types.isProxy(getter) || !isBuiltinCode(getter)) return descriptor;
    const { enumerable = false, configurable = true } = descriptor;
    return { value: Reflect.apply(getter, error, []) as unknown, writable: true, enumerable, configurable };
  } catch {
    return undefined;
  }
}

const plain = attribute.writable | attribute.enumerable | attribute.configurable;

function attributesOf({ writable, enumerable, configurable }: PropertyDescriptor): number {
  return (writable === true ? attribute.writable : 0) | (enumerable === true ? attribute.enumerable : 0) | (configurable === true ? attribute.configurable : 0);
}

function propertyDatum(key: string | symbol, descriptor: PropertyDescriptor, encode: Encode): PropertyDatum {
  const label = labelOf(key);
  const name = typeof key === 'symbol' ? encode(key, `(key ${label})`) : key;
  const attributes = attributesOf(descriptor);
  if ('value' in descriptor) {
    const value = encode(descriptor.value, label);
    return attributes === plain ? [name, value] : [name, value, attributes];
  }
  return [name, encode(Reflect.get(descriptor, 'get'), `${label} (getter)`), encode(Reflect.get(descriptor, 'set'), `${label} (setter)`), attributes];
}

/** How a property stands in a way: `.name`, `[0]`, `["a b"]`, `[Symbol(tag)]`. */
function labelOf(key: string | symbol): string {
  if (typeof key === 'symbol') return `[${String(key)}]`;
  if (isIndex(key)) return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
