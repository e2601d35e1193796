import { Executor } from '@exec/core';
import type { InputSchema, ToolCallResult } from '@exec/core';
import { jsonSchemaValidator } from '@exec/core/json-schema';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

async function check(inputSchema: unknown, input: unknown, executor = new Executor({ jsonSchema: jsonSchemaValidator })): Promise<ToolCallResult & { ran: unknown[] }> {
  const ran: unknown[] = [];
  const echo = { inputSchema: inputSchema as InputSchema, execute: (given: unknown) => { ran.push(given); return given; } };
  const [result] = await executor.run({ echo }, [{ id: '1', name: 'echo', arguments: JSON.stringify(input) }]);
  if (result === undefined) throw new Error('no result');
  return { ...result, ran };
}

const orderJsonSchema = {
  type: 'object',
  properties: {
    items: { type: 'array', items: { type: 'object', properties: { price: { type: 'number', minimum: 0 } }, required: ['price'], additionalProperties: false } },
    'ship to': { type: 'string' },
  },
  required: ['items'],
};

const schemas: Record<string, unknown> = {
  zod: z.object({ items: z.array(z.strictObject({ price: z.number().min(0) })), 'ship to': z.string().optional() }),
  valibot: v.object({ items: v.array(v.strictObject({ price: v.pipe(v.number(), v.minValue(0)) })), 'ship to': v.optional(v.string()) }),
  'JSON Schema': orderJsonSchema,
  'JSON Schema, draft 7': { $schema: 'http://json-schema.org/draft-07/schema#', ...orderJsonSchema },
  'an AI SDK schema without validate': { jsonSchema: orderJsonSchema },
  'an AI SDK schema whose JSON Schema comes later': { jsonSchema: Promise.resolve(orderJsonSchema) },
};

describe.each(Object.entries(schemas))('%s', (_, schema) => {
  it('lets pass what fits', async () => {
    const input = { items: [{ price: 1 }, { price: 2.5 }], 'ship to': 'Graz' };
    expect(await check(schema, input)).toMatchObject({ status: 'ok', value: input, ran: [input] });
  });

  it('refuses what does not, naming path and expectation, before the tool runs', async () => {
    const result = await check(schema, { items: [{ price: 1 }, { price: 'free' }] });
    expect(result).toMatchObject({ status: 'error', error: { code: 'INVALID_ARGUMENTS', retryable: false }, ran: [] });
    expect(result.output).toMatch(/^Error executing echo: the arguments do not fit: items\[1\]\.price: .*number/);
    expect(result.status === 'error' && 'issues' in result.error && result.error.issues).toMatchObject([{ path: 'items[1].price' }]);
  });

  it('refuses what is missing, what is not allowed, and keys that need quotes in a path', async () => {
    expect((await check(schema, {})).output).toMatch(/items/);
    const result = await check(schema, { items: [{ price: 1, prize: 2 }], 'ship to': 5 });
    expect(result.output).toContain('prize');
    expect(result.output).toContain('["ship to"]: ');
  });
});

describe('a schema', () => {
  it('gives the tool what it made of the input: defaults, transforms, without unknown keys', async () => {
    const zod = z.object({ at: z.iso.date().transform((text) => new Date(text)), limit: z.number().default(10) });
    const expected = { at: new Date('2026-01-31'), limit: 10 };
    expect((await check(zod, { at: '2026-01-31', extra: true })).ran).toEqual([expected]);
    const valibot = v.object({ at: v.pipe(v.string(), v.isoDate(), v.transform((text) => new Date(text))), limit: v.optional(v.number(), 10) });
    expect((await check(valibot, { at: '2026-01-31', extra: true })).ran).toEqual([expected]);
  });

  it('may be asynchronous', async () => {
    const taken = z.object({ name: z.string().refine(async (name) => { await Promise.resolve(); return name !== 'taken'; }, 'is taken') });
    expect((await check(taken, { name: 'free' })).status).toBe('ok');
    expect((await check(taken, { name: 'taken' })).output).toBe('Error executing echo: the arguments do not fit: name: is taken');
  });

  it('may be a function, as arktype’s', async () => {
    const schema = Object.assign(() => undefined, { '~standard': z.object({ n: z.number() })['~standard'] });
    expect((await check(schema, { n: 1 })).status).toBe('ok');
    expect((await check(schema, { n: '1' })).output).toContain('n: ');
  });

  it('of the AI SDK validates itself, may be given by a function, and may answer later', async () => {
    const validate = (value: any): unknown =>
      typeof value.n === 'number' ? { success: true, value: { n: value.n + 1 } } : { success: false, error: new Error('n has to be a number') };
    const variants = [
      { jsonSchema: {}, validate },
      { jsonSchema: {}, validate: async (value: unknown) => validate(value) },
      () => ({ jsonSchema: {}, validate }),
    ];
    for (const schema of variants) {
      expect((await check(schema, { n: 1 }, new Executor())).ran).toEqual([{ n: 2 }]);
      const refused = await check(schema, { n: 'one' }, new Executor());
      expect(refused).toMatchObject({ status: 'error', error: { code: 'INVALID_ARGUMENTS' }, ran: [] });
      expect(refused.output).toContain('n has to be a number');
    }
  });

  it('that is JSON Schema needs a validator; the refusal says where to get it', async () => {
    for (const schema of [orderJsonSchema, { jsonSchema: orderJsonSchema }]) {
      const result = await check(schema, { items: [] }, new Executor());
      expect(result).toMatchObject({ status: 'error', error: { code: 'INVALID_TOOL' }, ran: [] });
      expect(result.output).toContain("import { jsonSchemaValidator } from '@exec/core/json-schema'".replace('import', 'Import'));
    }
  });

  it('that is JSON Schema is compiled once, by whichever validator the executor was given', async () => {
    let compiled = 0;
    const executor = new Executor({ jsonSchema: () => { compiled++; return (value) => ((value as { n?: unknown }).n === 1 ? [] : [{ path: 'n', message: 'has to be 1' }]); } });
    const schema = { type: 'object' };
    expect((await check(schema, { n: 1 }, executor)).status).toBe('ok');
    expect((await check(schema, { n: 2 }, executor)).output).toContain('n: has to be 1');
    expect(compiled).toBe(1);
  });

  it.each<[string, unknown]>([
    ['throws', { '~standard': { version: 1, vendor: 'test', validate: () => { throw new Error('broken schema'); } } }],
    ['rejects', { '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('broken schema')) } }],
    ['throws in its function', () => { throw new Error('broken schema'); }],
    ['is null', null],
    ['is JSON Schema that its validator does not understand', { $ref: '#/$defs/missing' }],
  ])('that %s is the developer’s fault: INVALID_TOOL, and the tool does not run', async (_, schema) => {
    const result = await check(schema, { n: 1 });
    expect(result).toMatchObject({ status: 'error', error: { code: 'INVALID_TOOL' }, ran: [] });
  });

  it('names at most ten faults', async () => {
    const result = await check(z.object({ all: z.array(z.number()) }), { all: Array.from({ length: 25 }, String) });
    expect(result.output).toContain('all[9]: ');
    expect(result.output).not.toContain('all[10]: ');
    expect(result.output).toMatch(/; and 15 more$/);
    expect(result.status === 'error' && 'issues' in result.error && result.error.issues).toHaveLength(25);
  });

  it('also checks the input of submit', async () => {
    const tool = { name: 'double', inputSchema: z.object({ n: z.number() }), execute: ({ n }: { n: number }) => 2 * n };
    expect(await new Executor().submit(tool, { n: 21 }).result).toMatchObject({ status: 'ok', value: 42 });
    expect(await new Executor().submit(tool, { n: '21' as never }).result).toMatchObject({ status: 'error', error: { code: 'INVALID_ARGUMENTS' } });
  });
});

describe('JSON Schema paths', () => {
  it('decode RFC 6901 escapes and percent signs', async () => {
    const schema = { type: 'object', properties: { 'a/b~c': { type: 'object', properties: { '50% off': { type: 'number' } } } } };
    expect((await check(schema, { 'a/b~c': { '50% off': 'x' } })).output).toContain('["a/b~c"]["50% off"]: ');
    const closed = { type: 'object', additionalProperties: false };
    for (const key of ['%', '%zz', '100%25', '%E4']) {
      expect((await check(closed, { [key]: 1 })).output).toContain(`[${JSON.stringify(key)}]: is not allowed here`);
    }
  });

  it('of a key that is half a surrogate pair: the arguments are refused, not the schema', async () => {
    const result = await check({ type: 'object', additionalProperties: false }, { '\ud800': 1 });
    expect(result).toMatchObject({ error: { code: 'INVALID_ARGUMENTS', issues: [{ message: 'a key is not well-formed Unicode' }] }, ran: [] });
  });
});
