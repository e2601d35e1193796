import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runNode } from '../node.ts';
import { buildCases, sources } from './builds.ts';
import { expectWhole, isKnownGap, shown } from './known-gaps.ts';
import type { Builds } from './builds.ts';
import type { Line } from './known-gaps.ts';

const home = new URL('home.mjs', import.meta.url);

async function report(files: readonly string[], options: { exact?: boolean; flags?: readonly string[] } = {}): Promise<Line[]> {
  const { exact = true, flags = [] } = options;
  const { stdout, stderr } = await runNode(['--no-warnings', ...flags, home.pathname, JSON.stringify({ files, exact })], { timeout: 120_000 });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Line[]; // `as`: home.mjs prints so
}

const stripsTypes = (process.features as { typescript?: unknown }).typescript === 'strip'; // `as`: older type definitions lack it
const plain = await report(sources.javascript);
let builds: Builds;
beforeAll(async () => {
  builds = await buildCases();
});
afterAll(async () => builds.remove());

describe('ES modules and CommonJS, to a child process and a worker thread', () => {
  test('the table is whole', () => {
    expectWhole('plain', plain);
    expect(plain.length).toBeGreaterThanOrEqual(680);
  });
  test.each(plain.filter((line) => !isKnownGap('plain', line)).map((line) => [line.name, line] as const))('%s', (_name, line) => {
    expect(line.fault === undefined ? undefined : shown(line)).toBeUndefined();
  });
});

// Two at a time: each waits for processes of its own.
describe.concurrent('the same rows in other surroundings', { timeout: 240_000 }, () => {
  test('when home is a worker thread', async () => {
    const worker = new Worker(home, { execArgv: ['--no-warnings'], workerData: { files: sources.javascript, exact: true } });
    const lines = await new Promise<Line[]>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the worker ended without a report')));
    });
    expectWhole('worker', lines);
    expect(lines.length).toBe(plain.length);
  });
  test('under --inspect', async () => {
    expectWhole('inspect', await report(sources.bundled, { flags: ['--inspect=0', '--inspect-publish-uid=http'] }));
  });
  test('compiled by tsx', async () => {
    const lines = await report(builds.compiled, { flags: ['--import', 'tsx'] });
    expectWhole('tsx', lines);
    expect(lines.length).toBeGreaterThanOrEqual(550);
  });
  test.runIf(stripsTypes)('types stripped by Node', async () => {
    const lines = await report(builds.erasable);
    expectWhole('stripped', lines);
    expect(lines.length).toBeGreaterThanOrEqual(540);
  });
  test.each(['esm', 'cjs', 'minified esm', 'minified cjs'] as const)('bundled by esbuild: %s', async (kind) => {
    const lines = await report(builds.bundles[kind], { exact: false });
    expectWhole(kind, lines);
    expect(lines.length).toBeGreaterThanOrEqual(550);
  });
  test.each(['threads', 'vmThreads'])('in the pool of vitest that is called %s', async (pool) => {
    const vitest = fileURLToPath(new URL('vitest.mjs', pathToFileURL(createRequire(import.meta.url).resolve('vitest/package.json'))));
    const file = fileURLToPath(new URL('in-vitest.test.ts', import.meta.url));
    const { code, stdout } = await runNode([vitest, 'run', file, `--pool=${pool}`, '--reporter=default'], { cwd: fileURLToPath(new URL('../../../..', import.meta.url)), timeout: 120_000 });
    expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' });
  });
});
