import { describe, expect, it } from 'vitest';
import { toToolCalls } from './call-batch.ts';
import { toJsonSchema } from './python-schema.ts';

describe('toToolCalls', () => {
  it('takes the first accepted value, leaves out what may be left out, and unwraps the values inside', () => {
    const answer = [
      { 'area.circle': { radius: [5, 5.0], unit: ['', 'cm'] } },
      { book: { guest: [{ name: ['Ada'], nights: [3, '3'], note: [''] }], tags: [['a', 'b'], 'a'] } },
    ];
    expect(toToolCalls('batch_1', answer)).toEqual([
      { id: 'batch_1/0', name: 'area.circle', arguments: '{"radius":5}' },
      { id: 'batch_1/1', name: 'book', arguments: '{"guest":{"name":"Ada","nights":3},"tags":["a","b"]}' },
    ]);
  });

  it('refuses an answer of another shape', () => {
    expect(() => toToolCalls('batch_1', [{ f: {}, g: {} }])).toThrow('batch_1, call 0: not one function name');
    expect(() => toToolCalls('batch_1', [{ f: { a: [] } }])).toThrow('a: not a list of accepted values');
  });
});

describe('toJsonSchema', () => {
  it("translates Python's type names at every depth and keeps the other keywords", () => {
    expect(
      toJsonSchema({
        type: 'dict',
        properties: {
          type: { type: 'float', description: 'a parameter that is named type', maximum: 5 },
          pair: { type: 'tuple', items: { type: 'any' }, optional: true },
          rows: { type: 'array', items: { type: 'dict', properties: { n: { type: 'integer' } }, required: ['n'] } },
        },
        required: ['type'],
      }),
    ).toEqual({
      type: 'object',
      properties: {
        type: { type: 'number', description: 'a parameter that is named type', maximum: 5 },
        pair: { type: 'array', items: {} },
        rows: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } },
      },
      required: ['type'],
    });
  });

  it('knows no other type names', () => {
    expect(() => toJsonSchema({ type: 'complex' })).toThrow('no JSON Schema type for "complex"');
  });
});
