import { describe, expect, test } from 'vitest';
import { serializeFunction } from '../serialize-function.ts';
import { checkRules, verdictOn } from './capture-rules.ts';
import type { CaptureRule } from './capture-rules.ts';

class Secret {
  value = 'hidden';
}
class Derived extends Secret {}
const hostile = new Proxy({}, { getPrototypeOf: () => { throw new Error('must not run'); } });

const denied = (rule: CaptureRule, value: unknown, step: string): boolean => verdictOn({ deny: [rule], redact: [] }, value, step) === 'deny';

describe('verdictOn', () => {
  test('knows a name wherever it leads', () => {
    for (const step of ['password', '.password', '["password"]', '.#password', '(value at "password" of a Map)', '[Symbol(password)]', '.password (getter)']) expect(denied('password', 1, step)).toBe(true);
    for (const step of ['passwords', '.password2', '(key of a Map)', '(prototype)']) expect(denied('password', 1, step)).toBe(false);
    expect(denied('__proto__', 1, '.__proto__')).toBe(true);
    expect(denied('#password', 1, '.password')).toBe(false);
  });

  test('knows a class, its instances, its prototype and all that inherits', () => {
    for (const value of [Secret, Secret.prototype, new Secret(), new Derived(), Object.create(new Secret())]) expect(denied(Secret, value, 'x')).toBe(true);
    for (const value of [{}, null, undefined, 'Secret', Object.create(null), hostile]) expect(denied(Secret, value, 'x')).toBe(false);
    expect(denied(Date, new Date(), 'x')).toBe(true);
    expect(denied(Secret, { constructor: Secret }, 'x')).toBe(false);
  });

  test('asks no class what its instances are', () => {
    class Odd {
      static [Symbol.hasInstance](): boolean {
        throw new Error('must not run');
      }
    }
    expect(denied(Odd, {}, 'x')).toBe(false);
  });

  test('deny comes before redact, and nothing takes the place of a prototype', () => {
    expect(verdictOn({ deny: ['a'], redact: ['a'] }, 1, 'a')).toBe('deny');
    expect(verdictOn({ deny: [], redact: ['a'] }, 1, 'a')).toBe('redact');
    expect(verdictOn({ deny: [], redact: [Secret] }, Secret.prototype, '(prototype)')).toBe('deny for redact');
  });
});

test('checkRules quotes the option', () => {
  expect(() => { checkRules('deny', 'password'); }).toThrow(new TypeError('serializeFunction: deny must be a list of names and classes'));
  expect(() => { checkRules('redact', [1]); }).toThrow(/redact/);
  checkRules('deny', ['a', Secret]);
});

const apiKey = 'sk-1';

test('no capture holds what a rule keeps back, however deep it lies', async () => {
  class Vault {
    #key: string;
    constructor(key: string) {
      this.#key = key;
    }
    read(): string {
      return this.#key;
    }
  }
  class Tokens {
    static token = '';
  }
  Tokens.token = apiKey;
  const holders: [rule: CaptureRule, fn: () => unknown][] = [];
  const hold = (rule: CaptureRule, value: unknown): void => { holders.push([rule, () => value]); };
  const inner = (): string => apiKey;
  hold('apiKey', inner);
  hold('secret', { list: [new Map<string, unknown>([['x', { secret: apiKey }]])] });
  hold('key', new Map([['key', apiKey]]));
  hold('#key', new Vault(apiKey));
  hold('token', Tokens);
  hold(Vault, new Set([new Vault(apiKey)]));
  hold('cause', new Error('e', { cause: apiKey }));
  hold('extra', Object.assign(() => 1, { extra: apiKey }));
  let count = apiKey;
  const change = (): string => (count += '!');
  hold('count', change);
  for (const [rule, fn] of holders) {
    await expect(serializeFunction(fn, { deny: [rule] }), String(rule)).rejects.toMatchObject({ code: 'NOT_TRANSPORTABLE', culprit: 'a denied value' });
    expect(JSON.stringify(await serializeFunction(fn)), String(rule)).toContain(apiKey);
    expect(JSON.stringify(await serializeFunction(fn, { redact: [rule] })), String(rule)).not.toContain(apiKey);
    expect(JSON.stringify(await serializeFunction(fn)), String(rule)).toContain(apiKey);
  }
});
