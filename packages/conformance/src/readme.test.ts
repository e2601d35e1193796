import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

it('prints an example that passes as it stands', async () => {
  const [, example = ''] = /```js\n(.*?)```/s.exec(readFileSync(`${packageFolder}README.md`, 'utf8')) ?? [];
  // The runner that starts this test marks its own processes so that a nested node:test would report to it.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--test-reporter=tap', '--input-type=module', '--eval', example],
    { cwd: packageFolder, env },
  );
  expect(stdout).toMatch(/^ +ok \d+ - overlap:async deviates: calls run one after the other$/m);
  expect(stdout).toMatch(/^# pass \d\d$/m);
  expect(stdout).toMatch(/^# fail 0$/m);
});
