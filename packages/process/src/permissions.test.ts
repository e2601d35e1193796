import { Executor } from '@exec/core';
import type { ToolFunction } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import type { ProcessPermissions } from '@exec/process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction, constants } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';

const moduleFolder = new URL('../test/', import.meta.url);
/** Node's own import: what the test runner transforms cannot be found again by a worker. */
const nativeImport = compileFunction('return import(url)', ['url'], {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}) as (url: string) => Promise<Record<string, ToolFunction>>;
const tools = await nativeImport(new URL('tools.mjs', moduleFolder).href);

const folder = mkdtempSync(join(tmpdir(), 'exec-permissions-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const secret = join(folder, 'secret.txt');
const open = join(folder, 'open.txt');
writeFileSync(secret, 'secret');
writeFileSync(open, 'open');

/** Whether this Node can deny the network. */
const deniesNetwork = process.allowedNodeEnvironmentFlags.has('--allow-net');

/** Node 20 asks for the working directory, wherever the report goes. */
const reportsNeedTheDirectory = process.version.startsWith('v20.');

const attempts: readonly (readonly [name: string, input: object])[] = [
  ['readFile', { path: open }],
  ['readFile', { path: secret }],
  ['writeFile', { path: join(folder, 'made.txt') }],
  ['startProcess', {}],
  ['startThread', {}],
  ['useNetwork', {}],
  ['add', { a: 1, b: 2 }],
];

/** What each attempt comes to: done, or the code of the error. */
async function outcomes(permissions: ProcessPermissions): Promise<unknown[]> {
  // Without the test runner's own options of Node, which load files of its own.
  await using executor = new Executor({ strategies: [new ProcessStrategy({ maxWorkers: 1, execArgv: [], permissions })], fallback: false });
  const calls = attempts.map(([name, input], index) => ({ id: `call_${index}`, name, arguments: JSON.stringify(input) }));
  const results = await executor.run(tools, calls);
  return results.map((result) => (result.status === 'ok' ? 'done' : (result.error.cause as NodeJS.ErrnoException | undefined)?.code ?? result.error.code));
}

const denied = 'ERR_ACCESS_DENIED';

describe('permissions of child processes', () => {
  it('deny all that is not granted, and let the protocol and the tools’ modules pass', async () => {
    const network = deniesNetwork ? denied : 'ECONNREFUSED';
    await expect(outcomes({ fs: { read: [moduleFolder, open] }, net: !deniesNetwork })).resolves.toEqual(['done', denied, denied, denied, denied, network, 'done']);
  });

  it('grant what they name', async () => {
    const granted: ProcessPermissions = { fs: { read: true, write: [folder] }, net: true, childProcess: true, worker: true };
    await expect(outcomes(granted)).resolves.toEqual(['done', 'done', 'done', 'done', 'done', 'ECONNREFUSED', 'done']);
    await expect(outcomes({ fs: { read: [pathToFileURL(`${folder}/`), moduleFolder] }, net: true })).resolves.toEqual(['done', 'done', denied, denied, denied, 'ECONNREFUSED', 'done']);
  });

  it('keep a tool that cannot begin there from the host, though fallback is allowed', async () => {
    const strategy = new ProcessStrategy({ maxWorkers: 1, execArgv: [], permissions: { net: true } });
    await using executor = new Executor({ strategies: [strategy] });
    const path = join(folder, 'out-of-reach.mjs');
    writeFileSync(path, 'export const reach = () => process.pid;\n');
    const [result] = await executor.run(await nativeImport(pathToFileURL(path).href), [{ id: 'call_1', name: 'reach', arguments: '{}' }]);
    expect(result).toMatchObject({ mode: 'process', error: { code: 'NOT_TRANSPORTABLE', message: expect.stringContaining('Access to this API has been restricted') as string } });
  });

  it.each(['exhaustHeap', 'exhaustHeapByGrowth'])('still tell an exhausted heap from another abort: %s', async (name) => {
    const fs = { read: [moduleFolder], write: reportsNeedTheDirectory && [folder] };
    const strategy = new ProcessStrategy({ maxWorkers: 1, execArgv: [], permissions: { fs, net: true }, cwd: folder, resourceLimits: { maxOldGenerationSizeMb: 32 } });
    await using executor = new Executor({ strategies: [strategy], fallback: false });
    await expect(executor.submit(tools[name]!, {}).result).resolves.toMatchObject({ error: { code: 'WORKER_CRASHED', outOfMemory: true } });
  });

  it.runIf(!deniesNetwork)('refuse what this Node cannot deny', () => {
    expect(() => new ProcessStrategy({ permissions: {} })).toThrow(/permissions\.net: Node v\S+ cannot deny this\. Give net: true/);
  });

  it.each([
    [5, /permissions has to be an object, got 5/],
    [{ files: true }, /files/],
    [{ net: 'yes' }, /permissions\.net has to be true or false, got "yes"/],
    [{ net: true, fs: true }, /permissions\.fs has to be an object/],
    [{ net: true, fs: { read: 'all' } }, /permissions\.fs\.read has to be true, false or a list of paths, got "all"/],
    [{ net: true, fs: { write: ['/a,/b'] } }, /permissions\.fs\.write has to list paths .* got "\/a,\/b"/],
    [{ net: true, fs: { write: ['/a/*'] } }, /permissions\.fs\.write has to list paths/],
  ])('refuse the value %o', (permissions, message) => {
    expect(() => new ProcessStrategy({ permissions: permissions as never })).toThrow(message);
  });
});
