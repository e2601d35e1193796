import { placeOf } from './code/place.ts';
import { functionContents } from './function-contents.ts';
import type { FunctionContents } from './function-contents.ts';
import type { SerializedFunction } from './format/serialized-function.ts';

/**
 * Says in one line what the data holds and so what would leave the process: for logs, events and errors. Long lists are cut short;
 * {@link functionContents} has them whole.
 *
 * @returns for example `function "add" by reference: tools.mjs, export add`
 * @throws TransportError if the data is garbled
 */
export function describeFunction(data: SerializedFunction): string {
  const contents = functionContents(data);
  const subject = contents.name === '' ? 'unnamed function' : `function ${JSON.stringify(shortened(contents.name))}`;
  if (contents.by === 'reference') return `${subject} by reference: ${contents.modules.join('')}`;
  if (contents.by === 'name') return `${subject} by name: ${contents.builtins.join('')}`;
  return `${subject} by value: ${[sizeOf(data, contents), ...parts.map(([word, list]) => listOf(word, contents[list])), signatureOf(contents)].filter((part) => part !== '').join(', ')}`;
}

const parts: readonly [word: string, list: { [Name in keyof FunctionContents]: FunctionContents[Name] extends string[] ? Name : never }[keyof FunctionContents]][] = [
  ['capturing', 'variables'],
  ['with the classes', 'classes'],
  ['with the functions', 'functions'],
  ['with the members', 'members'],
  ['by reference', 'modules'],
  ['importing', 'imports'],
  ['using the built-in', 'builtins'],
  ['using', 'globals'],
];

function sizeOf(data: SerializedFunction, { characters }: FunctionContents): string {
  const origin = data.kind === 'source' ? data : data.kind === 'closure' ? data.code.units[0] : undefined;
  const place = origin?.url === undefined ? '' : ` from ${placeOf(origin.url, origin.line)}`;
  return `${characters} characters${data.kind === 'source' ? ' of source' : ''}${place}`;
}

const maxNames = 8;
const maxLength = 60;

function listOf(word: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : '';
  return `${word} ${names.slice(0, maxNames).map(shortened).join(', ')}${more}`;
}

/** On one line, whatever a key or a name holds. */
function shortened(name: string): string {
  const cut = name.length > maxLength ? `${name.slice(0, maxLength)}…` : name;
  return cut.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}

function signatureOf({ isSigned }: FunctionContents): string {
  return isSigned ? 'signed' : '';
}
