import { Parser } from 'acorn';
import { lineBreak, lenientOptions, parseBracketed } from './source-text.ts';
import type { PlaceMap } from './source-map.ts';
import type { Position } from './source-function.ts';
import type { Edit } from './text-edits.ts';
import type { Token } from 'acorn';

/** Gives the place of an offset of a text in its script; undefined for what was not there. */
export type PlaceInScript = (offset: number) => [line: number, column: number] | undefined;

/** Where a function's text goes so that each of its tokens has the place that it had before it was compiled. */
export interface OriginalLayout {
  /** Of the text's first character. */
  start: Position;
  url: string;
  /** White space that moves tokens, to be made together with other edits of the text. */
  edits: Edit[];
}

/**
 * Compilers change where code stands: tsx puts a whole file on one line. An error of the revived text shall nevertheless show the
 * original line and column, and the far side has no part in how stack traces are written there, so the white space between the
 * tokens is chosen anew. It means nothing in JavaScript but where a line break would end a statement; where one did, a semicolon takes
 * its place.
 *
 * A token that has moved up, or that is longer than it was, pushes the next ones away until there is room again.
 *
 * @param placeIn - gives the place of an offset in the script, if it was there
 * @param others - edits that change how long tokens are
 */
export function originalLayout(text: string, placeIn: PlaceInScript, placeOf: PlaceMap, others: readonly Edit[]): OriginalLayout | undefined {
  const place = placeIn(0);
  const first = place === undefined ? undefined : placeOf(...place);
  if (first === undefined) return undefined;
  const { tokens, semicolons } = tokensOf(text);
  const edits: Edit[] = [];
  let { line, column } = first;
  let before: Token | undefined;
  for (const token of tokens) {
    const from = before?.end ?? 0;
    const gap = text.slice(from, token.start);
    const moved = others.some((edit) => edit.start < from && edit.end > token.start);
    if (before !== undefined && !moved && !isWithinTemplate(before, token)) {
      const compiled = placeIn(token.start);
      const wanted = compiled === undefined ? undefined : placeOf(...compiled);
      const semicolon = semicolons.has(from) && lineBreak.test(gap) ? ';' : '';
      column += semicolon.length;
      const least = gap === '' ? 0 : 1;
      let space = ' '.repeat(least);
      if (wanted?.isExact === true && wanted.url === first.url) {
        if (wanted.line > line && mayBreak(before, token)) {
          space = '\n'.repeat(wanted.line - line) + ' '.repeat(wanted.column);
          line = wanted.line;
          column = 0;
        } else if (wanted.line === line) space = ' '.repeat(Math.max(least, wanted.column - column));
      }
      column += space.length - Math.max(0, space.lastIndexOf('\n') + 1);
      if (space !== gap || semicolon !== '') edits.push({ start: from, end: token.start, text: semicolon + space });
    } else [line, column] = advanced(gap, line, column);
    const edited = others.filter((edit) => edit.start >= token.start && edit.start < token.end);
    if (edited.length === 0 && !moved) [line, column] = advanced(text.slice(token.start, token.end), line, column);
    else for (const edit of edited) [line, column] = advanced(edit.text, line, column);
    before = token;
  }
  return { start: first, url: first.url, edits };
}

function advanced(text: string, line: number, column: number): [line: number, column: number] {
  const lines = text.split(lineBreak);
  return lines.length === 1 ? [line, column + text.length] : [line + lines.length - 1, lines.at(-1)?.length ?? 0];
}

function tokensOf(text: string): { tokens: Token[]; semicolons: Set<number> } {
  let found: { tokens: Token[]; semicolons: Set<number> } = { tokens: [], semicolons: new Set() };
  parseBracketed(text, (source, opening) => {
    const tokens: Token[] = [];
    const semicolons = new Set<number>();
    const node = Parser.parseExpressionAt(source, 0, { ...lenientOptions, onToken: tokens, onInsertedSemicolon: (end) => semicolons.add(end - opening) });
    const own = tokens.filter(({ start, end }) => start >= opening && end <= opening + text.length);
    for (const token of own) [token.start, token.end] = [token.start - opening, token.end - opening];
    found = { tokens: own, semicolons };
    return node;
  });
  return found;
}

/** White space there would be part of the text that the template stands for. */
function isWithinTemplate(before: Token, token: Token): boolean {
  return before.type.label === 'template' || token.type.label === 'template' || (before.type.label === '`' && token.type.label === '`');
}

/** Words after which a line break would end the statement, or make them names (ECMAScript, "no LineTerminator here"). */
const restricted = new Set(['return', 'throw', 'break', 'continue', 'yield', 'async', 'accessor', 'using', 'let', 'await', 'get', 'set', 'static', 'type']);

function mayBreak(before: Token, { type: { label } }: Token): boolean {
  if (label === '=>' || label === '++/--') return false;
  const word: unknown = before.type.keyword ?? (before as { value?: unknown }).value; // `as`: the declarations leave the member out
  return !(typeof word === 'string' && restricted.has(word) && before.type.label !== 'string');
}
