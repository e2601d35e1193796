import { Executor } from '@exec/core';
import type { Tool, ToolCall, ToolCallResult, ToolFunction } from '@exec/core';
import { jsonSchemaValidator } from '@exec/core/json-schema';
import { beforeAll, describe, expect, it } from 'vitest';
import { isPresent, readBatches } from './dataset.ts';
import type { Batch } from './dataset.ts';
import type * as Mathematics from './mathematics.mjs';
import { modes } from './modes.ts';
import { loadNatively } from './native-module.ts';
import { parsePythonCall } from './python-call.ts';
import { toJsonSchema } from './python-schema.ts';
import type { JsonSchema } from './python-schema.ts';

const mathematics = loadNatively('./mathematics.mjs') as typeof Mathematics;

/** The functions of the category that need nothing but their arguments; the others ask servers. */
const functions: ReadonlyMap<string, ToolFunction> = new Map<string, ToolFunction>([
  ['add_binary_numbers', mathematics.binarySum],
  ['calc_binomial_probability', mathematics.binomialProbability],
  ['calculate_cosine_similarity', mathematics.cosineSimilarity],
  ['calculate_density', mathematics.density],
  ['calculate_displacement', mathematics.displacement],
  ['calculate_electrostatic_potential_energy', mathematics.electrostaticPotentialEnergy],
  ['calculate_final_velocity', mathematics.finalVelocity],
  ['calculate_future_value', mathematics.futureValue],
  ['calculate_investment_value', mathematics.investmentValue],
  ['calculate_mean', mathematics.mean],
  ['calculate_nutritional_needs', mathematics.nutritionalNeeds],
  ['calculate_permutations', mathematics.permutations],
  ['calculate_standard_deviation', mathematics.standardDeviation],
  ['calculate_triangle_area', mathematics.triangleArea],
  ['estimate_derivative', mathematics.estimatedDerivative],
  ['geometry_area_circle', mathematics.circleArea],
  ['get_distance', mathematics.distance],
  ['get_fibonacci_sequence', mathematics.fibonacciSequence],
  ['get_prime_factors', mathematics.primeFactors],
  ['linear_regression', mathematics.linearRegression],
  ['mat_mul', mathematics.matrixProduct],
  ['math_factorial', mathematics.factorial],
  ['math_gcd', mathematics.greatestCommonDivisor],
  ['math_lcm', mathematics.leastCommonMultiple],
  ['maxPoints', mathematics.mostPointsOnALine],
  ['mortgage_calculator', mathematics.mortgagePayment],
  ['order_food', mathematics.orderTotal],
  ['polygon_area', mathematics.polygonArea],
  ['quadratic_roots', mathematics.quadraticRoots],
  ['sort_array', mathematics.sortedArray],
]);

/** Computed by hand, from the arguments in the data. */
const known: Readonly<Record<string, unknown>> = {
  'exec_parallel_0/0': 0.266827932, // 120 · 0.3³ · 0.7⁷
  'exec_parallel_2/0': 5000,
  'exec_parallel_3/0': -22.5, // 20 · 5 − 9.8 · 25 / 2
  'exec_parallel_4/1': -1.6e-16,
  'exec_parallel_5/2': 11,
  'exec_parallel_7/0': 45,
  'exec_parallel_8/2': 720, // 10 · 9 · 8
  'exec_parallel_9/1': Math.sqrt(1750 / 6), // (25² + 15² + 5²) · 2 / 6
  'exec_parallel_10/1': 375,
  'exec_parallel_12/0': 26, // 6x + 2 at 4
  'exec_parallel_12/1': 74, // 15x² − 6x + 2 at −2
  'exec_parallel_12/2': -1,
  'exec_parallel_12/3': 3, // 5 − 8 + 9 − 4 + 1
  'exec_parallel_20/2': 17,
  'exec_parallel_21/0': [0, 1, 1, 2, 3, 5, 8, 13, 21, 34],
  'exec_parallel_23/0': [2, 2, 2, 3, 19],
  'exec_parallel_23/1': [3, 263],
  'exec_parallel_31/1': [[937, 976], [1033, 1076]],
  'exec_parallel_32/3': 479001600,
  'exec_parallel_33/0': 15,
  'exec_parallel_34/1': 216,
  'exec_parallel_36/0': [-1 / 3, -2],
  'exec_parallel_39/1': [8, 6, 4, 3],
  'exec_parallel_40/0': '1111',
  'exec_parallel_41/0': 13, // through (1, 4), (2, 5), (3, 6)
  'exec_parallel_42/0': 3,
  'exec_parallel_42/3': 4,
  'exec_parallel_44/0': { calories: 3220.25, carbohydratesGrams: 268.3541667, proteinGrams: 268.3541667, fatGrams: 119.2685185 },
  'exec_parallel_46/1': 200,
  'exec_parallel_49/1': 2,
};

/** The description says that a matrix is an array of integers; the answers send arrays of arrays, as the tool needs them. */
const matrix: JsonSchema = { type: 'array', items: { type: 'array', items: { type: 'number' } } };
const mendedSchemas: ReadonlyMap<string, JsonSchema> = new Map([
  ['mat_mul', { type: 'object', properties: { matA: matrix, matB: matrix }, required: ['matA', 'matB'] }],
]);

describe.skipIf(!isPresent)('the executable batches of the leaderboard', () => {
  let batches: Batch<string>[];
  let calls: ToolCall[][];
  let reference: ToolCallResult[][];

  beforeAll(async () => {
    batches = readBatches<string>('exec_parallel').filter(({ functions: described }) => described.every(({ name }) => functions.has(name)));
    calls = batches.map(({ id, answer }) => answer.map((text, index) => toToolCall(`${id}/${index}`, text)));
    reference = await runAll(new Executor({ jsonSchema: jsonSchemaValidator }), batches, calls, mendedSchemas);
  });

  it('are 31 batches of 113 calls of 30 functions that need no server', () => {
    expect([batches.length, calls.flat().length]).toEqual([31, 113]);
    expect(new Set(calls.flat().map(({ name }) => name))).toEqual(new Set(functions.keys()));
  });

  it('are refused where the answer contradicts the description', async () => {
    const results = await runAll(new Executor({ jsonSchema: jsonSchemaValidator }), batches, calls, new Map());
    const refused = results.flat().filter(({ status }) => status === 'error');
    expect(refused.map(({ id }) => id)).toEqual(['exec_parallel_31/0', 'exec_parallel_31/1', 'exec_parallel_31/2', 'exec_parallel_31/3']);
    expect(refused[3]).toMatchObject({
      error: { code: 'INVALID_ARGUMENTS', issues: ['matA[0]', 'matA[1]', 'matB[0]', 'matB[1]'].map((path) => ({ path })) },
    });
  });

  describe.each(modes)('in the mode $mode', ({ mode, strategies }) => {
    let results: ToolCallResult[][];

    beforeAll(async () => {
      const executor = new Executor({ strategies: strategies(), mode, fallback: false, jsonSchema: jsonSchemaValidator });
      results = await runAll(executor, batches, calls, mendedSchemas);
    }, 60_000);

    it('give one result for each call, in order, with its id, name and mode', () => {
      const identities = results.flat().map(({ id, name, mode }) => ({ id, name, mode }));
      expect(identities).toEqual(calls.flat().map(({ id, name }) => ({ id, name, mode })));
    });

    it('give the results that were computed by hand', () => {
      const values = results.flat().filter(({ id }) => id in known).map((result) => [result.id, result.status === 'ok' && result.value]);
      expect(Object.fromEntries(values)).toEqual(approximately(known));
    });

    it('fail for the matrices that do not fit together, and for nothing else', () => {
      const failed = results.flat().filter(({ status }) => status === 'error');
      expect(failed.map(({ id, output }) => [id, output])).toEqual([
        ['exec_parallel_31/2', 'Error executing mat_mul: a matrix of 4 columns cannot be multiplied by one of 2 rows'],
      ]);
      expect(failed[0]).toMatchObject({ error: { code: 'TOOL_ERROR', cause: expect.any(RangeError) } });
    });

    it('give the same values and texts as inline', () => {
      expect(results.map(outcomes)).toEqual(reference.map(outcomes));
    });
  });
});

function toToolCall(id: string, text: string): ToolCall {
  const call = parsePythonCall(text);
  return { id, name: call.name, arguments: JSON.stringify(call.arguments) };
}

/** Runs all batches at the same time. */
async function runAll(
  executor: Executor,
  batches: Batch<string>[],
  calls: ToolCall[][],
  mended: ReadonlyMap<string, JsonSchema>,
): Promise<ToolCallResult[][]> {
  await using _ = executor;
  return Promise.all(batches.map((batch, index) => executor.run(toolsOf(batch, mended), calls[index] ?? [])));
}

function toolsOf(batch: Batch<string>, mended: ReadonlyMap<string, JsonSchema>): Map<string, Tool> {
  return new Map(
    batch.functions.map(({ name, description, parameters }) => {
      const execute = functions.get(name);
      if (execute === undefined) throw new Error(`no function for ${name}`);
      return [name, { description, inputSchema: mended.get(name) ?? toJsonSchema(parameters), execute }];
    }),
  );
}

/** Numbers to nine digits: in which order a tool adds and multiplies is its own affair. */
function approximately(value: unknown): unknown {
  if (typeof value === 'number' && value !== 0) return expect.closeTo(value, 9 - Math.ceil(Math.log10(Math.abs(value))));
  if (Array.isArray(value)) return value.map(approximately);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, approximately(inner)]));
  }
  return value;
}

const outcomes = (results: ToolCallResult[]): unknown[] =>
  results.map((result) => [
    result.id,
    result.output,
    result.status === 'ok' ? result.value : { code: result.error.code, message: result.error.message },
  ]);
