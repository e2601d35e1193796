import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeFunction } from './describe-function.ts';
import { functionContents } from './function-contents.ts';
import { identified } from './format/serialized-function.ts';
import { serializeFunction } from './serialize-function.ts';
import type { ModuleFunction } from './format/serialized-function.ts';

describe('functionContents', () => {
  test('lists variables, functions, classes, members, built-ins and globals', async () => {
    class Account { #balance = 1; get balance(): number { return this.#balance; } }
    const account = new Account();
    const settings = { apiKey: 'k', ['__proto__']: 1, nested: new Map([['from a Map', 1]]) };
    const help = (): unknown => [account, join];
    let count = 0;
    const next = (): unknown => [(count += 1), settings, help(), URL];
    expect(functionContents(await serializeFunction(next))).toMatchObject({
      name: 'next',
      by: 'value',
      isSigned: false,
      variables: expect.arrayContaining(['settings', 'help', 'count', 'account']) as string[],
      functions: ['help'],
      classes: ['Account'],
      members: expect.arrayContaining(['apiKey', '__proto__', 'nested', 'from a Map', 'balance']) as string[],
      globals: ['URL'],
    });
  });

  test('of a function by reference or by name there is nothing but its place', async () => {
    const data = identified<ModuleFunction>({ kind: 'module', name: 'f', url: 'https://a.b/tools.mjs', path: ['api', 'f'] });
    expect(functionContents(data)).toMatchObject({ by: 'reference', characters: 0, variables: [], modules: ['https://a.b/tools.mjs, export api.f'] });
    expect(functionContents(await serializeFunction(Math.max))).toMatchObject({ by: 'name', builtins: ['Math.max'] });
  });
});

describe('describeFunction', () => {
  test('says the same in a line', async () => {
    const rates = { EUR: 1 };
    expect(describeFunction(await serializeFunction((amount: number) => Math.round(amount * rates.EUR)))).toMatch(/^unnamed function by value: \d+ characters from \S*describe-function\.test\.ts:\d+, capturing rates, with the members EUR, using Math$/);
    expect(describeFunction(await serializeFunction(Math.max))).toBe('function "max" by name: Math.max');
    expect(describeFunction(await serializeFunction(() => 1, { hmacKey: 'k' }))).toMatch(/, signed$/);
  });

  test('long lists and long names are cut, and nothing makes a second line', async () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`member ${index}\n\u2028`, index]));
    const huge = { ['x'.repeat(100_000)]: 1 };
    const line = describeFunction(await serializeFunction(() => [many, huge]));
    expect(line).toMatch(/member 7[^,]* and 993 more|and 99\d more/);
    expect(line.length).toBeLessThan(1000);
    expect(line).not.toMatch(/[\n\u2028]/);
  });
});
