import { expect, test } from 'vitest';
import { runNode } from './node.ts';

test('functions are made where a tool has replaced what the language has', async () => {
  const { stdout, stderr } = await runNode(['--no-warnings', 'replaced-globals.mjs'], { timeout: 30_000 });
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as [name: string, ending: string][]; // `as`: replaced-globals.mjs prints so
  expect(report.length).toBeGreaterThan(70);
  expect(report.filter(([, ending]) => ending !== 'made')).toEqual([]);
});
