import { types } from 'node:util';

const builtInErrors: Readonly<Record<string, true>> = {
  Error: true,
  EvalError: true,
  RangeError: true,
  ReferenceError: true,
  SyntaxError: true,
  TypeError: true,
  URIError: true,
};

/** Whether all there is to it is a class of the language, a message, a stack and a cause. */
export function isBareError(error: Error): boolean {
  return (
    Object.keys(error).length === 0 &&
    !Object.hasOwn(error, 'name') &&
    typeof error.message === 'string' &&
    Object.hasOwn(builtInErrors, error.constructor.name)
  );
}

/**
 * Whether the prototype is the built-in one, of this or another realm: from there it is one step to the root of all
 * prototypes, or two for a typed array; a subclass is further away. Node's Buffer is a subclass that its serializer knows.
 */
export function isInstanceOfBuiltIn(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Buffer.prototype) return true;
  const above: unknown = prototype === null ? null : Object.getPrototypeOf(prototype);
  return isRootPrototype(types.isTypedArray(value) && above !== null ? Object.getPrototypeOf(above) : above);
}

/** Not asked of large values, where it would cost most; the items of a string or typed array are no such properties. */
export function hasOwnProperties(value: object): boolean {
  const items = types.isTypedArray(value) || types.isStringObject(value) ? value.length : 0;
  return items <= 1000 && Object.keys(value).length > items;
}

/** What structured clone makes of it: `Uint8Array`, `RegExp`, `Number`. */
export function builtInName(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

export function cannotBeCloned(value: object): boolean {
  return (
    types.isPromise(value) ||
    types.isWeakMap(value) ||
    types.isWeakSet(value) ||
    types.isGeneratorObject(value) ||
    types.isMapIterator(value) ||
    types.isSetIterator(value) ||
    types.isSharedArrayBuffer(value) ||
    value instanceof WeakRef
  );
}

/** Plain objects of this or another realm (`vm`, test runners): their prototype is the root of all prototypes. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || isRootPrototype(prototype);
}

function isRootPrototype(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  );
}

export function className(value: object): string {
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  const name = prototype?.constructor?.name;
  return typeof name === 'string' && name !== '' ? name : 'class instance';
}
