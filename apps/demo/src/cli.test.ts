import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface Demo {
  kill: (signal: NodeJS.Signals) => void;
  ended: Promise<Ended>;
}

function startDemo(words: string[], { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {}): Demo {
  const child = spawn(process.execPath, [main, ...words], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Coverage is not taken of the demo, and would make its hosts look hung.
    env: { ...process.env, NODE_V8_COVERAGE: '', ...env },
  });
  child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { kill: (signal) => child.kill(signal), ended };
}

const runDemo = async (...parameters: Parameters<typeof startDemo>): Promise<Ended> => startDemo(...parameters).ended;

interface Result {
  id: string;
  name: string;
  mode: string;
  status: 'ok' | 'error' | 'lost';
  code?: string;
  output: string;
  worker?: string;
  runMs?: number;
}

interface Run {
  mode: string;
  wallMs: number;
  heartbeat: { kept: number; possible: number; longestStallMs: number };
  host: { fate: string };
  results: Result[];
}

async function runsOf(...words: string[]): Promise<Record<string, Run>> {
  const { code, stdout, stderr } = await runDemo(['--json', ...words]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as { batches: [{ calls: { id: string; name: string }[]; runs: Run[] }] };
  const [{ calls, runs }] = report.batches;
  for (const { mode, heartbeat, results } of runs) {
    expect(results.map(({ id, name }) => ({ id, name }))).toEqual(calls.map(({ id, name }) => ({ id, name })));
    expect(heartbeat.kept).toBeLessThanOrEqual(heartbeat.possible);
    for (const result of results) expect(result.mode).toBe(mode);
  }
  return Object.fromEntries(runs.map((run) => [run.mode, run]));
}

/** Status or code of each call, and the text of those that ended well. */
function fates({ results }: Run): Record<string, string> {
  return Object.fromEntries(results.map(({ name, status, code }, position) => [`${position + 1} ${name}`, code ?? status]));
}

const outputs = (run: Run | undefined): string[] | undefined => run?.results.map(({ output }) => output);

describe('the command line', () => {
  it('--help tells the flags and ends with 0', async () => {
    const { code, stdout, stderr } = await runDemo(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const flag of ['--batch', '--mode', '--timeout', '--json', '--list', '--version']) expect(stdout).toContain(flag);
  });

  it('--list tells the batches and the tools', async () => {
    const { code, stdout } = await runDemo(['--list']);
    expect(code).toBe(0);
    for (const word of ['numbers', 'errands', 'find_primes { below }', 'search_files { path, text, extension?, limit? }']) expect(stdout).toContain(word);
  });

  it.each([
    [['--mod', 'thread'], "unknown option '--mod' (Did you mean --mode?)"],
    [['--mode', 'fiber'], 'The modes are inline, sequential, thread, process and all'],
    [['--batch', 'absent'], 'there is no such file'],
    [['--batch', main], 'is not JSON'],
    [['--batch'], "option '-b, --batch <file>' argument missing"],
    [['--timeout', 'soon'], 'It has to be a whole number'],
    [['--timeout', '0'], 'It has to be a whole number'],
    [['errands'], 'give a batch with --batch'],
  ])('%j: one sentence that says what to do, exit code 2', async (words, sentence) => {
    const { code, stdout, stderr } = await runDemo(words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^demo: [^\n]+\n$/);
  });
});

describe('the comparison', () => {
  it('numbers: every mode gives the same answers', { timeout: 60_000 }, async () => {
    const runs = await runsOf('--batch', 'numbers', '--mode', 'all');
    expect(Object.keys(runs)).toEqual(['inline', 'sequential', 'thread', 'process']);
    for (const run of Object.values(runs)) {
      expect(new Set(Object.values(fates(run)))).toEqual(new Set(['ok']));
      expect(run.host).toEqual({ fate: 'survived' });
      expect(outputs(run)).toEqual(outputs(runs['inline']));
    }
    expect(runs['thread']?.results.every(({ worker }) => worker?.startsWith('thread '))).toBe(true);
    expect(runs['process']?.results.every(({ worker }) => worker?.startsWith('process '))).toBe(true);
  });

  it('errands: every mode gets the same answers from the web server', { timeout: 60_000 }, async () => {
    const runs = await runsOf('--batch', 'errands');
    for (const run of Object.values(runs)) {
      expect(new Set(Object.values(fates(run)))).toEqual(new Set(['ok']));
      expect(outputs(run)).toEqual(outputs(runs['inline']));
    }
  });

  it("mistakes: a model's mistake is an answer, and the same one in every mode", { timeout: 60_000 }, async () => {
    const runs = await runsOf('--batch', 'mistakes');
    for (const run of Object.values(runs)) {
      expect(Object.values(fates(run))).toEqual(['ok', 'INVALID_ARGUMENTS', 'INVALID_ARGUMENTS', 'UNKNOWN_TOOL', 'INVALID_ARGUMENTS', 'TOOL_ERROR', 'ok']);
      expect(outputs(run)).toEqual(outputs(runs['inline']));
    }
  });

  it("trouble: threads and processes give each fault its own fate; without them the host hangs", { timeout: 60_000 }, async () => {
    const runs = await runsOf('--batch', 'trouble');
    for (const mode of ['thread', 'process'] as const) {
      const run = runs[mode];
      expect(run && fates(run)).toEqual({
        '1 get_weather': 'ok',
        '2 find_primes': 'ok',
        '3 throw_error': 'TOOL_ERROR',
        '4 loop_forever': 'TIMEOUT',
        '5 exit_process': 'WORKER_CRASHED',
        '6 mortgage_table': 'ok',
        '7 get_weather': 'ok',
      });
      expect(run?.host).toEqual({ fate: 'survived' });
    }
    for (const position of [0, 1, 5, 6]) expect(outputs(runs['thread'])?.[position]).toBe(outputs(runs['process'])?.[position]);
    for (const mode of ['inline', 'sequential']) {
      expect(runs[mode]?.host).toEqual({ fate: 'hung', silentMs: 3000 });
      expect(runs[mode]?.results[3]).toMatchObject({ status: 'lost', started: true });
      expect(runs[mode]?.results[6]).toMatchObject({ status: 'lost' });
    }
  });

  it('killed: a process survives what takes all threads along', { timeout: 60_000 }, async () => {
    const runs = await runsOf('--batch', 'killed');
    expect(runs['process'] && fates(runs['process'])).toEqual({ '1 find_primes': 'ok', '2 kill_process': 'WORKER_CRASHED', '3 get_weather': 'ok' });
    for (const mode of ['inline', 'sequential', 'thread']) {
      expect(runs[mode]?.host).toEqual({ fate: 'died', exitCode: null, signal: 'SIGKILL' });
      expect(runs[mode]?.results[1]).toMatchObject({ status: 'lost' });
    }
  });
});

describe('standard output', () => {
  it('that is no terminal gets the tables and neither progress nor colours', async () => {
    const input = '[{"id":"a","name":"find_primes","arguments":{"below":100}}]';
    const { code, stdout, stderr } = await runDemo(['--batch', '-', '--mode', 'inline', '--mode', 'sequential'], {
      input,
      env: { NO_COLOR: '1' }, // a test runner may set FORCE_COLOR for its own output
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('settled');
    expect(stdout).toMatch(/call +mode +worker +queued ms +run ms +result/);
    expect(stdout).toMatch(/find_primes \{"below":100\} +inline .*\{"count":25,"largest":97,"twinPairs":8\}/);
    expect(stdout).toMatch(/mode +wall ms +beats kept/);
  });

  it('--timeout stops a call that brings no limit of its own', async () => {
    const input = '[{"id":"a","name":"get_weather","arguments":{"city":"Lima"}}]';
    const { stdout } = await runDemo(['--batch', '-', '--mode', 'inline', '--timeout', '20', '--json'], { input });
    expect(stdout).toContain('"code": "TIMEOUT"');
  });
});

describe('an end before its time', () => {
  // Only Linux shows the environment of processes, by which those of one run are known.
  const endings = (['inline', 'thread', 'process'] as const).flatMap((mode) => [
    { mode, signal: 'SIGINT' as const, exitCode: 130 },
    { mode, signal: 'SIGTERM' as const, exitCode: 143 },
    { mode, signal: 'SIGKILL' as const, exitCode: null },
  ]);
  it.skipIf(!existsSync('/proc/self/environ')).each(endings)(
    '$signal leaves no process behind, busy with endless loops as they are in mode $mode',
    { timeout: 60_000 },
    async ({ mode, signal, exitCode }) => {
      const [name, value] = ['EXEC_DEMO_TEST_RUN', `${process.pid}-${mode}-${signal}`];
      const mark = `${name}=${value}`;
      const loops = Array.from({ length: 20 }, () => ({ name: 'loop_forever', arguments: '{}' }));
      const demo = startDemo(['--batch', '-', '--mode', mode], { input: JSON.stringify(loops), env: { [name]: value } });
      await expect.poll(() => busiestTicks(mark), { timeout: 30_000 }).toBeGreaterThan(60);
      demo.kill(signal);
      expect((await demo.ended).code).toBe(exitCode);
      await expect.poll(() => processesWith(mark), { timeout: 15_000 }).toEqual([]);
    },
  );
});

function processesWith(mark: string): string[] {
  return readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readFileSync(`/proc/${entry}/environ`, 'latin1').split('\0').includes(mark);
    } catch {
      return false; // it ended meanwhile, or belongs to somebody else
    }
  });
}

/** How much processor time the busiest of these processes took, in clock ticks (usually 10 ms): more than a start takes is a loop. */
function busiestTicks(mark: string): number {
  const ticks = processesWith(mark).map((pid) => {
    try {
      // The fields after the name in parentheses begin with the third one of proc(5); utime is the fourteenth.
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
      return Number(fields[11]);
    } catch {
      return 0; // it ended meanwhile
    }
  });
  return Math.max(0, ...ticks);
}
