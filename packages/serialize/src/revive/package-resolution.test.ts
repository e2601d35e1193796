import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolvePackage } from './package-resolution.ts';

const files: Record<string, unknown> = {
  'package.json': {
    name: 'self',
    exports: { '.': './index.mjs', './sub/*': './lib/*.mjs' },
    imports: { '#in': './lib/in.mjs', '#ext': 'conditional', '#ext/*': 'patterns/*', '#fs': 'node:fs', '#fs-bare': 'fs', '#list': ['invalid', './lib/in.mjs'], '#null': null, '#up': '../outside.mjs', '#cond': { require: './no.cjs', node: { import: './lib/deep.mjs' } }, '#a*': './lib/a/*.mjs', '#a*z': './lib/z/*.mjs' },
  },
  'ask.mjs': '',
  'node_modules/conditional/package.json': { exports: { import: './esm.mjs', require: './cjs.cjs' } },
  'node_modules/only-require/package.json': { exports: { require: './cjs.cjs' } },
  'node_modules/patterns/package.json': { exports: { './*': './files/*.js', './deep/*': './other/*.js', './private/*': null, './list': ['not-relative', './list.js'], './bad': './../up.js', './modules': './node_modules/x.js' } },
  'node_modules/main/package.json': { main: 'entry' },
  'node_modules/main/entry.js': '',
  'node_modules/folder-main/package.json': { main: './lib' },
  'node_modules/folder-main/lib/index.js': '',
  'node_modules/no-package-json/index.js': '',
  'node_modules/empty/package.json': {},
  'node_modules/broken/package.json': '{',
  'node_modules/@scope/pkg/package.json': { exports: './x.mjs' },
  'node_modules/string/package.json': { exports: './only.mjs' },
  'nested/node_modules/conditional/package.json': { exports: './nested.mjs' },
  'nested/ask.mjs': '',
};
const specifiers = [
  'conditional', 'conditional/sub', 'only-require', 'patterns/a', 'patterns/a/b', 'patterns/deep/x', 'patterns/private/x', 'patterns/list', 'patterns/bad', 'patterns/modules', 'patterns/../x', 'patterns',
  'main', 'main/entry.js', 'main/missing.js', 'main/', 'folder-main', 'no-package-json', 'empty', 'broken', '@scope/pkg', '@scope/missing', '@scope', 'string', 'string/x', 'missing', '%2e', 'a%2fb', '.hidden',
  'self', 'self/sub/a', 'self/sub', 'self/other', '#in', '#ext', '#ext/a', '#fs', '#fs-bare', '#list', '#null', '#up', '#cond', '#absent', '#', '#ab', '#abz',
];

let folder = '';

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'resolution-')));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
});
afterAll(() => { rmSync(folder, { recursive: true }); });

const asking = `const answers = {}; for (const name of ${JSON.stringify(specifiers)}) { try { answers[name] = import.meta.resolve(name); } catch (error) { answers[name] = error.code; } } process.stdout.write(JSON.stringify(answers));`;

test.each(['ask.mjs', 'nested/ask.mjs'])('resolves as Node does, from %s', (name) => {
  const file = join(folder, name);
  writeFileSync(file, asking);
  const expected = JSON.parse(execFileSync(process.execPath, ['--no-warnings', file], { encoding: 'utf8' })) as Record<string, string>; // `as`: what the file prints
  const parentUrl = pathToFileURL(file).href;
  const answers = Object.fromEntries(specifiers.map((specifier) => {
    try {
      return [specifier, resolvePackage(specifier, parentUrl)];
    } catch (error) {
      return [specifier, (error as { code: unknown }).code]; // `as`: all of them have one
    }
  }));
  expect(answers).toEqual(expected);
});

test('names the module that asked', () => {
  expect(() => resolvePackage('missing', pathToFileURL(join(folder, 'ask.mjs')).href)).toThrow(`Cannot find package 'missing' imported from ${join(folder, 'ask.mjs')}`);
});
