import { execErrorOf, isExecError, outputText, thrownMessage, thrownValueMessage } from '@exec/core/far';
import { types } from 'node:util';
import { encodeValue, encodedText, reviveValue } from './value-codec.ts';
import type { EncodedValue } from './value-codec.ts';

/** Something that was thrown, as plain data: an error, or any other value. */
export type EncodedThrown = ({ readonly error: EncodedError } | { readonly value: EncodedValue }) & {
  /** What core says of it where it was thrown, if that cannot be told from the rest: see {@link thrownText}. */
  readonly text?: string;
};

/** An error as plain data. */
interface EncodedError {
  /** The nearest built-in class of the error: that is the class it is revived as. */
  readonly type: string;
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Own enumerable properties, and `code`. */
  readonly data?: readonly (readonly [key: string, value: EncodedValue])[];
  readonly cause?: EncodedThrown;
  /** Of an AggregateError. */
  readonly errors?: readonly EncodedThrown[];
}

/** Bounds on what one error may make us carry: a chain of causes may be endless, a message a whole file. */
const maxDepth = 8;
const maxErrors = 32;
const maxProperties = 64;
const maxTextLength = 64 * 1024;

/** Encodes what was thrown. Never throws, whatever getters and proxies do. */
export function encodeThrown(thrown: unknown): EncodedThrown {
  const encoded = encode(thrown, 0);
  const text = thrownMessage(thrown);
  return text === thrownText(encoded) ? encoded : { ...encoded, text };
}

function encode(thrown: unknown, depth: number): EncodedThrown {
  try {
    if (isErrorObject(thrown)) return { error: encodeError(thrown, depth) };
  } catch {
    // A hostile error: what can be told of it is its text.
  }
  return { value: encodeValue(thrown) };
}

function isErrorObject(value: unknown): value is Error {
  return (types.isNativeError(value) || value instanceof Error) && !types.isProxy(value);
}

function encodeError(error: Error, depth: number): EncodedError {
  const stack = readText(error, 'stack');
  const data = encodeData(error);
  const cause = depth < maxDepth ? read(error, 'cause') : undefined;
  const errors = depth < maxDepth ? read(error, 'errors') : undefined;
  return {
    type: nearestType(error),
    name: readText(error, 'name') ?? 'Error',
    message: readText(error, 'message') ?? '',
    ...(stack !== undefined && { stack }),
    ...(data.length > 0 && { data }),
    ...(cause !== undefined && { cause: encode(cause, depth + 1) }),
    ...(Array.isArray(errors) && {
      errors: errors.slice(0, maxErrors).map((inner) => encode(inner, depth + 1)),
    }),
  };
}

/** Own enumerable data; what stands elsewhere in {@link EncodedError} is left out. */
function encodeData(error: Error): [string, EncodedValue][] {
  const data: [string, EncodedValue][] = [];
  const keys = Object.keys(error);
  if (!keys.includes('code')) keys.push('code'); // not enumerable on some of Node's own errors
  // By index: a tool may have replaced what `for of` relies on.
  for (let index = 0; index < Math.min(keys.length, maxProperties); index++) {
    const key = keys[index] as string;
    if (Object.hasOwn(placed, key)) continue;
    const value = read(error, key);
    if (value !== undefined && !(key === 'code' && error instanceof DOMException)) data.push([key, encodeValue(value)]);
  }
  return data;
}

const placed = { name: true, message: true, stack: true, cause: true, errors: true };

function read(error: Error, key: string): unknown {
  try {
    return (error as unknown as Record<string, unknown>)[key];
  } catch {
    return undefined; // a getter that throws hides its own property only
  }
}

function readText(error: Error, key: string): string | undefined {
  const value = read(error, key);
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : outputText(value);
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}… [${text.length - maxTextLength} more]`;
}

/** Walks up the prototypes, by name: an error of another realm (`vm`) has classes of its own. */
function nearestType(error: Error): string {
  if (isExecError(error)) return error.code;
  let prototype: unknown = Object.getPrototypeOf(error);
  for (let level = 0; level < 16 && typeof prototype === 'object' && prototype !== null; level++) {
    const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    if (typeof constructor === 'function' && Object.hasOwn(builtIns, constructor.name)) return constructor.name;
    prototype = Object.getPrototypeOf(prototype);
  }
  return 'Error';
}

const builtIns: Readonly<Record<string, (message: string, name: string) => Error>> = {
  Error: (message) => new Error(message),
  EvalError: (message) => new EvalError(message),
  RangeError: (message) => new RangeError(message),
  ReferenceError: (message) => new ReferenceError(message),
  SyntaxError: (message) => new SyntaxError(message),
  TypeError: (message) => new TypeError(message),
  URIError: (message) => new URIError(message),
  AggregateError: (message) => new AggregateError([], message),
  DOMException: (message, name) => new DOMException(message, name),
};

/**
 * Gives back what was thrown. An error has its name, message, stack, data, cause and the class of the nearest built-in
 * (or of `@exec/core`); classes of the tool's own are not here, so their errors are told by `name`.
 */
export function decodeThrown(encoded: EncodedThrown): unknown {
  return 'value' in encoded ? reviveValue(encoded.value) : decodeError(encoded.error);
}

function decodeError(encoded: EncodedError): Error {
  const data = (encoded.data ?? []).map(([key, value]) => [key, reviveValue(value)] as const);
  const error = create(encoded, data);
  if (error.name !== encoded.name) define(error, 'name', encoded.name);
  define(error, 'stack', asWrittenHere(encoded.stack ?? `${encoded.name}: ${encoded.message}`));
  for (const [key, value] of data) {
    // defineProperty, so that `__proto__` is data like any other.
    if (!Object.hasOwn(error, key)) define(error, key, value, true);
  }
  if (encoded.cause !== undefined) define(error, 'cause', decodeThrown(encoded.cause));
  if (encoded.errors !== undefined) define(error, 'errors', encoded.errors.map(decodeThrown));
  return error;
}

/** A function that was compiled at home calls its file `file:/path` there, so that no source map is applied twice (see `code-place.ts` of `@exec/serialize`). */
function asWrittenHere(stack: string): string {
  return stack.replace(/^(\s+at .*?)\bfile:\/(?!\/)/gm, '$1/');
}

function create(encoded: EncodedError, data: readonly (readonly [string, unknown])[]): Error {
  return (
    execErrorOf(encoded.type, encoded.message, Object.fromEntries(data)) ??
    builtIns[encoded.type]?.(encoded.message, encoded.name) ?? // nearestType gives its own keys only
    new Error(encoded.message)
  );
}

function define(error: Error, key: string, value: unknown, enumerable = false): void {
  try {
    Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
  } catch {
    // A field that this class does not let go of: the rest of the error is worth having.
  }
}

/** What core's `thrownMessage` said of it where it was thrown: the text of a result must not depend on where a tool ran. */
export function thrownText(encoded: EncodedThrown): string {
  if (encoded.text !== undefined) return encoded.text;
  if ('error' in encoded) return encoded.error.message === '' ? encoded.error.name : encoded.error.message;
  const text = encodedText(encoded.value);
  const isString = typeof encoded.value === 'string' && encoded.value.startsWith('"');
  return isString && text !== '' ? text : thrownValueMessage(text);
}
