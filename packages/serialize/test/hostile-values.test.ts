import { expect, test } from 'vitest';
import { runNode } from './node.ts';

interface Line {
  name: string;
  /** What code of the value has run. */
  sprung: string[];
  ending: string;
}

const { stdout, stderr } = await runNode(['--no-warnings', 'hostile-home.mjs'], { timeout: 60_000 });
expect(stderr).toBe('');
const lines = JSON.parse(stdout) as Line[]; // `as`: hostile-home.mjs prints so

test('the list is whole', () => expect(lines.length).toBeGreaterThanOrEqual(240));

test.each(lines.map((line) => [line.name, line] as const))('runs no code of %s', (_name, { sprung, ending }) => {
  expect(ending).toMatch(/^(?:captured|refused)$/);
  expect(sprung).toEqual([]);
});
