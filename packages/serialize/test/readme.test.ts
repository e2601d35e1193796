import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runFiles } from './node.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/^```(\w+) ?(\S*)\n(.*?)^```$/gms)].map(([, language = '', file = '', text = '']) => ({ language, file, text }));
const files = Object.fromEntries(blocks.filter(({ language }) => language === 'js').map(({ file, text }) => [file, text]));
const outputs = blocks.filter(({ language }) => language === 'text').map(({ file, text }) => [file === '' ? 'main.mjs' : file, text] as const);

test('there is an output for each program', () => expect(outputs.map(([file]) => file)).toEqual(['main.mjs', 'own-transport.mjs', 'secrets.mjs']));

test.each(outputs)('%s prints what the README says', async (file, output) => {
  const { stdout, stderr } = await runFiles({ [file]: '', ...files });
  expect(stderr).toBe('');
  expect(stdout).toBe(output);
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
