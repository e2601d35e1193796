// @ts-check
/**
 * Checks the published packages as their users get them: packed, linted, published to a registry on loopback, installed
 * into empty folders and run there, type-checked from outside.
 *
 *     node scripts/check-packages.mjs [PATH_OF_A_NODE …]      (without a path: the Node that runs this)
 *
 * Writes reports/packages.json with the counts that summary.mjs reads. Exit status 1 when a check failed.
 */
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { startLocalRegistry } from './local-registry.mjs';

/** @typedef {{ name: string, private?: boolean, dependencies?: Record<string, string> }} Manifest */

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules/.bin');
const nodes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];

/** What a user installs, the program of test/consumer that runs there, and where its calls have to run. */
const installations = [
  { packages: ['@exec/core'], program: 'inline', sameProcess: true, isMainThread: true },
  { packages: ['@exec/core', '@exec/thread'], program: 'thread', sameProcess: true, isMainThread: false },
  { packages: ['@exec/core', '@exec/process'], program: 'process', sameProcess: false, isMainThread: true },
];

const counts = { passed: 0, failed: 0 };

/**
 * @param {string} name
 * @param {() => void | Promise<void>} body throws when the check fails
 * @returns {Promise<boolean>} whether it passed
 */
async function check(name, body) {
  try {
    await body();
    counts.passed += 1;
    console.log(`ok      ${name}`);
    return true;
  } catch (error) {
    counts.failed += 1;
    console.log(`FAILED  ${name}\n${String(error instanceof Error ? error.message : error).replace(/^/gm, '        ')}`);
    return false;
  }
}

/**
 * Runs a command to its end and returns what it wrote to stdout.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
function run(command, args, options = {}) {
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: 120_000, ...options });
  if (status !== 0) {
    throw new Error(`${[command, ...args].join(' ')}: ${error?.message ?? signal ?? `exit status ${status}`}\n${stdout}\n${stderr}`, { cause: error });
  }
  return stdout;
}

/** @type {Map<string, Manifest>} */
const workspace = new Map();
for (const folder of readdirSync(join(root, 'packages'))) {
  const path = join(root, 'packages', folder, 'package.json');
  if (!existsSync(path)) continue;
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  if (manifest.private !== true) workspace.set(manifest.name, manifest);
}

/**
 * The names of all packages that come along with `names`, as the manifests say; third-party ones without theirs.
 * @param {string[]} names
 * @returns {Set<string>}
 */
function closure(names) {
  const found = new Set(names);
  // A set that grows while it is walked: each name is visited once.
  for (const name of found) {
    for (const dependency of Object.keys(workspace.get(name)?.dependencies ?? {})) found.add(dependency);
  }
  return found;
}

/** @param {string} folder the names of the packages in its node_modules, nested ones too */
function installedIn(folder) {
  /** @type {{ packages: Record<string, unknown> }} */
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const names = Object.keys(lock.packages).filter((path) => path !== '');
  return new Set(names.map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)));
}

/** @param {string} tarballFolder @returns {Promise<string[]>} the tarballs, checked one by one */
async function packAndLint(tarballFolder) {
  /** @type {string[]} */
  const tarballs = [];
  for (const name of workspace.keys()) {
    const tarball = join(tarballFolder, `${name.slice(1).replace('/', '-')}.tgz`);
    const packed = await check(`${name}: packs`, () => void run('pnpm', ['--filter', name, 'pack', '--out', tarball]));
    if (!packed) continue;
    tarballs.push(tarball);

    await check(`${name}: holds its licence and README, and neither tests nor references to the workspace`, () => {
      const files = run('tar', ['-tzf', tarball]).trim().split('\n');
      for (const needed of ['package/LICENSE', 'package/README.md', 'package/dist/index.js', 'package/dist/index.d.ts', 'package/src/index.ts']) {
        assert(files.includes(needed), `${needed} is missing`);
      }
      assert.deepEqual(files.filter((file) => /\.test\.|tsbuildinfo|\/test\//.test(file)), []);
      assert.doesNotMatch(run('tar', ['-xzOf', tarball, 'package/package.json']), /"(?:workspace|catalog):/);
    });
    await check(`${name}: publint`, async () => {
      const bytes = readFileSync(tarball);
      const { messages, pkg } = await publint({ strict: true, pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) } });
      assert.equal(messages.map((message) => formatMessage(message, pkg, { color: false })).join('\n'), '');
    });
    await check(`${name}: types resolve (attw)`, () => void run(join(bin, 'attw'), ['--profile', 'esm-only', '--no-color', tarball]));
  }
  return tarballs;
}

/**
 * A folder with a package.json of its own, so that npm takes its .npmrc, outside of the workspace.
 * @param {string} folder
 * @param {string} npmrc
 */
function makeProject(folder, npmrc) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  writeFileSync(join(folder, '.npmrc'), npmrc);
}

/** @param {string} folder @param {string} program */
function compileConsumer(folder, program) {
  cpSync(join(root, 'test/consumer'), join(folder, 'source'), { recursive: true });
  const compilerOptions = {
    target: 'es2023', module: 'nodenext', strict: true, exactOptionalPropertyTypes: true, rewriteRelativeImportExtensions: true,
    // Off for the user's sake: a mistake in our declarations must show.
    skipLibCheck: false,
    types: ['node'], typeRoots: [join(root, 'node_modules/@types')], rootDir: 'source', outDir: 'built',
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [`source/${program}.ts`] }));
  run(join(bin, 'tsc'), ['-p', folder], { cwd: folder });
}

/**
 * @param {string} node
 * @param {string} folder
 * @param {typeof installations[number]} installation
 * @param {string} npmrc
 */
async function checkInstallation(node, folder, { packages, program, sameProcess, isMainThread }, npmrc) {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` };
  const nodeVersion = run(node, ['--version']).trim();
  const title = `${packages.join(' ')} on ${nodeVersion}`;
  makeProject(folder, npmrc);

  const installed = await check(`${title}: npm install in an empty folder`, () => {
    run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages], { cwd: folder, env });
  });
  if (!installed) return;

  await check(`${title}: nothing else of ours comes along`, () => {
    const present = installedIn(folder);
    const wanted = closure(packages);
    const ours = [...present].filter((name) => name.startsWith('@exec/')).sort();
    assert.deepEqual(ours, [...wanted].filter((name) => name.startsWith('@exec/')).sort());
    // The manifests themselves could be wrong: no strategy that was not asked for, and nothing that only that one needs.
    for (const other of installations.flatMap((installation) => installation.packages)) {
      if (packages.includes(other)) continue;
      const foreign = [...closure([other])].filter((name) => name === other || !wanted.has(name));
      assert.deepEqual(foreign.filter((name) => present.has(name)), [], `${other} came along`);
    }
  });

  const compiled = await check(`${title}: a consumer type-checks`, () => compileConsumer(folder, program));
  if (!compiled) return;

  await check(`${title}: a batch runs in mode ${program} and the program ends by itself`, () => {
    const output = JSON.parse(run(node, [join(folder, 'built', `${program}.js`)], { cwd: folder, env }));
    assert.equal(output.mode, program);
    assert.deepEqual(output.settled.map((/** @type {{ id: string }} */ { id }) => id), ['call_1', 'call_2', 'call_3']);
    for (const { mode, value } of output.settled.slice(0, 2)) {
      assert.equal(mode, program);
      assert.deepEqual({ ...value, processId: undefined }, { sum: 8, isMainThread, nodeVersion, processId: undefined });
      assert.equal(value.processId === output.processId, sameProcess);
    }
    assert.equal(output.settled[2].code, 'UNKNOWN_TOOL');
  });
}

const work = mkdtempSync(join(tmpdir(), 'exec-packages-'));
try {
  mkdirSync(join(work, 'tarballs'));
  const tarballs = await packAndLint(join(work, 'tarballs'));
  await check('the packages install from a registry', async () => {
    const registry = await startLocalRegistry(join(root, 'node_modules/.cache/verdaccio'), join(work, 'registry'));
    try {
      makeProject(join(work, 'publisher'), registry.npmrc);
      for (const tarball of tarballs) run('npm', ['publish', '--access', 'public', '--loglevel=error', tarball], { cwd: join(work, 'publisher') });
      for (const [index, node] of nodes.entries()) {
        for (const installation of installations) {
          await checkInstallation(node, join(work, `consumer-${index}-${installation.program}`), installation, registry.npmrc);
        }
      }
    } finally {
      await registry.stop();
    }
  });
} finally {
  rmSync(work, { recursive: true, force: true });
}

mkdirSync(join(root, 'reports'), { recursive: true });
writeFileSync(
  join(root, 'reports/packages.json'),
  JSON.stringify({ numPassedTests: counts.passed, numFailedTests: counts.failed, numPendingTests: 0, numTodoTests: 0, testResults: [] }),
);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
