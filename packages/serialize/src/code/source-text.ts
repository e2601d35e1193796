import { parseExpressionAt } from 'acorn';
import type { FunctionNode } from './syntax.ts';
import type { AnyNode, Options } from 'acorn';

/** The text of a function, parsed. Offsets in `node` are those of the text. */
export interface FunctionText {
  form: 'function' | 'arrow' | 'method' | 'getter' | 'setter';
  text: string;
  node: FunctionNode;
  /** Where in the text the inspector says that the function begins. */
  locationOffset: number;
}

/** What to evaluate in order to get a function of that text. */
export interface FunctionExpressionText {
  expression: string;
  /** How many characters stand before the function's text on its first line. */
  prefixLength: number;
}

/** The parser's settings for code that is taken out of its place: what it may mean is judged later, by the walk over its names. */
export const lenientOptions: Options = {
  ecmaVersion: 'latest',
  sourceType: 'script', // the sloppy grammar takes strict code too
  allowReturnOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowImportExportEverywhere: true, // for import.meta
  allowHashBang: true,
  checkPrivateFields: false,
};

/** What V8 counts as the end of a line. */
export const lineBreak: RegExp = /\r\n|[\n\r\u2028\u2029]/;

/** The brackets in which a function's text is an expression, by what the function may have been in its place. */
const brackets = [
  { prefix: '(', suffix: ')' },
  { prefix: '({', suffix: '})' },
  { prefix: '(class{', suffix: '})' }, // private methods are legal nowhere else
] as const;

/**
 * Parses what `Function.prototype.toString` gave, whatever kind of function it was: a declaration, an arrow, a method without its object.
 *
 * @throws SyntaxError if the text is none of those
 */
export function parseFunctionText(text: string): FunctionText {
  return parseBracketed(text, (source, opening) => {
    const found = functionIn(parseExpressionAt(source, 0, lenientOptions));
    if (found === undefined) return undefined;
    moveOffsets(found.node, -opening);
    return { ...found, text, locationOffset: locationOffset(found, text) };
  });
}

/**
 * Parses a function's text within the brackets that make it an expression.
 *
 * @param read - gets the text in brackets and how long the opening one is; gives undefined if it is not what was looked for
 * @throws SyntaxError if no brackets do
 */
export function parseBracketed<Found>(text: string, read: (source: string, opening: number) => Found | undefined): Found {
  const failures: unknown[] = [];
  for (const { prefix, suffix } of brackets) {
    // Within a function, so that `new.target` is legal.
    const opening = `(function(){return ${prefix}`;
    try {
      const found = read(`${opening}${text}${suffix}})`, opening.length);
      if (found !== undefined) return found;
    } catch (error) {
      failures.push(error);
    }
  }
  // The first reading is the likeliest, so its complaint is the most useful.
  throw failures[0] instanceof Error ? failures[0] : new SyntaxError('it is no function');
}

/**
 * Writes an expression for a function's text. A method's key may be anything, even computed: a plain one of the same length takes its place.
 * @param slice - gives the text between two offsets, as it shall be evaluated
 * @param homeName - of a method that uses `super`: name of what gets, as `object`, the object that it looks it up from
 */
export function functionExpression(
  { form, text, node }: FunctionText,
  slice: (from: number, to: number) => string = (from, to) => text.slice(from, to),
  homeName?: string,
): FunctionExpressionText {
  if (form === 'function' || form === 'arrow') return { expression: slice(0, text.length), prefixLength: 0 };
  const modifiers = form === 'getter' ? 'get ' : form === 'setter' ? 'set ' : `${node.async ? 'async ' : ''}${node.generator ? '*' : ''}`;
  const head = paddedAlike(`${modifiers}f`, slice(0, node.start));
  const opening = homeName === undefined ? '({' : `(${homeName}.object={`;
  const literal = `${opening}${head}${slice(node.start, text.length)}})`;
  if (form === 'method') return { expression: `${literal}.f`, prefixLength: opening.length };
  const getDescriptor = 'Object.getOwnPropertyDescriptor(';
  return { expression: `${getDescriptor}${literal}, 'f').${form === 'getter' ? 'get' : 'set'}`, prefixLength: getDescriptor.length + opening.length };
}

/** Pads a head so that what follows keeps its line and column. */
function paddedAlike(head: string, original: string): string {
  const lines = original.split(lineBreak);
  const lastLength = lines.at(-1)?.length ?? 0;
  return lines.length === 1 ? head.padEnd(lastLength) : head + '\n'.repeat(lines.length - 1) + ' '.repeat(lastLength);
}

function functionIn(wrapper: AnyNode): Pick<FunctionText, 'form' | 'node'> | undefined {
  // The wrapper is ours: a function with one return statement.
  if (wrapper.type !== 'FunctionExpression') return undefined;
  const [statement, ...others] = wrapper.body.body;
  if (statement?.type !== 'ReturnStatement' || others.length > 0) return undefined;
  const value = statement.argument;
  if (value?.type === 'FunctionExpression') return { form: 'function', node: value };
  if (value?.type === 'ArrowFunctionExpression') return { form: 'arrow', node: value };
  const members = value?.type === 'ObjectExpression' ? value.properties : value?.type === 'ClassExpression' ? value.body.body : [];
  const [member] = members;
  if (members.length !== 1 || (member?.type !== 'Property' && member?.type !== 'MethodDefinition')) return undefined;
  if (member.value.type !== 'FunctionExpression') return undefined;
  const form = member.kind === 'get' ? 'getter' : member.kind === 'set' ? 'setter' : 'method';
  return { form, node: member.value };
}

function locationOffset({ form, node }: Pick<FunctionText, 'form' | 'node'>, text: string): number {
  if (form === 'function' && node.type !== 'ArrowFunctionExpression') return text.indexOf('(', node.id?.end ?? 0);
  return node.start;
}

/** Moves a tree from its place in the parsed text to its place in the function's text. */
export function moveOffsets(node: AnyNode, by: number): void {
  const pending: object[] = [node];
  const seen = new Set<object>(); // a shorthand property holds one node twice
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const place = next as { start?: unknown; end?: unknown }; // `as`: nodes are plain records
    if (typeof place.start === 'number') place.start += by;
    if (typeof place.end === 'number') place.end += by;
    for (const value of Object.values(next)) if (typeof value === 'object' && value !== null && !(value instanceof RegExp)) pending.push(value as object); // `as`: an object, as just checked
  }
}
