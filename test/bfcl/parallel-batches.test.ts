import { createHash } from 'node:crypto';
import { Executor } from '@exec/core';
import type { InvalidArgumentsError, Tool, ToolCall, ToolCallResult } from '@exec/core';
import { jsonSchemaValidator } from '@exec/core/json-schema';
import { beforeAll, describe, expect, it } from 'vitest';
import { toToolCalls } from './call-batch.ts';
import { folder, isPresent, readBatches } from './dataset.ts';
import type { AcceptedCall, Batch } from './dataset.ts';
import { modes } from './modes.ts';
import { loadNatively } from './native-module.ts';
import { toJsonSchema } from './python-schema.ts';
import type * as SurveyInput from './survey-input.mjs';

const { surveyInput, surveyInputLater } = loadNatively('./survey-input.mjs') as typeof SurveyInput;

if (!isPresent) {
  process.stderr.write(`No Berkeley Function Calling Leaderboard data in ${folder}: its tests are skipped. EXEC_BFCL_DIR names another folder.\n`);
}

/** The answers that contradict their own schema, by the id of the call, and where they do. */
const contradictions: Readonly<Record<string, readonly string[]>> = {
  'parallel_multiple_21/1': ['x', 'y'], // expressions in place of arrays
  'parallel_multiple_94/0': ['elements[0]', 'elements[1]', 'elements[2]', 'elements[3]', 'elements[4]'], // words in place of integers
};

describe.skipIf(!isPresent)('the parallel batches of the leaderboard', () => {
  let batches: Batch<AcceptedCall>[];
  let calls: ToolCall[][];
  let reference: ToolCallResult[][];

  beforeAll(async () => {
    batches = [...readBatches<AcceptedCall>('parallel'), ...readBatches<AcceptedCall>('parallel_multiple')];
    calls = batches.map(({ id, answer }) => toToolCalls(id, answer));
    reference = await runAll(new Executor({ jsonSchema: jsonSchemaValidator }), batches, calls);
  });

  it('are 400 batches of 1147 calls', () => {
    expect([batches.length, calls.flat().length]).toEqual([400, 1147]);
    expect(new Set(calls.flat().map(({ id }) => id)).size).toBe(1147);
  });

  describe.each(modes)('in the mode $mode', ({ mode, strategies }) => {
    let results: ToolCallResult[][];

    beforeAll(async () => {
      const executor = new Executor({ strategies: strategies(), mode, fallback: false, jsonSchema: jsonSchemaValidator });
      results = await runAll(executor, batches, calls);
    }, 60_000);

    it('give one result for each call, in order, with its id, name and mode', () => {
      const identities = results.map((batch) => batch.map(({ id, name, mode }) => ({ id, name, mode })));
      expect(identities).toEqual(calls.map((batch) => batch.map(({ id, name }) => ({ id, name, mode }))));
    });

    it('give what the tool makes of the arguments', () => {
      const wrong = results.flat().filter((result, index) => {
        const call = calls.flat()[index];
        return !(call !== undefined && call.id in contradictions) && !isRight(result, call);
      });
      expect(wrong).toEqual([]);
    });

    it('refuse the answers that contradict their schema, with the path, and touch no worker', () => {
      const refused = results.flat().filter(({ status }) => status === 'error');
      const paths = refused.map((result) => [result.id, result.status === 'error' && issuePaths(result.error)]);
      expect(Object.fromEntries(paths)).toEqual(contradictions);
      expect(refused.map(({ worker, runMs }) => [worker, runMs])).toEqual(refused.map(() => [undefined, 0]));
      const example = refused.find(({ id }) => id === 'parallel_multiple_21/1');
      expect(example?.output).toMatch(/^Error executing linear_regression_fit: the arguments do not fit: x: .*"array"/);
    });

    it('give the same values and texts as inline', () => {
      expect(results.map(outcomes)).toEqual(reference.map(outcomes));
    });
  });
});

/** Runs all batches at the same time, each with the tools of its own question. */
async function runAll(executor: Executor, batches: Batch<AcceptedCall>[], calls: ToolCall[][]): Promise<ToolCallResult[][]> {
  await using _ = executor;
  return Promise.all(batches.map((batch, index) => executor.run(toolsOf(batch), calls[index] ?? [])));
}

/** Every other tool is async. */
function toolsOf({ functions }: Batch<AcceptedCall>): Map<string, Tool> {
  return new Map(
    functions.map(({ name, description, parameters }, index) => [
      name,
      { description, inputSchema: toJsonSchema(parameters), execute: index % 2 === 0 ? surveyInput : surveyInputLater },
    ]),
  );
}

function isRight(result: ToolCallResult, call: ToolCall | undefined): boolean {
  if (result.status !== 'ok' || call === undefined) return false;
  const value = result.value as ReturnType<typeof surveyInput>;
  const { input, toolName, toolCallId, digest } = value;
  return (
    JSON.stringify(input) === call.arguments &&
    toolName === call.name &&
    toolCallId === call.id &&
    digest === createHash('sha256').update(JSON.stringify(sortKeys(input))).digest('hex') &&
    result.output === JSON.stringify(value)
  );
}

/** The tool's own way is not used here, so that a fault in it shows. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>; // no array, not null
  return Object.keys(record).sort().reduce<Record<string, unknown>>((sorted, key) => ({ ...sorted, [key]: sortKeys(record[key]) }), {});
}

const issuePaths = (error: { code: string }): readonly string[] =>
  error.code === 'INVALID_ARGUMENTS' ? (error as InvalidArgumentsError).issues.map(({ path }) => path) : [error.code];

const outcomes = (results: ToolCallResult[]): unknown[] =>
  results.map((result) => [
    result.id,
    result.output,
    result.status === 'ok' ? result.value : { code: result.error.code, message: result.error.message },
  ]);
