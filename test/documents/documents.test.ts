import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSnippets } from './snippets.ts';
import type { Snippet } from './snippets.ts';
import { typeCheck } from './type-check.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
/** Inside this workspace, so that the snippets find the packages as an installed program does. */
const generated = join(root, 'test/documents/generated');

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map((name) => join('docs', name)),
  ...['packages', 'apps'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name, 'README.md'))),
].filter((path) => path.endsWith('.md'));

const present = documents.filter((document) => existsSync(join(root, document)));

/** Where the snippets go that belong together: those of a document that have names, and one program. */
function folderOf(document: string, line: number): string {
  return join(generated, `${relative('.', document).replaceAll(/[^\w]+/g, '-')}-${line}`);
}

function writeSnippet(folder: string, name: string, { code, language }: Snippet): string {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
    fileName: `snippet.${language}`,
  });
  const path = join(folder, name.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, outputText);
  return path;
}

beforeAll(() => {
  rmSync(generated, { recursive: true, force: true });
});
afterAll(() => {
  rmSync(generated, { recursive: true, force: true });
});

describe('the documents', () => {
  it.each(documents)('%s exists', (document) => {
    expect(existsSync(join(root, document))).toBe(true);
  });

  it('have a quick start that this test runs', () => {
    expect(readSnippets(join(root, 'README.md')).some(({ isProgram, prints }) => isProgram && prints !== undefined)).toBe(true);
  });

  const programs = present.flatMap((document) => {
    const snippets = readSnippets(join(root, document));
    return snippets
      .filter(({ isProgram }) => isProgram)
      .map((program) => ({ title: `${document}:${program.line}`, document, program, snippets }));
  });

  it.each(programs)('$title runs and prints what it says', async ({ document, program, snippets }) => {
    const folder = folderOf(document, program.line);
    for (const snippet of snippets) {
      if (snippet.file !== undefined && snippet !== program) writeSnippet(folder, snippet.file, snippet);
    }
    const main = writeSnippet(folder, 'main.js', program);
    const { stdout } = await run(process.execPath, [main], { cwd: folder, timeout: 15_000, env: { ...process.env, NO_COLOR: '1' } });
    if (program.prints !== undefined) expect(stdout).toBe(program.prints);
  });

  const typed = present.flatMap((document) => {
    const snippets = readSnippets(join(root, document)).filter(({ language }) => language === 'ts');
    return snippets.map((snippet) => ({
      title: `${document}:${snippet.line}`,
      code: snippet.code,
      path: join(folderOf(document, snippet.isProgram ? snippet.line : 0), 'types', snippet.file ?? 'main.ts'),
      /** A program imports the named snippets of its document from beside it. */
      beside: snippet.isProgram ? snippets.filter((other) => !other.isProgram) : [],
    }));
  });
  let faults: ReadonlyMap<string, string[]> = new Map();
  beforeAll(() => {
    const paths = typed.flatMap(({ path, code, beside }) => {
      const folder = dirname(path);
      mkdirSync(folder, { recursive: true });
      return [{ path, code }, ...beside.map((other) => ({ path: join(folder, other.file ?? ''), code: other.code }))].map((file) => {
        // Each is a module, whatever it imports and exports.
        writeFileSync(file.path, `${file.code}\nexport {};\n`);
        return file.path;
      });
    });
    faults = typeCheck(paths);
  }, 60_000);

  it.each(typed)('$title is right as TypeScript', ({ path }) => {
    expect(faults.get(path)).toEqual([]);
  });

  it.each(documents)('%s links to files that exist', (document) => {
    const text = existsSync(join(root, document)) ? ts.sys.readFile(join(root, document)) ?? '' : '';
    const prose = text.replace(/^```[\s\S]*?^```/gm, '');
    const links = [...prose.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(join(root, dirname(document), target)))).toEqual([]);
  });
});
