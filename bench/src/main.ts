import { Option } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runBenchmark } from './benchmark.ts';
import { chartSvg } from './chart.ts';
import { command, parse, positive } from './command-line.ts';
import { resultsJson } from './results-file.ts';
import { scenarios } from './scenarios/index.ts';
import { textReport } from './text-report.ts';
import { measureTransport, transportText } from './transport/report.ts';

const program = command('bench', 'Measures the strategies against other pools of workers, in interleaved rounds, each in a process of its own.')
  .option('-q, --quick', 'one round, fewer contenders and less work: about a minute, and only a hint')
  .addOption(new Option('-o, --only <scenario...>', 'only these scenarios').choices([...scenarios.map(({ name }) => name), 'transport']))
  .option('-r, --rounds <count>', 'rounds of each contender in each scenario (default: 3, with --quick 1)', (value) => Math.ceil(positive(value)))
  .option('--json', 'write the results as JSON, and nothing else, to standard output')
  .option('--save', 'write bench/results/results.json and the charts beside it')
  .addHelpText('after', '\nExit codes: 0 it ran, whether targets were met or not; 2 a wrong flag; 130 Ctrl-C.');
parse(program, process.argv.slice(2));
// The options are declared above with these types.
const options = program.opts<{ quick?: boolean; only?: string[]; rounds?: number; json?: boolean; save?: boolean }>();
const quick = options.quick === true;
const rounds = options.rounds ?? (quick ? 1 : 3);

const interrupted = new AbortController();
process.once('SIGINT', () => { interrupted.abort(); });
process.once('SIGTERM', () => { interrupted.abort(); });

const onRound = (done: number, total: number, what: string): void => {
  const line = `${done + 1}/${total} ${what}`;
  process.stderr.write(process.stderr.isTTY ? `\r\u001B[K${line}` : `${line}\n`);
};

const startedAt = performance.now();
try {
  const outcomes = await runBenchmark(
    {
      scenarios: scenarios.filter(({ name }) => options.only?.includes(name) ?? true),
      rounds,
      quick,
      onRound,
    },
    interrupted.signal,
  );
  const withTransport = options.only?.includes('transport') ?? true;
  const transport = withTransport ? await measureTransport({ rounds, quick, onRound: (done) => { onRound(done, rounds, 'transport'); } }, interrupted.signal) : [];
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  const json = resultsJson(outcomes, transport, { rounds, quick, date: new Date() });
  const texts = [...(outcomes.length > 0 ? [textReport(outcomes)] : []), ...(withTransport ? [transportText(transport)] : [])];
  process.stdout.write(options.json === true ? json : `${texts.join('\n\n')}\n`);
  if (options.save === true) {
    const folder = fileURLToPath(new URL('../results/', import.meta.url));
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}results.json`, json);
    for (const outcome of outcomes) {
      const svg = outcome.scenario.name === 'tiny-batch' ? chartSvg(outcome) : undefined;
      if (svg !== undefined) writeFileSync(`${folder}${outcome.scenario.name}.svg`, svg);
    }
  }
  process.stderr.write(`${Math.round((performance.now() - startedAt) / 1000)} s\n`);
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.stderr.write('\ninterrupted\n');
  process.exitCode = 130;
}
