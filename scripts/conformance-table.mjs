// @ts-check
/**
 * Writes docs/conformance.md, the table of strategies and requirements, from what the suite found when it ran.
 *
 *     pnpm exec vitest run conformance && node scripts/conformance-table.mjs [--check] [REPORT.json]
 *
 * REPORT is vitest's JSON (default: reports/vitest.json) of a run that holds the conformance tests. With --check nothing is
 * written: fails if the document is not what would be written.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { check: { type: 'boolean', default: false } } });
const [report = 'reports/vitest.json'] = positionals;
const document = fileURLToPath(new URL('../docs/conformance.md', import.meta.url));

/** @type {Map<string, Map<string, string>>} What became of each requirement, by mode and id. */
const findings = new Map();
/** @type {Map<string, string>} What each requirement says, by its id. */
const statements = new Map();

/** @type {{ testResults: { name: string, assertionResults: { status: string, title: string, ancestorTitles: string[] }[] }[] }} */
const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
const files = testResults.filter(({ name }) => name.endsWith('-conformance.test.ts'));
// The longest list first: it gives the order of the requirements.
for (const file of files.sort((one, other) => other.assertionResults.length - one.assertionResults.length)) {
  for (const { status, title, ancestorTitles } of file.assertionResults) {
    // The titles that strategySuite gives.
    const mode = /^the strategy "(.+?)"/.exec(ancestorTitles.at(-1) ?? '')?.[1];
    const [, id, deviates, rest] = /^(\S+?)( deviates)?: (.*)$/s.exec(title) ?? [];
    if (mode === undefined || id === undefined) continue;
    if (deviates === undefined && !statements.has(id)) statements.set(id, rest ?? '');
    const found = status !== 'passed' ? 'fails' : deviates === undefined ? 'yes' : `no: ${rest}`;
    findings.set(mode, (findings.get(mode) ?? new Map()).set(id, found));
  }
}
if (findings.size === 0) throw new Error(`${report} holds no run of the conformance suite: run "pnpm exec vitest run conformance" first`);

const modes = [...findings.keys()].sort();
const lines = [
  '# Which strategy fulfils which requirement',
  '',
  'Written by `node scripts/conformance-table.mjs` from a run of [@exec/conformance](../packages/conformance/README.md); CI holds it',
  'to its own run. “–”: does not apply to a strategy with these capabilities. “sequential” is the example in the demo.',
  '',
  `| requirement | what holds | ${modes.join(' | ')} |`,
  `| --- | --- | ${modes.map(() => '---').join(' | ')} |`,
  ...[...statements].map(
    ([id, statement]) => `| \`${id}\` | ${statement} | ${modes.map((mode) => findings.get(mode)?.get(id) ?? '–').join(' | ')} |`,
  ),
  '',
];
const text = lines.join('\n');

if (values.check) {
  if (readFileSync(document, 'utf8') !== text) {
    console.error('docs/conformance.md is out of date: run "pnpm exec vitest run conformance && node scripts/conformance-table.mjs"');
    process.exitCode = 1;
  }
} else writeFileSync(document, text);
