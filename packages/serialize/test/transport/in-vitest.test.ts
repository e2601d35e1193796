// The rows as vitest loads them: it transforms modules, so that imports are members of its own proxies and `import.meta` is a variable.
import { runInThisContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rows as bindings } from './cases/bindings.mjs';
import { rows as classes } from './cases/classes.mjs';
import { rows as functions } from './cases/functions.mjs';
import { rows as imports } from './cases/imports.mjs';
import { rows as values } from './cases/values.mjs';
import { startFarSides } from './far-sides.mjs';
import { expectWhole } from './known-gaps.ts';
import { runRows } from './run-rows.mjs';

let far: ReturnType<typeof startFarSides>;
beforeAll(() => {
  far = startFarSides();
});
afterAll(async () => {
  await far.close();
});

test.each([
  ['bindings', bindings],
  ['functions', functions],
  ['imports', imports],
  ['classes', classes],
  ['values', values],
])('%s', { timeout: 60_000 }, async (_name, rows) => {
  expectWhole(runInThisContext('Array') === Array ? 'vitest' : 'vitest in a vm context', await runRows(rows, far, { exact: false }));
  expect(rows.length).toBeGreaterThanOrEqual(70);
});
