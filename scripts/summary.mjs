// @ts-check
/**
 * Adds up what `.ci/run` did and prints the line that CI reads: `N passed, N failed[, N skipped]`.
 *
 *     node scripts/summary.mjs --failed-step NAME … REPORT.json …
 *
 * A report is vitest's JSON, or the same fields from check-packages.mjs; `REPORT.rc` beside it holds the exit status of
 * the command that wrote it. Counted as failed, besides failed tests: a test file that could not be loaded, a command
 * that failed though no test of its report did (vitest calls a late uncaught error a success in its JSON), a report that
 * is missing or unreadable, and each step named by --failed-step. Names every failed test, and the tests of a failed run
 * that never ended: one of them took the test process along.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals: reports } = parseArgs({
  allowPositionals: true,
  options: { 'failed-step': { type: 'string', multiple: true, default: [] } },
});
const failedSteps = values['failed-step'] ?? [];
const total = { passed: 0, failed: failedSteps.length, skipped: 0 };

/** @param {string} path */
function readReport(path) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const exitStatus = Number(readFileSync(path.replace(/\.json$/, '.rc'), 'utf8'));
  /** @type {{ status: string, name?: string, message?: string, assertionResults: { status?: string, fullName?: string, failureMessages?: string[] }[] }[]} */
  const files = report.testResults;
  const notLoaded = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = report.numFailedTests + notLoaded.length;
  const tests = files.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: basename(file.name ?? '') })));
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitStatus !== 0 ? 1 : failed,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
    faults: exitStatus === 0 ? [] : [
      ...notLoaded.map((file) => `not loaded: ${basename(file.name ?? '')}: ${firstLine(file.message)}`),
      ...tests.filter(({ status }) => status === 'failed').map((test) => `failed: ${test.file}: ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`),
      ...tests.filter(({ status }) => status === 'pending').map((test) => `skipped, or never ended: ${test.file}: ${test.fullName}`),
    ],
  };
}

/** @param {string} [text] */
function firstLine(text = '') {
  return text.split('\n', 1)[0];
}

for (const path of reports) {
  let counted;
  try {
    counted = readReport(path);
  } catch (error) {
    console.log(`${basename(path)}: no report (${error instanceof Error ? error.message : String(error)})`);
    total.failed += 1;
    continue;
  }
  console.log(`${basename(path)}: ${counted.passed} passed, ${counted.failed} failed, ${counted.skipped} skipped`);
  for (const fault of counted.faults) console.log(`    ${fault}`);
  total.passed += counted.passed;
  total.failed += counted.failed;
  total.skipped += counted.skipped;
}

for (const name of failedSteps) console.log(`failed step: ${name}`);
if (total.passed === 0 && total.failed === 0) {
  console.log('nothing was run');
  total.failed = 1;
}
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 ? 0 : 1;
