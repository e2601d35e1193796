import { inspect } from 'node:util';
import type { InspectOptions } from 'node:util';
import { surveyValue } from './value-survey.ts';

/**
 * The text of a tool's value for a model. A string is itself; what JSON can carry is its JSON; anything else (`Map`,
 * `bigint`, cycles, class instances, functions) is written as Node's `inspect` does, which cuts long collections and says
 * so; errors are without their stack. Never throws and never gives `[object Object]`.
 */
export function outputText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return value.toString();
  const survey = surveyValue(value);
  if (survey.jsonText) {
    try {
      const text: unknown = JSON.stringify(value);
      if (typeof text === 'string') return text;
    } catch {
      // a toJSON that throws: inspect below does not call it
    }
  }
  return readableText(value, survey.oversized ? { depth: 2, maxArrayLength: 20 } : { depth: 8, maxArrayLength: 1000 });
}

/** A value as `inspect` shows it, whatever its own code does. */
function readableText(value: unknown, limits: InspectOptions): string {
  for (const customInspect of [true, false]) {
    try {
      // Without the stacks of errors, which tell a model nothing and name files of the host.
      return inspect(value, { ...limits, customInspect, breakLength: 120 }).replace(/\n +at .*/g, '');
    } catch {
      // a hostile `[inspect.custom]` or getter: once more without the value's own code
    }
  }
  return `[a value of type ${typeof value} that cannot be printed]`;
}

/** A text cut to a size, and the size that it had. */
export interface LimitedText {
  readonly text: string;
  /** Size in bytes of UTF-8 before the cut; absent if nothing was cut. */
  readonly truncatedFromBytes?: number;
}

/**
 * Cuts the middle out of a text of more than `maxBytes` bytes of UTF-8 and says so in its place. Head and tail share the
 * limit; characters are not split. The result keeps within `maxBytes` unless the marker alone is longer.
 */
export function limitText(text: string, maxBytes: number): LimitedText {
  // Three bytes are the most that one UTF-16 unit needs.
  if (text.length * 3 <= maxBytes) return { text };
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return { text };
  const markerOf = (omitted: number): string => `\n… [${omitted} of ${bytes} bytes left out here] …\n`;
  const room = Math.max(0, maxBytes - Buffer.byteLength(markerOf(bytes)));
  const encoded = Buffer.from(text);
  const head = decodeHead(encoded, Math.ceil(room / 2));
  const tail = decodeTail(encoded, Math.floor(room / 2));
  const omitted = bytes - Buffer.byteLength(head) - Buffer.byteLength(tail);
  return { text: head + markerOf(omitted) + tail, truncatedFromBytes: bytes };
}

/** In UTF-8 the bytes 10xxxxxx continue a character. */
const continues = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

function decodeHead(bytes: Buffer, size: number): string {
  let end = size;
  while (end > 0 && continues(bytes[end])) end--;
  return bytes.toString('utf8', 0, end);
}

function decodeTail(bytes: Buffer, size: number): string {
  let start = bytes.length - size;
  while (start < bytes.length && continues(bytes[start])) start++;
  return bytes.toString('utf8', start);
}
