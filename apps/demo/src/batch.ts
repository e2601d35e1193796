import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelAnswerError, readModelAnswer } from './model-answer.ts';
import type { ModelAnswer } from './model-answer.ts';
import { UsageError } from './usage-error.ts';

/** A batch of tool calls and the name under which the demo speaks of it. */
export interface Batch extends ModelAnswer {
  name: string;
}

const recordedFolder = fileURLToPath(new URL('../batches/', import.meta.url));
const standardInput = 0;

/** The names of the recorded batches, in the order in which the demo runs them. */
export function recordedBatchNames(): string[] {
  return readdirSync(recordedFolder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => shortName(file));
}

/**
 * Reads a batch.
 *
 * @param source - name of a recorded batch, path to a JSON file, or `-` for standard input
 * @throws UsageError that says what is wrong with the file and what to do
 */
export function readBatch(source: string): Batch {
  const file = readdirSync(recordedFolder).find((candidate) => candidate.endsWith('.json') && shortName(candidate) === source);
  const text = readText(source, file);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    // JSON.parse throws SyntaxErrors only.
    throw new UsageError(`${shown(source)} is not JSON (${(error as SyntaxError).message}): give the model's answer as it came`);
  }
  try {
    return { name: source === '-' ? 'standard input' : shortName(source), ...readModelAnswer(document) };
  } catch (error) {
    if (!(error instanceof ModelAnswerError)) throw error;
    throw new UsageError(
      `${shown(source)} is no batch of tool calls, since ${error.message}: give an answer with tool calls of OpenAI, Anthropic or Gemini, or a list of { id, name, arguments }`,
    );
  }
}

function readText(source: string, recordedFile: string | undefined): string {
  try {
    return readFileSync(recordedFile !== undefined ? join(recordedFolder, recordedFile) : source === '-' ? standardInput : source, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // fs throws Errors
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new UsageError(
      `${shown(source)} cannot be read (${reason}): give the path of a JSON file, or the name of a recorded batch (${recordedBatchNames().join(', ')})`,
    );
  }
}

function shown(source: string): string {
  return source === '-' ? 'the batch on standard input' : `the batch "${source}"`;
}

/** `1-numbers.json` is `numbers`: the number only orders the files. */
function shortName(path: string): string {
  return basename(path).replace(/\.json$/, '').replace(/^\d+-/, '');
}
