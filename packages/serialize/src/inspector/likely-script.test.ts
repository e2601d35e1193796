import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// In processes of their own, since what a process has listed it does not forget.
let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'exec-likely-script-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const dist = new URL('../../dist/index.js', import.meta.url).href;

function urlOf(name: string): string {
  return pathToFileURL(join(folder, name)).href;
}

/** Runs a program that has `asked`, what was asked of the inspector, and gives the JSON that it calls `tell` with. */
function told(files: Record<string, string>, program: string, env: NodeJS.ProcessEnv = {}): unknown {
  const main = `import { Session } from 'node:inspector';
    const asked = [];
    const { post } = Session.prototype;
    Session.prototype.post = function (method, ...rest) { asked.push(method); return post.call(this, method, ...rest); };
    const tell = (value) => { console.log(JSON.stringify(value)); };
    const { serializeFunction } = await import(${JSON.stringify(dist)});
    ${program}`;
  for (const [name, text] of Object.entries({ ...files, 'main.mjs': main })) writeFileSync(join(folder, name), text);
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'main.mjs')], { encoding: 'utf8', env: { ...process.env, ...env } });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as unknown;
}

describe('the script of an exported function', () => {
  test.each([
    ['an ES module', 'tool.mjs', 'export const tool = ({ a }) => a;\nexport function second({ b }) { return b; }', ['tool']],
    ['a CommonJS module', 'tool.cjs', '\nexports.tool = async ({ a }) => a;\nexports.second = ({ b }) => b;', ['default', 'tool']],
  ])('is found without a list of all: %s', (_, name, text, path) => {
    const result = told({ [name]: text }, `const module = await import('./${name}');
      const { tool, second } = module.default ?? module;
      const [{ url, path }] = [await serializeFunction(tool), await serializeFunction(second)];
      tell({ url, path, listed: asked.includes('Debugger.enable') });`);
    expect(result).toEqual({ url: urlOf(name), path, listed: false });
  });

  test('is not the one that a comment in it names, and that one is not loaded', () => {
    const function_ = '({ a }) => a;';
    const result = told(
      { 'real.mjs': `export const tool = ${function_}\n//# sourceURL=${urlOf('named.mjs')}`, 'named.mjs': `globalThis.ran = true;\nexport const tool = ${function_}` },
      `const { tool } = await import('./real.mjs');
      tell({ url: (await serializeFunction(tool)).url, ran: globalThis.ran === true });`,
    );
    expect(result).toEqual({ url: urlOf('real.mjs'), ran: false });
  });

  test('is found while somebody else takes the coverage, and leaves that as it is', () => {
    const result = told({ 'tool.mjs': 'export const tool = ({ a }) => a;' }, `const { tool } = await import('./tool.mjs');
      const session = new Session();
      session.connect();
      session.post('Profiler.enable');
      session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
      await serializeFunction(tool);
      for (let time = 0; time < 3; time++) tool({ a: 1 });
      session.post('Profiler.takePreciseCoverage', (_, { result }) => {
        const { functions } = result.find(({ url }) => url.endsWith('/tool.mjs'));
        tell(functions.find(({ functionName }) => functionName === 'tool').ranges[0].count);
      });`);
    expect(result).toBe(3);
  });
});

test('a function of the entry point is looked for in the list at once', () => {
  const result = told({}, `const kind = (await serializeFunction(({ a }) => a)).kind;
    tell({ kind, glanced: asked.includes('Profiler.getBestEffortCoverage') });`);
  expect(result).toEqual({ kind: 'source', glanced: false });
});
