import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBatch, recordedBatchNames } from './batch.ts';
import { catalogue, faultyTools } from './catalogue.ts';
import { UsageError } from './usage-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'exec-demo-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('the recorded batches', () => {
  it('come in several formats, each with the sentence of the user', () => {
    const batches = recordedBatchNames().map(readBatch);
    expect(new Set(batches.map(({ format }) => format))).toEqual(new Set(['OpenAI chat', 'OpenAI responses', 'Anthropic', 'Gemini']));
    for (const { user, calls } of batches) {
      expect(user).toMatch(/\w/);
      expect(calls.length).toBeGreaterThan(1);
    }
  });

  it('call every tool of the catalogue, and all faults but the mistakes are among the faulty tools', () => {
    const called = new Set(recordedBatchNames().flatMap((name) => readBatch(name).calls.map((call) => call.name)));
    called.delete('get_wether'); // a mistake of the batch "mistakes", on purpose
    expect([...called].sort()).toEqual(Object.keys(catalogue).sort());
    for (const name of faultyTools.keys()) expect(catalogue).toHaveProperty(name);
  });
});

describe('readBatch', () => {
  it('reads a file by its path and names the batch after it', () => {
    const path = write('mine.json', '[{"id":"1","name":"find_primes","arguments":"{}"}]');
    expect(readBatch(path)).toEqual({ name: 'mine', format: 'plain', calls: [{ id: '1', name: 'find_primes', arguments: '{}' }] });
  });

  it.each([
    ['a file that is not there', () => join(folder, 'absent.json'), /cannot be read \(there is no such file\): give the path .*numbers, errands/],
    ['a folder', () => folder, /cannot be read \(it is a folder\): give the path/],
    ['a file that is not JSON', () => write('text.json', 'hello'), /is not JSON \(.+\): give the model's answer as it came/],
    ['JSON of another kind', () => write('other.json', '{"a":1}'), /is no batch of tool calls, since .+: give an answer with tool calls/],
  ])('refuses %s with a sentence that says what to do', (_, source, message) => {
    const path = source();
    expect(() => readBatch(path)).toThrow(UsageError);
    expect(() => readBatch(path)).toThrow(message);
  });
});
