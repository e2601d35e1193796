import { Executor } from '@exec/core';
import type { ExecutorOptions, ToolCallResult, ToolSource } from '@exec/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseArguments } from './arguments.ts';

const tools = { echo: (input: unknown) => input };

async function send(text: unknown, options: ExecutorOptions = {}, source: ToolSource = tools): Promise<ToolCallResult> {
  const [result] = await new Executor(options).run(source, [{ id: '1', name: 'echo', arguments: text as string }]);
  if (result === undefined) throw new Error('no result');
  return result;
}

const codeOf = (result: ToolCallResult): string => (result.status === 'error' ? result.error.code : result.status);

describe('arguments', () => {
  it.each(['', ' ', '\n\t', '{}', '\uFEFF{}'])('%j is no arguments', async (text) => {
    expect(await send(text)).toMatchObject({ status: 'ok', value: {} });
  });

  it.each(['{', '{"a":}', "{'a': 1}", '{"a": 1} trailing', 'undefined', '{"a": NaN}', '{"a": 1,}'])('refuses %j as no JSON, and says what to send', async (text) => {
    const result = await send(text);
    expect(codeOf(result)).toBe('INVALID_ARGUMENTS');
    expect(result.output).toMatch(/^Error executing echo: the arguments are not valid JSON: .+\. Send one JSON object$/);
  });

  it.each(['[1]', '"text"', '5', 'null', 'true'])('refuses %s where no schema allows it', async (text) => {
    const result = await send(text);
    expect(codeOf(result)).toBe('INVALID_ARGUMENTS');
    expect(result.output).toContain('have to be one JSON object');
    expect(await send(text, {}, { echo: { inputSchema: z.json(), execute: (input: unknown) => input } })).toMatchObject({ value: JSON.parse(text) });
  });

  it.each([[undefined, 'undefined'], [null, 'null'], [{ a: 1 }, 'object'], [5, 'number']])('refuses %j, which is no text', async (value, type) => {
    const result = await send(value);
    expect(codeOf(result)).toBe('INVALID_ARGUMENTS');
    expect(result.output).toContain(`have to be JSON text, got ${type}`);
  });
});

describe('the size of arguments', () => {
  it('is limited to 1 MiB unless set', async () => {
    const textOf = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    expect(codeOf(await send(textOf(1024 * 1024)))).toBe('ok');
    const refused = await send(textOf(1024 * 1024 + 1));
    expect(codeOf(refused)).toBe('INVALID_ARGUMENTS');
    expect(refused.output).toContain('too large: 1048577 bytes, the limit is 1048576');
  });

  it('counts bytes of UTF-8, not characters', async () => {
    const text = '{"a":"€€€€"}'; // 12 characters, 20 bytes
    expect(codeOf(await send(text, { maxArgumentBytes: 20 }))).toBe('ok');
    expect(codeOf(await send(text, { maxArgumentBytes: 19 }))).toBe('INVALID_ARGUMENTS');
  });
});

describe('keys that would pollute prototypes', () => {
  it.each([
    '{"__proto__": {"polluted": true}}',
    '{"a": [{"b": {"__proto__": {"polluted": true}}}]}',
    '{"\\u005f\\u005fproto\\u005f_": {"polluted": true}}',
    '{"constructor": {"prototype": {"polluted": true}}}',
    '{"a": {"constructor" : {"prototype": {"polluted": true}}}}',
  ])('%s never reaches the tool', async (text) => {
    let ran = false;
    // What a careless tool does: a deep merge of what it was given.
    const merge = (into: any, from: any): any => {
      for (const key in from) {
        if (typeof from[key] === 'object') into[key] = merge(into[key] ?? {}, from[key]);
        else into[key] = from[key];
      }
      return into;
    };
    try {
      const result = await send(text, {}, { echo: (input: unknown) => { ran = true; return merge({}, input); } });
      expect(codeOf(result)).toBe('INVALID_ARGUMENTS');
      expect(result.output).toContain('"__proto__" or "constructor"');
      expect(ran).toBe(false);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    } finally {
      delete (Object.prototype as { polluted?: unknown }).polluted;
    }
  });

  it('are refused only where they are dangerous', async () => {
    const text = '{"constructor": "ACME Ltd", "note": "about __proto__ and constructor.prototype", "prototype": 1}';
    expect(await send(text)).toMatchObject({ status: 'ok', value: JSON.parse(text) });
  });
});

describe('how deep arguments are nested', () => {
  const nested = (depth: number, inner: unknown): string => `{"deep": ${'['.repeat(depth - 1)}${JSON.stringify(inner)}${']'.repeat(depth - 1)}}`;

  it.each([
    ['brackets in strings', '['.repeat(500)],
    ['quotes and backslashes in strings', '"[\\"['.repeat(300)],
    ['a string that ends in backslashes', '[\\'.repeat(300)],
    ['a key', { ['{["'.repeat(300)]: 1 }],
  ])('is not counted by %s', async (_, inner) => {
    expect(await send(nested(150, inner))).toMatchObject({ status: 'ok' });
    expect(await send(nested(201, inner))).toMatchObject({ error: { code: 'INVALID_ARGUMENTS', message: expect.stringContaining('nested deeper than 200 levels') as string } });
  });
});

describe('arguments nested 100 000 levels deep', () => {
  const depth = 100_000;
  const text = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  it('are refused, whatever the tool checks: a worker could not be sent them, and they would run in the host', async () => {
    for (const tools of [undefined, { echo: { inputSchema: z.object({ a: z.json() }), execute: (input: unknown) => input } }]) {
      const result = await send(text, {}, tools);
      expect(codeOf(result)).toBe('INVALID_ARGUMENTS');
      expect(result.output).toContain('nested deeper than 200 levels');
    }
  });

  it('are told from long texts with brackets in strings', async () => {
    const flat = { a: '['.repeat(1000), b: Array.from({ length: 300 }, () => [{}]), c: '\\"[['.repeat(300) };
    expect(await send(JSON.stringify(flat))).toMatchObject({ status: 'ok', value: flat });
    const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(codeOf(await send(nested(200)))).toBe('ok');
    expect(codeOf(await send(nested(201)))).toBe('INVALID_ARGUMENTS');
  });

  it('are searched for dangerous keys to the bottom', () => {
    expect(() => parseArguments(`${'{"a":'.repeat(depth)}{"__proto__":1}${'}'.repeat(depth)}`, Infinity)).toThrow('"__proto__"');
  });
});
