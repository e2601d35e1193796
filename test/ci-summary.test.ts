import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../scripts/summary.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'exec-summary-'));
afterAll(() => rmSync(folder, { recursive: true }));

let reportCount = 0;
function report(counts: { passed: number; failed?: number; pending?: number; files?: unknown[] }, exitStatus: number): string {
  const path = join(folder, `report-${(reportCount += 1)}.json`);
  const { passed, failed = 0, pending = 0, files = [] } = counts;
  writeFileSync(path, JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: 0, testResults: files }));
  writeFileSync(path.replace('.json', '.rc'), `${exitStatus}\n`);
  return path;
}

function printed(...args: string[]): string {
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' }).stdout;
}

function summarise(...args: string[]): { lastLine: string | undefined; exitStatus: number | null } {
  const { stdout, status } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { lastLine: stdout.trimEnd().split('\n').at(-1), exitStatus: status };
}

describe('the last line of .ci/run', () => {
  it('adds up the reports', () => {
    expect(summarise(report({ passed: 3 }, 0), report({ passed: 4 }, 0))).toEqual({ lastLine: '7 passed, 0 failed', exitStatus: 0 });
  });

  it('counts failed and skipped tests', () => {
    expect(summarise(report({ passed: 3, failed: 2, pending: 1 }, 1))).toEqual({ lastLine: '3 passed, 2 failed, 1 skipped', exitStatus: 1 });
  });

  it('counts a test file that could not be loaded', () => {
    const files = [{ status: 'failed', assertionResults: [] }, { status: 'passed', assertionResults: [{}] }];
    expect(summarise(report({ passed: 1, files }, 1))).toEqual({ lastLine: '1 passed, 1 failed', exitStatus: 1 });
  });

  it('counts a command that failed though none of its tests did', () => {
    expect(summarise(report({ passed: 3 }, 1))).toEqual({ lastLine: '3 passed, 1 failed', exitStatus: 1 });
  });

  it('names what failed, and what was under way when the run died', () => {
    const files = [
      {
        name: '/there/pool.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'starts' },
          { status: 'failed', fullName: 'heals', failureMessages: ['expected 1 to be 2\n    at line 3'] },
          { status: 'pending', fullName: 'exhausts its heap' },
        ],
      },
      { name: '/there/other.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
    ];
    const text = printed(report({ passed: 1, failed: 1, pending: 1, files }, 1));
    expect(text).toContain('not loaded: other.test.ts: Cannot find module');
    expect(text).toContain('failed: pool.test.ts: heals: expected 1 to be 2\n');
    expect(text).toContain('never ended: pool.test.ts: exhausts its heap');
  });

  it('counts a report that is missing', () => {
    expect(summarise(report({ passed: 3 }, 0), join(folder, 'absent.json'))).toEqual({ lastLine: '3 passed, 1 failed', exitStatus: 1 });
  });

  it('counts each failed step', () => {
    expect(summarise('--failed-step', 'lint', '--failed-step', 'demo', report({ passed: 3 }, 0))).toEqual({
      lastLine: '3 passed, 2 failed',
      exitStatus: 1,
    });
  });

  it('never calls a run green in which nothing was tested', () => {
    expect(summarise()).toEqual({ lastLine: '0 passed, 1 failed', exitStatus: 1 });
    expect(summarise(report({ passed: 0 }, 0))).toEqual({ lastLine: '0 passed, 1 failed', exitStatus: 1 });
  });
});
