import { expect, test } from 'vitest';
import { runNode } from './node.ts';

test('a function is revived where a tool has broken functions of the language', { timeout: 60_000 }, async () => {
  const { stdout } = await runNode([new URL('./fixtures/changed-globals.mjs', import.meta.url).pathname], { timeout: 55_000 });
  expect(JSON.parse(stdout)).toEqual({});
});
