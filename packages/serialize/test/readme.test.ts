import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runFiles } from './node.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/^```(\w+) ?(\S*)\n(.*?)^```$/gms)].map(([, language = '', file = '', text = '']) => ({ language, file, text }));
const files = Object.fromEntries(blocks.filter(({ language }) => language === 'js').map(({ file, text }) => [file, text]));
const outputs = blocks.filter(({ language }) => language === 'text').map(({ text }) => text);

test('the quick start prints what the README says', async () => {
  const { stdout, stderr } = await runFiles({ 'main.mjs': '', ...files });
  expect(stderr).toBe('');
  expect(stdout).toBe(outputs[0]);
});

test('the registered export travels under --permission', async () => {
  const flag = Number(process.versions.node.split('.')[0]) >= 24 ? '--permission' : '--experimental-permission';
  const main = `
    import { describeFunction, serializeFunction } from '@exec/serialize';
    import { convert } from './registered.mjs';
    console.log(describeFunction(await serializeFunction(convert)));`;
  const { stdout } = await runFiles({ 'start.mjs': main, ...files }, ['--no-warnings', flag, '--allow-fs-read=*']);
  expect(stdout).toBe('unnamed function by reference: registered.mjs, export convert\n');
});
