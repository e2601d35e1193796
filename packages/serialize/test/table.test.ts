import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { runNode } from './node.ts';

interface Answer {
  name: string;
  length: number;
  same: boolean;
  outcome: unknown;
  failed?: string;
}
interface TravelledCase {
  name: string;
  kind: string;
  expected: unknown;
  functionName: string;
  functionLength: number;
  sent: { kind: string; id: string; isConstant?: boolean };
  description: string;
  home: unknown;
  process: Answer;
  thread: Answer;
  failed?: string;
}
interface RefusedCase {
  name: string;
  pattern: string;
  culprit: string;
  way?: string[];
  error?: { isTransportError: boolean; message: string; code: string; culprit: string; path: string[]; fix: string };
}
type Case = TravelledCase | RefusedCase;

const { stdout, stderr } = await runNode(['--no-warnings', 'home.mjs']);
expect(stderr).toBe('');
const cases = JSON.parse(stdout) as Case[];
const travelled = cases.filter((line): line is TravelledCase => 'expected' in line);
const refused = cases.filter((line): line is RefusedCase => 'pattern' in line);

function expectTravelled(line: TravelledCase): void {
  expect(line.failed).toBeUndefined();
  expect(line.sent.kind).toBe(line.kind);
  expect(line.home, 'at home').toEqual(line.expected);
  for (const away of [line.process, line.thread]) {
    expect(away.failed).toBeUndefined();
    expect(away.outcome, 'on the far side').toEqual(line.expected);
    expect({ name: away.name, length: away.length, same: away.same }).toEqual({ name: line.functionName, length: line.functionLength, same: line.sent.isConstant ?? true });
  }
}

function expectRefused(line: RefusedCase): void {
  const { error } = line;
  expect(error?.message).toMatch(new RegExp(line.pattern, 'u'));
  expect(error).toMatchObject({ isTransportError: true, code: 'NOT_TRANSPORTABLE', culprit: line.culprit });
  expect(error?.path.at(-1)).toBe(line.culprit);
  if (line.way !== undefined) expect(error?.path).toEqual(line.way);
  expect(error?.message.endsWith(error.fix)).toBe(true);
}

describe('functions that travel, in a child process and in a worker thread', () => {
  test('the table is whole', () => expect(travelled.length).toBeGreaterThanOrEqual(160));
  test.each(travelled.map((line) => [line.name, line] as const))('%s', (_name, line) => expectTravelled(line));
  test('distinct functions have distinct ids', () => {
    const ids = travelled.map(({ sent }) => sent.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
  test('each has a description of one line', () => {
    for (const { description } of travelled) expect(description).toMatch(/^(?:unnamed function|function ".*") by (?:value|reference|name): .+$/);
  });
});

describe('functions that are refused', () => {
  test('the table is whole', () => expect(refused.length).toBeGreaterThanOrEqual(20));
  test.each(refused.map((line) => [line.name, line] as const))('%s', (_name, line) => expectRefused(line));
});

test('the same holds when home is a worker thread', async () => {
  const worker = new Worker(new URL('home.mjs', import.meta.url), { execArgv: ['--no-warnings'] });
  const report = await new Promise<Case[]>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the worker ended without a report')));
  });
  expect(report.length).toBe(cases.length);
  for (const line of report) {
    if ('pattern' in line) expectRefused(line);
    else expectTravelled(line);
  }
});
