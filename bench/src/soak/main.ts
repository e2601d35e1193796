import { Executor } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { command, parse, positive } from '../command-line.ts';
import { median } from '../statistics.ts';
import { holdings, idFaults, leftovers } from './leftovers.ts';
import { SoakRun } from './soak-run.ts';
import { soakTools } from './tools.ts';

/** Batches that run at the same time. */
const lanes = 3;
/** How much memory may grow between the second quarter of the run and the last. */
const allowedGrowth = { heapBytes: 8e6, rssBytes: 60e6 };

const program = command('soak', 'Runs random batches in changing modes, with random faults and cancellations, and looks for what is lost, doubled or left behind.')
  .option('-m, --minutes <minutes>', 'how long', positive, 3)
  .option('-s, --seed <number>', 'of the random choices; their timing is not repeatable (default: one at random)', (value) => Math.ceil(positive(value)))
  .addHelpText('after', '\nChildren whose heap is exhausted report that on standard error, all else goes to standard output.\nExit codes: 0 nothing was wrong; 1 something was; 2 a wrong flag.');
parse(program, process.argv.slice(2));
// The options are declared above with these types.
const { minutes, seed = Math.floor(Math.random() * 1e9) } = program.opts<{ minutes: number; seed?: number }>();

const folder = mkdtempSync(`${tmpdir()}/exec-soak-`);
const files = { begun: `${folder}/begun`, completed: `${folder}/completed` };
for (const file of Object.values(files)) writeFileSync(file, '');
const warnings: string[] = [];
process.on('warning', (warning) => warnings.push(`warning: ${warning.name}: ${warning.message}`));

// What the packages set up once for a whole program is no leak: one executor comes and goes before the count.
const first = openExecutor();
for (const mode of first.executionModes) {
  await first.run(soakTools, [{ id: 'first', name: 'answer', arguments: JSON.stringify({ id: `first ${mode}`, file: files.begun }) }], { mode });
}
await first.shutdown();
const before = holdings();
const executor = openExecutor();
const run = new SoakRun(executor, seed, files);

const startedAt = performance.now();
const endsAt = startedAt + minutes * 60_000;
const samples: { atMs: number; heapBytes: number; rssBytes: number }[] = [];
const sampler = setInterval(() => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  samples.push({ atMs: performance.now() - startedAt, heapBytes: heapUsed, rssBytes: rss });
  if (samples.length % 5 === 0) {
    process.stdout.write(`${Math.round((performance.now() - startedAt) / 1000)} s: ${run.calls} calls, ${run.violations.length} violations, heap ${megabytes(heapUsed)}, RSS ${megabytes(rss)}\n`);
  }
}, 2000);
process.stdout.write(`seed ${seed}, ${minutes} minutes\n`);
await Promise.all(
  Array.from({ length: lanes }, async () => {
    while (performance.now() < endsAt && run.violations.length < 20) await run.batch();
  }),
);
clearInterval(sampler);
await executor.shutdown();

const violations = [...run.violations, ...warnings, ...idFaults(files), ...(await leftovers(before)), ...growth()];
if (run.calls !== run.results && run.violations.length === 0) violations.push(`${run.calls} calls had ${run.results} results`);
rmSync(folder, { recursive: true });

console.log(`seed ${seed}: ${run.calls} calls, ${run.results} results in ${Math.round((performance.now() - startedAt) / 1000)} s`);
for (const [outcome, count] of Object.entries(run.outcomes).sort()) console.log(`${String(count).padStart(8)}  ${outcome}`);
console.log(violations.length === 0 ? 'nothing was wrong' : `${violations.length} violations:\n${violations.slice(0, 50).join('\n')}`);
process.exitCode = violations.length === 0 ? 0 : 1;

function openExecutor(): Executor {
  const limits = { maxWorkers: 2, resourceLimits: { maxOldGenerationSizeMb: 48 } };
  return new Executor({ strategies: [new ThreadStrategy(limits), new ProcessStrategy(limits)] });
}

function growth(): string[] {
  const totalMs = samples.at(-1)?.atMs ?? 0;
  const early = samples.filter(({ atMs }) => atMs > totalMs / 4 && atMs <= totalMs / 2);
  const late = samples.filter(({ atMs }) => atMs > (totalMs * 3) / 4);
  // Too short a run says nothing.
  if (early.length < 3 || late.length < 3) return [];
  return (['heapBytes', 'rssBytes'] as const).flatMap((name) => {
    const [from, to] = [median(early.map((sample) => sample[name])), median(late.map((sample) => sample[name]))];
    return to - from > allowedGrowth[name] ? [`${name} grew from ${megabytes(from)} to ${megabytes(to)}`] : [];
  });
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
