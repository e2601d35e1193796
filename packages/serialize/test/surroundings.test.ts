import { describe, expect, test } from 'vitest';
import { runFiles } from './node.ts';

/** What a program prints: one JSON value. */
async function printed(files: Record<string, string>, flags: readonly string[] = []): Promise<any> {
  const { stdout, stderr } = await runFiles(files, ['--no-warnings', ...flags]);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const start = `
import { deserializeFunction, moduleReference, serializeFunction } from '@exec/serialize';
const attempt = async (fn, options) => serializeFunction(fn, options).catch((error) => ({ refused: error.message, path: error.path, fix: error.fix, location: error.location }));
const print = (value) => console.log(JSON.stringify(value));
`;
const permission = Number(process.versions.node.split('.')[0]) >= 24 ? '--permission' : '--experimental-permission';

test('nothing is printed, neither here nor where a package is imported', async () => {
  const main = `${start}
    import { parse } from 'acorn';
    const code = '1 + 1';
    const copy = await deserializeFunction(JSON.parse(JSON.stringify(await serializeFunction(() => parse(code, { ecmaVersion: 2024 }).type))));
    print(copy());`;
  const { stdout, stderr } = await runFiles({ 'main.mjs': main }, []);
  expect({ stdout, stderr }).toEqual({ stdout: '"Program"\n', stderr: '' });
});

describe('by reference', () => {
  test('the entry point is never imported again', async () => {
    const main = `${start}
      globalThis.runs = (globalThis.runs ?? 0) + 1;
      const secret = new WeakMap();
      export const free = (a) => a + 1;
      export const bound = (a) => a + secret;
      print({ free: await attempt(free), bound: await attempt(bound), runs });`;
    const { free, bound, runs } = await printed({ 'main.mjs': main });
    expect(free).toMatchObject({ kind: 'source' });
    expect(bound.refused).toMatch(
      /^cannot transport function "bound": bound → secret is a WeakMap, whose entries cannot be listed \(main\.mjs:\d+:\d+\)\. The function stands in the file that the program was started with, .* Use a Map, or make it inside the function, or pass what it needs of "secret" in the input, or move "bound" into a module of its own and export it there, or run it inline\.$/,
    );
    expect(runs).toBe(1);
  });

  test('a CommonJS entry point is never imported again', async () => {
    const main = `
      const secret = new WeakMap();
      exports.bound = (a) => a + secret;
      import('@exec/serialize').then(({ serializeFunction }) => serializeFunction(exports.bound)).catch((error) => console.log(JSON.stringify(error.message)));`;
    expect(await printed({ 'main.cjs': main })).toMatch(/the file that the program was started with/);
  });

  test('code of the command line is an entry point too', async () => {
    const main = `${start}
      import { execFileSync } from 'node:child_process';
      const code = "import { serializeFunction } from '@exec/serialize'; const x = new WeakMap(); serializeFunction(() => x).catch((e) => console.log(e.message))";
      print(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' }));`;
    expect(await printed({ 'main.mjs': main })).toMatch(/x is a WeakMap.* the file that the program was started with/);
  });

  test('a module that waits for its own transport does not wait for ever', async () => {
    const main = `import './waiting.mjs';`;
    const waiting = `${start}
      const secret = 1;
      export const free = (a) => a + 1;
      export const bound = () => secret;
      print({ free: await attempt(free), bound: await attempt(bound) });`;
    const { free, bound } = await printed({ 'main.mjs': main, 'waiting.mjs': waiting });
    expect(free).toMatchObject({ kind: 'source' });
    expect(bound.refused).toMatch(/The function's module has not finished evaluating.*transport "bound" after its module has finished evaluating/);
  });

  test('an export that was replaced no longer goes by reference', async () => {
    const module = `export let current = () => 1; export const replace = () => { current = () => 2; };`;
    const main = `${start}
      import * as module from './module.mjs';
      const before = module.current;
      const first = await serializeFunction(before);
      module.replace();
      const now = await serializeFunction(module.current);
      const { Worker } = await import('node:worker_threads');
      const far = new Worker("const { parentPort, workerData } = require('node:worker_threads'); import('@exec/serialize').then(({ deserializeFunction }) => deserializeFunction(workerData)).catch((error) => parentPort.postMessage(error.message))", { eval: true, workerData: now });
      print({ first, second: await serializeFunction(before), now, away: await new Promise((resolve) => far.once('message', resolve)) });`;
    const { first, second, now, away } = await printed({ 'main.mjs': main, 'module.mjs': module });
    expect([first.kind, second.kind, now.kind]).toEqual(['module', 'source', 'module']);
    expect(now.id).not.toBe(first.id);
    expect(away).toMatch(/^cannot revive function "current": module\.mjs exports another function as current here\./);
  });

  test('byReference: false sends the text', async () => {
    const main = `${start}
      import { add } from './module.mjs';
      print([await serializeFunction(add, { byReference: false }), await serializeFunction(add), await serializeFunction(add, { byReference: false })]);`;
    const kinds = (await printed({ 'main.mjs': main, 'module.mjs': 'export const add = (a, b) => a + b;' })).map(({ kind }: any) => kind);
    expect(kinds).toEqual(['source', 'module', 'source']);
  });

  test('no module runs again where tsx compiles what is required', async () => {
    const module = `globalThis.runs = ((globalThis as any).runs ?? 0) + 1;\nexport const add = (a: number): number => a + 1;\nexport const held = new Map([['closure', (a: number): number => add(a)]]);`;
    const main = `${start}
      import { add, held } from './module.mts';
      const kinds = [];
      for (const fn of [add, held.get('closure')]) kinds.push((await serializeFunction(fn)).kind);
      print({ kinds, runs });`;
    expect(await printed({ 'main.mjs': main, 'module.mts': module }, ['--import', 'tsx'])).toEqual({ kinds: ['module', 'closure'], runs: 1 });
  });

  test('a missing module or export is refused on the far side', async () => {
    const main = `${start}
      import { add, replace } from './module.mjs';
      import { rm, writeFile } from 'node:fs/promises';
      import { execFileSync } from 'node:child_process';
      const data = await serializeFunction(add);
      const far = "import { deserializeFunction } from '@exec/serialize'; deserializeFunction(JSON.parse(process.argv[1])).catch((error) => console.log(error.code + ' ' + error.message))";
      const revive = () => execFileSync(process.execPath, ['--input-type=module', '--eval', far, JSON.stringify(data)], { encoding: 'utf8' }).trim();
      await writeFile(new URL('module.mjs', import.meta.url), 'export const other = 1;');
      const noExport = revive();
      await rm(new URL('module.mjs', import.meta.url));
      print([noExport, revive()]);`;
    const [noExport, noModule] = await printed({ 'main.mjs': main, 'module.mjs': 'export const add = (a, b) => a + b; export const replace = 1;' });
    expect(noExport).toBe('NOT_TRANSPORTABLE cannot revive function "add": module.mjs exports no function add here. Export it when the module is loaded, on every side alike.');
    expect(noModule).toMatch(/^NOT_TRANSPORTABLE cannot revive function "add": importing module\.mjs failed: Cannot find module/);
  });

  test.runIf((process.features as { typescript?: unknown }).typescript)('TypeScript that Node strips itself', async () => {
    const module = `const by: number = 2;\nexport const times = (a: number): number => a * by;\nexport const taken = { of(): (a: number) => number { return (a: number) => a + 1; } };`;
    const main = `${start}
      import { taken, times } from './module.ts';
      const data = [await serializeFunction(times), await serializeFunction(taken.of())];
      print({ data, results: await Promise.all(data.map(async (each) => (await deserializeFunction(each))(4))) });`;
    const { data, results } = await printed({ 'main.mjs': main, 'module.ts': module });
    expect(data).toMatchObject([{ kind: 'module', path: ['times'] }, { kind: 'source', line: 2 }]);
    expect(results).toEqual([8, 5]);
  });
});

const namesFlag = process.allowedNodeEnvironmentFlags.has('--allow-inspector');

describe('without an inspector', () => {
  const flags = [permission, '--allow-fs-read=*'];
  const module = `
    import { moduleReference } from '@exec/serialize';
    const secret = 1;
    export const registered = moduleReference((a) => a + secret, import.meta.url, 'registered');
    export const unregistered = (a) => a + secret;
    export const free = (a) => Math.max(a, 1);
    export const waits = (ms) => setTimeout(() => 1, ms);`;

  test('registered, free of names, and CommonJS functions travel; the others are refused', async () => {
    const main = `${start}
      import { createRequire } from 'node:module';
      import * as module from './module.mjs';
      const common = createRequire(import.meta.url)('./common.cjs');
      print({
        registered: await attempt(module.registered), common: await attempt(common.tools.add), builtin: await attempt(Math.max),
        free: await attempt(module.free), unregistered: await attempt(module.unregistered), waits: await attempt(module.waits),
        bound: await attempt(module.free.bind(null, 1)), proxy: await attempt(new Proxy(module.free, {})),
      });`;
    const common = `const secret = 1; exports.tools = { add: (a) => a + secret };`;
    const report = await printed({ 'main.mjs': main, 'module.mjs': module, 'common.cjs': common }, flags);
    expect(report.registered).toMatchObject({ kind: 'module', path: ['registered'] });
    expect(report.common).toMatchObject({ kind: 'module', path: ['default', 'tools', 'add'] });
    expect(report.builtin).toMatchObject({ kind: 'builtin', path: ['Math', 'max'] });
    expect(report.free).toMatchObject({ kind: 'source', globals: ['Math'] });
    expect(report.unregistered.refused).toMatch(/uses "secret", declared outside of it \(1:12\)\. The permission model keeps the inspector from this process/);
    expect(report.unregistered.refused).toMatch(namesFlag ? /: start Node with --allow-inspector\./ : /this version of Node has no flag that allows it/);
    expect(report.unregistered.fix).toBe('Pass "secret" in the input, or register "unregistered" with moduleReference where its module exports it, or run it inline.');
    expect(report.bound.refused).toMatch(/it is a bound function.*keeps the inspector from this process.* Write "\(input\) => target\(argument, input\)"/);
    expect(report.proxy.refused).not.toMatch(/inspector/);
    expect(report.waits.refused).toMatch(/"setTimeout", and without an inspector nothing can tell .* Write globalThis\.setTimeout/);
  });
});

test.runIf(namesFlag)('with the permission model and --allow-inspector, closures travel', async () => {
  const module = `const secret = { a: 1 }; export const exported = () => secret.a; export const held = new Map([['closure', () => exported() + secret.a]]);`;
  const main = `${start}
    import { exported, held } from './module.mjs';
    const data = [await serializeFunction(exported), await serializeFunction(held.get('closure'))];
    print({ data, results: await Promise.all(data.map(async (each) => (await deserializeFunction(each))())) });`;
  const { data, results } = await printed({ 'main.mjs': main, 'module.mjs': module }, [permission, '--allow-fs-read=*', '--allow-inspector']);
  expect(data).toMatchObject([{ kind: 'module' }, { kind: 'closure' }]);
  expect(results).toEqual([1, 2]);
});

describe('scripts that are no modules', () => {
  test('evaluated text, new Function, vm contexts and standard input', async () => {
    const main = `${start}
      import { start as startRepl } from 'node:repl';
      import { PassThrough } from 'node:stream';
      import { createContext, runInContext, runInThisContext, Script } from 'node:vm';
      import { execFileSync } from 'node:child_process';
      const context = createContext({ outer: 5 });
      const held = {
        newFunction: new Function('a', 'return a + 1'),
        evaluated: (0, eval)('(() => { const n = 2; return (a) => a + n; })()'),
        direct: (() => { const n = 3; return eval('(a) => a + n'); })(),
        script: new Script('(() => { let n = 3; return (a) => (n += a); })()', { filename: 'made-up.js' }).runInThisContext(),
        named: runInThisContext('const inScript = 4; (a) => a + inScript'),
        global: runInContext('(a) => a + outer', context),
        lexical: runInContext('const n = 6; (a) => a + n', context),
        imports: new Function("return (a) => import('node:path').then(({ sep }) => sep + a)")(),
        relative: new Function("return () => import('./x.mjs')")(),
      };
      const report = {};
      for (const [name, fn] of Object.entries(held)) {
        const data = await attempt(fn);
        report[name] = data.refused ?? (await (await deserializeFunction(data))(1));
      }
      const code = "import('@exec/serialize').then(async ({ serializeFunction, deserializeFunction }) => { const n = 7; console.log(await (await deserializeFunction(await serializeFunction((a) => a + n)))(1)); })";
      report.commandLine = Number(execFileSync(process.execPath, ['--eval', code], { encoding: 'utf8' }));
      report.standardInput = Number(execFileSync(process.execPath, ['-'], { encoding: 'utf8', input: code }));
      const input = new PassThrough();
      const session = startRepl({ useGlobal: true, input, output: new PassThrough() });
      input.write('const n = 8; let m = 0\\nglobalThis.add = (a) => { m += 1; return a + n + m; }\\n');
      while (globalThis.add === undefined) await new Promise(setImmediate);
      report.interactive = (await deserializeFunction(await serializeFunction(globalThis.add)))(1);
      session.close();
      print(report);`;
    const report = await printed({ 'main.mjs': main });
    expect(report).toMatchObject({ newFunction: 2, evaluated: 3, direct: 4, script: 4, named: 5, lexical: 7, imports: '/1', commandLine: 8, standardInput: 8, interactive: 10 });
    expect(report.global).toMatch(/uses "?outer/);
    expect(report.relative).toMatch(/imports a module, and the file that the import would be relative to is unknown/);
  });
});

describe('stack traces', () => {
  test('show the original file, line and column', async () => {
    const module = `// line 1
export const held = new Map([
  ['arrow', () => { throw new Error('x'); }],
  ['method', { async    ['computed ' + 'key']() {
    throw new Error('x'); } }['computed key']],
  ['getter', Object.getOwnPropertyDescriptor({ get key() { throw new Error('x'); } }, 'key').get],
  ['generator', { *
     gen() { throw new Error('x'); } }.gen],
]);`;
    const main = `${start}
      import { held } from './module.mjs';
      const place = async (fn) => { try { const r = await fn(); r?.next(); } catch (error) { return /module\\.mjs:\\d+:\\d+/.exec(error.stack)?.[0]; } };
      const report = [];
      for (const fn of held.values()) report.push([await place(fn), await place(await deserializeFunction(await serializeFunction(fn)))]);
      print(report);`;
    const report = await printed({ 'main.mjs': main, 'module.mjs': module });
    expect(report).toEqual([
      ['module.mjs:3:27', 'module.mjs:3:27'],
      ['module.mjs:5:11', 'module.mjs:5:11'],
      ['module.mjs:6:66', 'module.mjs:6:66'],
      ['module.mjs:8:20', 'module.mjs:8:20'],
    ]);
  });
});

describe('what capture leaves behind', () => {
  test('no enabled debugger, no memory, no slot, and nothing that keeps the process alive', async () => {
    const main = `${start}
      import { setImmediate as turn } from 'node:timers/promises';
      const awaits = async () => { const from = performance.now(); for (let i = 0; i < 300_000; i += 1) await 0; return performance.now() - from; };
      await awaits();
      const before = await awaits();
      const capture = async (n) => { for (let i = 0; i < n; i += 1) await serializeFunction((a) => Math.max(a, 1)); };
      await capture(500);
      const after = await awaits();
      gc(); await turn(); gc();
      const heap = process.memoryUsage().heapUsed;
      await capture(5000);
      gc(); await turn(); gc();
      print({ before, after, grown: process.memoryUsage().heapUsed - heap, slots: Object.getOwnPropertySymbols(process).map(String).filter((name) => name.includes('exec')) });`;
    const { before, after, grown, slots } = await printed({ 'main.mjs': main }, ['--expose-gc']);
    expect(after).toBeLessThan(before * 3);
    expect(grown).toBeLessThan(2_000_000);
    expect(slots).toEqual([]);
  });
});
