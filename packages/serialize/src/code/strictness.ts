import { compileFunction } from 'node:vm';
import { parse } from 'acorn';
import { childrenOf, isUseStrict } from './syntax.ts';
import { sourceOf } from '../inspector/script-location.ts';
import { lenientOptions, lineBreak } from './source-text.ts';
import type { FunctionLocation, Script } from '../inspector/script-location.ts';
import type { FunctionText } from './source-text.ts';
import type { AnyNode, Program } from 'acorn';

const marksSloppyFunctions = Object.hasOwn(compileFunction(''), 'caller'); // code made from text is sloppy

/**
 * Tells whether a function is strict code because of what stands around it.
 *
 * Where that cannot be known (no inspector, and a form of function that does not show it) it is taken for strict, as every
 * ES module is.
 */
export function isStrictCode(fn: Function, text: FunctionText, location: FunctionLocation | undefined): boolean {
  // Up to Node 24, V8 gives own `caller` properties to plain sloppy functions, and to no others. That spares reading the script.
  if (Object.hasOwn(fn, 'caller')) return false;
  if (marksSloppyFunctions && text.form === 'function' && !text.node.async && !text.node.generator) return true;
  if (location === undefined) return true;
  return location.script.isModule || isStrictAround(location);
}

/** The statements of a program or function, where directives may stand. */
function directivesIn(node: AnyNode): readonly AnyNode[] {
  if (node.type === 'Program') return node.body;
  const isFunction = node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
  return isFunction && node.body.type === 'BlockStatement' ? node.body.body : [];
}

interface ParsedScript {
  scriptId: string;
  source: string;
  program: Program | undefined;
}

/** Functions of one script tend to be captured one after another, so the last tree is kept, and no more than that. */
let lastParsed: ParsedScript | undefined;

/**
 * Where a function stands in the parsed text of its script.
 *
 * @returns undefined if the script's text is gone or cannot be parsed
 */
export function placeInScript({ script, line, column }: FunctionLocation): { program: Program; offset: number } | undefined {
  const { source, program } = parsedScript(script);
  if (program === undefined) return undefined;
  return { program, offset: offsetOf(source, line - script.startLine, line === script.startLine ? column - script.startColumn : column) };
}

/** The text of a script; empty if it is gone. */
export function scriptText(script: Script): string {
  return lastParsed?.scriptId === script.scriptId ? lastParsed.source : (sourceOf(script) ?? '');
}

function isStrictAround(location: FunctionLocation): boolean {
  const place = placeInScript(location);
  if (place === undefined) return false; // a script is sloppy unless it says otherwise
  const { program, offset } = place;
  let node: AnyNode | undefined = program;
  while (node !== undefined) {
    if (node.type === 'ClassBody' || isUseStrict(directivesIn(node))) return true;
    node = childrenOf(node).find(({ start, end }) => start <= offset && offset < end);
  }
  return false;
}

function parsedScript(script: Script): ParsedScript {
  if (lastParsed?.scriptId === script.scriptId) return lastParsed;
  const source = sourceOf(script) ?? '';
  let program: Program | undefined;
  try {
    program = parse(source, { ...lenientOptions, ...(script.isModule ? { sourceType: 'module', allowAwaitOutsideFunction: true } : {}) });
  } catch {
    program = undefined; // the function's own text did parse: only what is around it stays unknown
  }
  lastParsed = { scriptId: script.scriptId, source, program };
  return lastParsed;
}

const lineBreaks = new RegExp(lineBreak, 'g');

function offsetOf(source: string, line: number, column: number): number {
  lineBreaks.lastIndex = 0;
  for (let left = line; left > 0; left -= 1) if (lineBreaks.exec(source) === null) return source.length;
  return lineBreaks.lastIndex + column;
}
