import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PythonSchema } from './python-schema.ts';

/** A tool as the leaderboard describes it. */
interface FunctionDescription {
  readonly name: string;
  readonly description: string;
  readonly parameters: PythonSchema;
}

/** What a question's answer may look like: each call maps one function name to its parameters' accepted values. */
export type AcceptedCall = Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;

/** One question with its answer; the answer is a batch of calls. */
export interface Batch<Answer> {
  readonly id: string;
  readonly functions: readonly FunctionDescription[];
  readonly answer: readonly Answer[];
}

/** Where the data lies: `EXEC_BFCL_DIR`, or beside the repository. */
export const folder: string = resolve(
  process.env['EXEC_BFCL_DIR'] ?? join(import.meta.dirname, '../../../shared/data/bfcl'),
);

/** Whether the data is there; tests that need it are skipped where it is not. */
export const isPresent: boolean = existsSync(join(folder, 'questions'));

/** The batches of a category, in the order of the files. */
export function readBatches<Answer>(category: 'parallel' | 'parallel_multiple' | 'exec_parallel'): Batch<Answer>[] {
  const answers = new Map(readLines(`answers/${category}.jsonl`).map((line) => [line['id'], line['ground_truth']]));
  return readLines(`questions/${category}.jsonl`).map((line) => {
    const answer = answers.get(line['id']);
    if (!Array.isArray(answer)) throw new Error(`${category}: the question ${JSON.stringify(line['id'])} has no answer`);
    // The files are the tests' own, of a known shape; a wrong one fails the counts below.
    return { id: line['id'] as string, functions: line['function'] as FunctionDescription[], answer: answer as Answer[] };
  });
}

function readLines(path: string): Record<string, unknown>[] {
  return readFileSync(join(folder, path), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
