// Runs the table's rows through every peer, prints a table and writes scoreboard.json. `--only NAME` for one peer, `--details` for
// what became of each row.
import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { peers, versionOf } from './peers.mjs';
import { rowsForAll } from './rows-for-all.mjs';

const { values: options } = parseArgs({ options: { only: { type: 'string', multiple: true }, details: { type: 'boolean' } } });
const here = fileURLToPath(new URL('.', import.meta.url));
const cases = fileURLToPath(new URL('../test/transport/cases/', import.meta.url));
const files = ['bindings.mjs', 'functions.mjs', 'imports.mjs', 'unbundled.mjs', 'commonjs.cjs', 'sloppy.cjs', 'classes.mjs', 'values.mjs', 'large.mjs', 'refusals.mjs'];
const rowLimitMs = 20_000;

/** For a peer that reads only CommonJS: the same rows, built by esbuild. What esbuild does not build goes as it is. */
async function buildCommonJs() {
  const folder = await mkdtemp(join(here, 'run-'));
  const built = files.filter((file) => file.endsWith('.mjs') && file !== 'unbundled.mjs');
  await build({ entryPoints: built.map((file) => join(cases, file)), outdir: folder, outExtension: { '.js': '.cjs' }, format: 'cjs', bundle: true, platform: 'node', target: 'node20', external: ['acorn', 'x'], logLevel: 'silent', tsconfigRaw: {} });
  return { folder, files: files.map((file) => (built.includes(file) ? join(folder, file.replace(/\.mjs$/, '.cjs')) : join(cases, file))) };
}

/** The rows of a file that a peer cannot even read: it packs none of them. */
async function unreadRows(at, detail) {
  return rowsForAll(await import(join(cases, files[at]))).map(({ name, message }) => ({ name, mustRefuse: message !== undefined, score: 'refused', detail }));
}

/** Runs all rows through one peer; a process that dies or hangs is started anew behind the row that did it. */
async function scoresOf(peer, paths) {
  const rows = [];
  const unread = new Map();
  for (let from = 0; ; ) {
    const ended = await runFrom(peer, paths, from, rows, unread);
    if (ended === undefined) {
      for (const [at, detail] of unread) rows.push(...(await unreadRows(at, detail)));
      return rows;
    }
    const last = rows.at(-1);
    if (last === undefined || last.number <= from) throw new Error(`${peer}: ${ended}`);
    Object.assign(last, { score: 'failed there', detail: ended });
    from = last.number;
  }
}

function runFrom(peer, paths, from, rows, unread) {
  return new Promise((resolve) => {
    const child = fork(join(here, 'home.mjs'), [JSON.stringify({ peer, files: paths, from })], { cwd: here, execArgv: ['--no-warnings'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let stderr = '';
    let timer = setTimeout(hung, rowLimitMs * 3);
    function hung() {
      child.kill('SIGKILL');
      stderr = `no answer within ${rowLimitMs} ms`;
    }
    child.stderr.on('data', (text) => (stderr += text));
    child.on('message', (line) => {
      clearTimeout(timer);
      timer = setTimeout(hung, rowLimitMs);
      if (line.unread !== undefined) unread.set(line.unread, line.detail);
      else if (line.begun) rows.push(line);
      else Object.assign(rows.at(-1), line);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      const isWhole = code === 0 && (rows.length === 0 || rows.at(-1).score !== undefined);
      resolve(isWhole ? undefined : `the process ended (${code}): ${stderr.slice(-300)}`);
    });
  });
}

const count = (rows, score) => rows.filter((row) => row.score === score).length;
const commonJs = await buildCommonJs();
const results = [];
try {
  for (const [name, { needsCommonJs }] of Object.entries(peers)) {
    if (options.only !== undefined && !options.only.includes(name)) continue;
    const rows = await scoresOf(name, needsCommonJs ? commonJs.files : files.map((file) => join(cases, file)));
    const [can, cannot] = [rows.filter(({ mustRefuse }) => !mustRefuse), rows.filter(({ mustRefuse }) => mustRefuse)];
    const scores = (list) => Object.fromEntries(['carried', 'refused', 'failed there', 'changed'].map((score) => [score, count(list, score)]));
    results.push({ name, version: versionOf(name), rows: can.length, ...scores(can), unfit: { rows: cannot.length, ...scores(cannot) }, each: rows });
    console.error(`${name}: ${can.length + cannot.length} rows`);
    if (options.details) for (const row of rows) console.error(`  ${row.score}: ${row.name}: ${row.detail ?? ''}`);
  }
} finally {
  await rm(commonJs.folder, { recursive: true, force: true });
}

const date = new Date().toISOString().slice(0, 10);
const widths = [26, 10, 10, 10, 14, 10, 12];
const line = (cells) => `| ${cells.map((cell, at) => String(cell).padEnd(widths[at])).join(' | ')} |`;
console.log(`${results[0]?.rows ?? 0} functions that can be carried, ${results[0]?.unfit.rows ?? 0} that must be refused; Node ${process.version}, ${cpus().length} cores, ${date}\n`);
console.log(line(['package', 'version', 'carried', 'refused', 'failed there', 'changed', 'unfit passed']));
console.log(line(widths.map(() => '---')));
for (const { name, version, carried, refused, changed, unfit, ...others } of results) console.log(line([name, version, carried, refused, others['failed there'], changed, unfit.rows - unfit.refused]));
await writeFile(join(here, 'scoreboard.json'), `${JSON.stringify({ date, node: process.version, results }, null, 1)}\n`);
