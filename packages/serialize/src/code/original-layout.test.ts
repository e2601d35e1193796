import { parseExpressionAt } from 'acorn';
import { describe, expect, test } from 'vitest';
import { originalLayout } from './original-layout.ts';
import { lenientOptions } from './source-text.ts';
import { applyEdits } from './text-edits.ts';
import type { Edit } from './text-edits.ts';

const url = 'file:///original.ts';

/** Lays a text out by a map from the offsets of its words to places. */
function layOut(text: string, places: Record<string, [line: number, column: number]>, others: Edit[] = []): { text: string; line: number; column: number } {
  const byOffset = new Map([[0, [0, 0]], ...Object.entries(places).map(([word, place]) => [text.indexOf(word), place] as const)] as [number, [number, number]][]);
  const layout = originalLayout(text, (offset) => [0, offset], (_line, offset) => {
    const [line, column] = byOffset.get(offset) ?? [0, 0];
    return { url, line, column, isExact: byOffset.has(offset) };
  }, others);
  if (layout === undefined) throw new Error('no layout');
  return { text: applyEdits(text, [...others, ...layout.edits]), line: layout.start.line, column: layout.start.column };
}

const lineAndColumn = (text: string, word: string): [number, number] => {
  const before = text.slice(0, text.indexOf(word)).split('\n');
  return [before.length - 1, before.at(-1)?.length ?? 0];
};

/** The tree of a function, without the places. */
const meaning = (text: string): string =>
  JSON.stringify(parseExpressionAt(`(async function*(){return (${text})})`, 0, lenientOptions), (key, value: unknown) => (['start', 'end', 'raw'].includes(key) ? undefined : typeof value === 'bigint' ? String(value) : value));

describe('originalLayout', () => {
  test('puts tokens on their lines and columns', () => {
    const { text } = layOut('a=>{if(a>secret)throw new Error("x");return a}', { 'if': [1, 2], throw: [2, 4], new: [2, 12], return: [4, 2] });
    expect([lineAndColumn(text, 'if'), lineAndColumn(text, 'throw'), lineAndColumn(text, 'new'), lineAndColumn(text, 'return')]).toEqual([[1, 2], [2, 4], [2, 12], [4, 2]]);
  });

  test('joins lines that were one', () => {
    const { text } = layOut('() => {\n  first();\n  second();\n}', { first: [0, 8], second: [0, 17] });
    expect(text).toBe('() => { first(); second(); }');
  });

  test('goes on behind a token that is longer than it was', () => {
    const { text } = layOut('()=>{count++;boom()}', { count: [0, 8], boom: [1, 2] }, [{ start: 5, end: 10, text: '$0.count' }]);
    expect(text).toBe('()=>{   $0.count++;\n  boom()}');
  });

  test('knows nothing without an entry for the start', () => {
    expect(originalLayout('() => 1', () => [0, 0], () => undefined, [])).toBeUndefined();
  });

  // Every token wants a line of its own, or the same line, whichever changes more.
  test.each([
    'function () { a\n++b\nreturn\n1 }',
    'function () { let x = 1\n;[1].map(f)\nlet y = a\n/re/g.exec(b) }',
    '() => { do x(); while (y) z() }',
    'function () { throw new Error(`a ${ `b ${c}\n` }  d` + tag`x\n  ${y} z`) }',
    'async (a) => { for await (const b of a) { await b } label: for (;;) { continue label } }',
    'function* () { const x = yield a\nconst z = yield\nyield* c }',
    'class { static async *m() {} get x() { return 1 } static y = 1\n"z" = 2\n#p\nq\nstatic {} accessor() {} }',
    'class extends (a, b) { static a\nb(){}\nget\nc(){} async\nd(){} }',
    'a => b => ({ c, get d() { return 1 }, async e() {}, [f]: 1, ...g })',
    'async a => await a + b',
    'function () { if (a) b\nelse c\nvar d = function () {}\n;(e)\nd\n--e }',
    'function () { /* x */ a /* y\n */ b // z\n}'.replace('a /*', 'a; /*'),
    'function () { return a ? .5 : b?.c ?? a-- > -1 }',
    'function () { let async\nasync\nfunction f() {}\nreturn async }',
    'function () { let yield_, let_\nlet_ = 1 }',
  ])('leaves the meaning: %j', (source) => {
    let number = 0;
    const places = [
      (offset: number) => ({ url, line: offset === 0 ? 0 : (number += 1), column: 3, isExact: true }),
      () => ({ url, line: 0, column: 0, isExact: true }),
    ];
    for (const place of places) {
      const layout = originalLayout(source, (offset) => [0, offset], (_line, offset) => place(offset), []);
      const text = applyEdits(source, layout?.edits ?? []);
      expect(layout?.edits.length).toBeGreaterThanOrEqual(place === places[0] ? 1 : 0);
      expect(meaning(text), text).toBe(meaning(source));
    }
  });
});
