import secureJson from 'secure-json-parse';
import { errorMessage } from './error-message.ts';
import { InvalidArgumentsError } from './errors.ts';

/** Default of `maxArgumentBytes`: 1 MiB, far above what a model writes. */
export const defaultMaxArgumentBytes: number = 1024 * 1024;

/**
 * JSON text of a model to a value that is safe to work with. Empty text is `{}`.
 *
 * Keys that could pollute a prototype when the value is merged (`__proto__`, `constructor` with a `prototype`) are
 * refused, by secure-json-parse (fastify's, which scans the text before it walks the value).
 *
 * @param text - what the model wrote
 * @param maxBytes - limit on its size in bytes of UTF-8
 * @throws InvalidArgumentsError with a message that tells the model what to send
 */
export function parseArguments(text: unknown, maxBytes: number): unknown {
  if (typeof text !== 'string') {
    throw new InvalidArgumentsError(`the arguments have to be JSON text, got ${text === null ? 'null' : typeof text}: pass JSON.stringify(input), or use submit for one call with a value`);
  }
  if (text.length > maxBytes || (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes)) {
    throw new InvalidArgumentsError(
      `the arguments are too large: ${Buffer.byteLength(text)} bytes, the limit is ${maxBytes}. Send less, e.g. a reference in place of the data`,
    );
  }
  if (text === '' || text.trim() === '') return {};
  let value: unknown;
  try {
    value = secureJson.parse(text, null, { protoAction: 'error', constructorAction: 'error' });
  } catch (error) {
    // Only SyntaxErrors come from here: JSON.parse's, or the library's for forbidden keys.
    const reason = errorMessage(error);
    throw new InvalidArgumentsError(
      reason.includes('forbidden prototype property')
        ? 'the arguments have a key "__proto__" or "constructor" with a "prototype" in it; leave it out'
        : `the arguments are not valid JSON: ${reason}. Send one JSON object`,
      { cause: error },
    );
  }
  if (text.length > 2 * maxArgumentDepth && nestingOf(text) > maxArgumentDepth) {
    throw new InvalidArgumentsError(`the arguments are nested deeper than ${maxArgumentDepth} levels. Send a less deeply nested value`);
  }
  return value;
}

/**
 * Far deeper than what a model has reason to write. A worker cannot be sent a much deeper value, and arguments must not be
 * able to choose, by that, where their tool runs.
 */
const maxArgumentDepth = 200;

/** How deep the brackets of a JSON text go. Leaps over strings, which may be most of it. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}

/** Where the string ends that begins there, in valid JSON: at the next quote that is not escaped. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return end;
  }
}
