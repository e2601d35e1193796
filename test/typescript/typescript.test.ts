import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSnippets } from '../documents/snippets.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'test/typescript/generated');
const tsx = join(dirname(createRequire(import.meta.url).resolve('tsx/package.json')), 'dist/cli.mjs');

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  ['thread', "new ThreadStrategy({ execArgv: ['--import', new URL('./tsx-loader.js', import.meta.url).href] })"],
  ['process', 'new ProcessStrategy()'],
])('the quick start runs by tsx, in the mode %s, as the README of @exec/thread says', async (mode, strategy) => {
  const files = [join(root, 'README.md'), join(root, 'packages/thread/README.md')].flatMap(readSnippets);
  const code = (name: string) => files.find(({ file }) => file === name)?.code ?? '';
  for (const name of ['tools.ts', 'tsx-loader.js']) writeFileSync(join(folder, name), code(name));
  const main = code('main.ts').replace('new ThreadStrategy()', strategy);
  expect(main).toContain(strategy);
  writeFileSync(join(folder, `${mode}.ts`), mode === 'thread' ? main : main.replace("{ ThreadStrategy } from '@exec/thread'", "{ ProcessStrategy } from '@exec/process'"));
  const { stdout, stderr } = await run(process.execPath, [tsx, `${mode}.ts`], { cwd: folder, timeout: 15_000 });
  expect(stderr).not.toContain('ExecFallbackWarning'); // newer Nodes may have something else to say
  expect(stdout).toBe(files.find(({ file }) => file === 'main.ts')?.prints);
});
