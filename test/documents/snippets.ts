import { readFileSync } from 'node:fs';

/** A fenced block of code in a document. */
export interface Snippet {
  readonly language: 'ts' | 'js';
  /** Name of the file that the block is, from behind the language, as in "js tools.mjs". */
  readonly file: string | undefined;
  /** Whether the block is to be run: it has no name, or it is the main file. */
  readonly isProgram: boolean;
  readonly code: string;
  /** The `text` block right behind a program: what it prints. */
  readonly prints: string | undefined;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

/** The `ts` and `js` blocks of a Markdown file, in order. */
export function readSnippets(path: string): Snippet[] {
  const text = readFileSync(path, 'utf8');
  const blocks = [...text.matchAll(/^```(\S*)[ \t]*(.*)\n([\s\S]*?)^```[ \t]*$/gm)];
  return blocks.flatMap((block, index) => {
    const [whole = '', language = '', rest = '', code = ''] = block;
    if (language !== 'ts' && language !== 'js') return [];
    const next = blocks[index + 1];
    const file = /^[\w./-]+\.m?[jt]s$/.exec(rest.trim())?.[0];
    const between = next === undefined ? '' : text.slice(block.index + whole.length, next.index);
    return {
      language,
      file,
      isProgram: file === undefined || file.startsWith('main.'),
      code,
      prints: next?.[1] === 'text' && between.trim() === '' ? next[3] : undefined,
      line: text.slice(0, block.index).split('\n').length,
    };
  });
}
