import assert from 'node:assert/strict';
import type { ExecutionStrategy } from '@exec/core';
import { abortChecks } from './checks/abort.ts';
import { closeChecks } from './checks/close.ts';
import { crashChecks } from './checks/crash.ts';
import { errorChecks } from './checks/error.ts';
import { fallbackChecks } from './checks/fallback.ts';
import { overlapChecks } from './checks/overlap.ts';
import { progressChecks } from './checks/progress.ts';
import { resultChecks } from './checks/result.ts';
import { submitChecks } from './checks/submit.ts';
import { appliesTo, requirements } from './requirements.ts';
import type { RequirementId } from './requirements.ts';
import { Subject } from './subject.ts';
import type { Check } from './subject.ts';

/** The two functions of a test runner that the suite needs; those of `node:test`, vitest, jest and mocha fit. */
export interface TestRunner {
  describe(title: string, define: () => void): unknown;
  it(title: string, test: () => Promise<void>): unknown;
}

/** A requirement that a strategy does not fulfil, and knows it. */
export interface KnownDeviation {
  readonly id: RequirementId;
  /** Why, for those who read the test's title. */
  readonly reason: string;
}

/** Settings of {@link strategySuite}. */
export interface StrategySuiteOptions {
  /** Each of these has to fail: one that is fulfilled is reported as stale. Default: none. */
  readonly knownDeviations?: readonly KnownDeviation[];
  /** Upper limit on each thing that is waited for, in ms; keep it below the runner's own limit on a test. Default: 10 000. */
  readonly limitMs?: number;
}

// The type makes the list complete: a requirement without a check does not compile.
const checks: Readonly<Record<RequirementId, Check>> = {
  ...submitChecks,
  ...overlapChecks,
  ...progressChecks,
  ...abortChecks,
  ...crashChecks,
  ...resultChecks,
  ...errorChecks,
  ...fallbackChecks,
  ...closeChecks,
};

/**
 * Defines one test for each requirement that applies to a strategy by its capabilities, each with a strategy of its own.
 *
 * @param runner - `{ describe, it }` of any test runner
 * @param makeStrategy - makes a new strategy; also called once at once, to read its capabilities, and closed again
 * @param options - deviations and limits
 * @throws TypeError for a deviation that is listed twice, unknown, without a reason, or does not apply
 */
export function strategySuite(runner: TestRunner, makeStrategy: () => ExecutionStrategy, options: StrategySuiteOptions = {}): void {
  const { limitMs = 10_000, knownDeviations = [] } = options;
  const sample = makeStrategy();
  const { mode, capabilities } = sample;
  const sampleClosed = sample.close();
  sampleClosed.catch(() => undefined); // reported by the first test, which awaits it

  const ids = requirementIds.filter((id) => appliesTo(id, capabilities));
  const deviations = deviationsById(knownDeviations, ids);

  runner.describe(`the strategy "${mode}" (isolation: ${capabilities.isolation}, ${capabilities.preemptive ? '' : 'not '}preemptive)`, () => {
    for (const id of ids) {
      const fulfils = async (): Promise<void> => {
        await sampleClosed;
        await check(id, new Subject(makeStrategy(), limitMs));
      };
      const deviation = deviations.get(id);
      if (deviation === undefined) runner.it(`${id}: ${requirements[id].statement}`, fulfils);
      else runner.it(`${id} deviates: ${deviation.reason}`, () => deviates(id, fulfils));
    }
  });
}

// Object.keys knows only strings; these are the keys of a constant.
const requirementIds = Object.keys(requirements) as RequirementId[];

async function check(id: RequirementId, subject: Subject): Promise<void> {
  try {
    await checks[id](subject);
  } finally {
    await subject.close();
  }
}

/** Passes if a requirement is not fulfilled. */
async function deviates(id: RequirementId, fulfils: () => Promise<void>): Promise<void> {
  try {
    await fulfils();
  } catch {
    return; // as expected; what exactly differs is the reason's to say
  }
  assert.fail(`${id} is fulfilled: its known deviation is stale, take it out`);
}

function deviationsById(known: readonly KnownDeviation[], applying: readonly RequirementId[]): ReadonlyMap<RequirementId, KnownDeviation> {
  const byId = new Map<RequirementId, KnownDeviation>();
  for (const deviation of known) {
    const { id, reason } = deviation;
    if (!Object.hasOwn(requirements, id)) throw new TypeError(`knownDeviations: there is no requirement ${JSON.stringify(id)}`);
    if (!applying.includes(id)) throw new TypeError(`knownDeviations: ${id} does not apply to a strategy with these capabilities`);
    if (byId.has(id)) throw new TypeError(`knownDeviations: ${id} is listed twice`);
    if (typeof reason !== 'string' || reason.trim() === '') throw new TypeError(`knownDeviations: ${id} needs a reason`);
    byId.set(id, deviation);
  }
  return byId;
}
