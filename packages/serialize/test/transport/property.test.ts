import fc from 'fast-check';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shown } from './known-gaps.ts';
import { programs } from './programs.ts';
import { makerPrograms, pickedPrograms } from './scope-programs.ts';
import type { Line } from './known-gaps.ts';
import type { ChildProcess } from 'node:child_process';

/** Fixed, so that a failure comes again; another one searches elsewhere. */
const seed = Number(process.env['SEED'] ?? 20_261_123);
const numRuns = Number(process.env['RUNS'] ?? 150);

let home: ChildProcess;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(fileURLToPath(new URL('../run-', import.meta.url)));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS'));
  home = fork(fileURLToPath(new URL('property-home.mjs', import.meta.url)), { execArgv: ['--no-warnings'], env });
});
afterAll(async () => {
  home.disconnect();
  await once(home, 'exit');
  await rm(folder, { recursive: true, force: true });
});

let files = 0;
/** Writes the programs into a module and runs it: each is transported, and called at home and away. */
async function run(sources: readonly string[]): Promise<Line[]> {
  const file = join(folder, `programs-${(files += 1)}.mjs`);
  const rows = sources.map((source, at) => `carries('program ${at}', [], asAtHome, () => ${source});`);
  await writeFile(file, ["import { asAtHome, listRows } from '../transport/cases/rows.cjs';", 'const { rows, carries } = listRows();', 'export { rows };', ...rows].join('\n'));
  const answer = once(home, 'message');
  home.send({ url: pathToFileURL(file).href });
  const [{ lines }] = (await answer) as [{ lines: Line[] }]; // `as`: property-home.mjs answers so
  return lines;
}

/** Programs that go into one module, so that what a module costs is paid once for all. */
const batch = 10;

/** @param mayBe - what a refusal may say; without it nothing may be refused */
const check = (name: string, sources: fc.Arbitrary<string>, mayBe?: RegExp) =>
  test(name, { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sources, { minLength: 1, maxLength: batch, size: 'max' }), async (programsOfOne) => {
        const lines = await run(programsOfOne);
        for (const [at, line] of lines.entries()) {
          const isRefused = line.fault === 'refused' && mayBe?.test(line.detail ?? '') === true;
          expect(line.fault === undefined || isRefused ? '' : `${shown(line)}\n${programsOfOne[at] ?? ''}`).toBe('');
        }
      }),
      { seed, numRuns: Math.ceil((numRuns * 2) / batch), ...(process.env['REPLAY'] === undefined ? {} : { path: process.env['REPLAY'] }) },
    );
  });

check('programs of closures over generated values give the same at home and away', programs);
check('closures of several calls of a maker, held by what the calls gave, share what they share at home', makerPrograms);
check('single closures out of several calls of a maker share what they share at home, or are refused', pickedPrograms, /an ambiguous variable/);
