// Errors of a function that has travelled show the file, line and column that they show at home (issue 3, requirement 7).
import { build } from 'esbuild';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runFiles } from './node.ts';

const fixture = async (): Promise<string> => readFile(new URL('fixtures/traced.mts', import.meta.url), 'utf8');

/** TypeScript whose types Node can strip, as JavaScript that stands in the same places. */
const withoutTypes = (text: string): string => text.replace(/\/\*<\*\/.*?\/\*>\*\//g, (types) => types.replace(/\S/g, ' '));

const home = (module: string): string => `
  import { fork } from 'node:child_process';
  import { isMainThread, parentPort, Worker } from 'node:worker_threads';
  import { deserializeFunction, serializeFunction } from '@exec/serialize';
  const module = await import(${JSON.stringify(module)});
  const held = module.held ?? module.default.held;
  const placesOf = async (fn) => {
    try {
      await fn(3);
    } catch (error) {
      return error.stack.split('\\n').flatMap((line) => /((?:file:\\/*)?[^ (]*traced\\.\\w+:\\d+:\\d+)/.exec(line)?.[1].replace(/^file:\\/(?!\\/)/, '/') ?? []);
    }
  };
  const far = new Worker(new URL('far.mjs', import.meta.url), { execArgv: process.argv[2] === 'bare' ? [] : process.execArgv });
  const report = {};
  for (const [name, fn] of held) {
    const data = await serializeFunction(fn, { byReference: false });
    far.postMessage(data);
    const [away, home] = [await new Promise((resolve) => far.once('message', resolve)), await placesOf(fn)];
    report[name] = { home, away: typeof away === 'string' ? away : away.flatMap((place) => place.replace(/^file:\\/(?!\\/)/, '/')), here: await placesOf(await deserializeFunction(data)) };
  }
  console.log(JSON.stringify(report));
  await far.terminate();`;

const farSide = `
  import { parentPort } from 'node:worker_threads';
  import { deserializeFunction } from '@exec/serialize';
  parentPort.on('message', async (data) => {
    try {
      const fn = await deserializeFunction(data);
      await fn(3);
      parentPort.postMessage('it did not throw');
    } catch (error) {
      parentPort.postMessage(error.stack.split('\\n').flatMap((line) => /((?:file:\\/*)?[^ (]*traced\\.\\w+:\\d+:\\d+)/.exec(line)?.[1] ?? []));
    }
  });`;

type Report = Record<string, { home: string[]; away: string[]; here: string[] }>;

async function report(name: string, text: string, flags: readonly string[] = [], parameters: readonly string[] = []): Promise<Report> {
  const { stdout, stderr } = await runFiles({ 'home.mjs': home(`./${name}`), 'far.mjs': farSide, [name]: text }, ['--no-warnings', ...flags], parameters);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Report; // `as`: home.mjs prints so
}

/**
 * @param exact - which places are the same to the column. In compiled code it is the one that threw: a compiler's map has no entry for
 * some calls, and home shows the one before. In minified code that is shown as it is, what was put in shifts the rest of the line.
 */
function expectSame(places: Report, exact: 'all' | 'first' | 'lines' = 'all'): void {
  const compared = (list: string[]): string[] => list.map((place, index) => (exact === 'all' || (exact === 'first' && index === 0) ? place : place.replace(/:\d+$/, '')));
  expect(Object.keys(places).length).toBeGreaterThanOrEqual(14);
  for (const [name, { home: there, away, here }] of Object.entries(places)) {
    expect(there.length, name).toBeGreaterThan(0);
    expect(compared(away), `${name}, in a worker`).toEqual(compared(there));
    expect(compared(here), `${name}, in this process`).toEqual(compared(there));
  }
}

const line = (text: string, start: string): number => text.split('\n').findIndex((each) => each.includes(start)) + 1;

test('of an ES module', async () => {
  const text = withoutTypes(await fixture());
  const places = await report('traced.mjs', text);
  expectSame(places);
  expect(places['arrow']?.home[0]).toMatch(new RegExp(`^file:///.*/traced\\.mjs:${line(text, "['arrow'")}:\\d+$`));
});

test('of a CommonJS module, by its path', async () => {
  const places = await report('traced.cjs', withoutTypes(await fixture()).replace('export const held', 'const held = exports.held'));
  expectSame(places);
  expect(places['arrow']?.home[0]).toMatch(/^\/.*\/traced\.cjs:\d+:\d+$/);
});

test.runIf((process.features as { typescript?: unknown }).typescript)('of TypeScript whose types Node strips', async () => {
  expectSame(await report('traced.mts', await fixture()));
});

test.each([
  ['that tsx compiles', ['--import', 'tsx'], []],
  ['that tsx compiles, and a far side without tsx', ['--import', 'tsx'], ['bare']],
])('of TypeScript %s', { timeout: 60_000 }, async (_name, flags, parameters) => {
  const text = await fixture();
  const places = await report('traced.mts', text, flags, parameters);
  expectSame(places, 'first');
  expect(places['arrow']?.home[0]).toMatch(new RegExp(`traced\\.mts:${line(text, "['arrow'")}:\\d+$`));
});

test.each([
  ['with source maps', ['--enable-source-maps'], /traced\.mts:\d+:\d+$/],
  ['without source maps', [], /traced\.mjs:1:\d+$/],
] as const)('of a minified bundle, %s', { timeout: 60_000 }, async (_name, flags, place) => {
  const folder = await mkdtemp(fileURLToPath(new URL('run-bundle-', import.meta.url)));
  try {
    const file = join(folder, 'traced.mts');
    await writeFile(file, await fixture());
    const { outputFiles } = await build({ entryPoints: [file], bundle: true, minifyWhitespace: true, minifyIdentifiers: true, format: 'esm', platform: 'node', target: 'node20', sourcemap: 'inline', write: false, tsconfigRaw: {} });
    const places = await report('traced.mjs', outputFiles[0]?.text ?? '', flags);
    expectSame(places, 'lines');
    expect(places['arrow']?.home[0]).toMatch(place);
    expect(places['arrow']?.away).toEqual(places['arrow']?.home);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
