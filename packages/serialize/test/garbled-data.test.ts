import { describe, expect, test } from 'vitest';
import { deserializeFunction, describeFunction, isTransportError, serializeFunction } from '@exec/serialize';
import { identified } from '../src/format/serialized-function.ts';
import { runNode } from './node.ts';
import type { ClosureFunction, SerializedFunction } from '@exec/serialize';

test('whatever member is garbled, data are refused or revived, and nothing else is thrown', { timeout: 90_000 }, async () => {
  const { stdout, stderr, code } = await runNode(['--no-warnings', 'garbled-far.mjs'], { timeout: 80_000 });
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 }); // some values of members have made V8 crash
  const report = JSON.parse(stdout) as [name: string, ending: string][]; // `as`: garbled-far.mjs prints so
  expect(report.length).toBeGreaterThan(1500);
  expect(report.filter(([, ending]) => ending !== 'revived' && ending !== 'refused')).toEqual([]);
});

describe('the member at fault is named', async () => {
  const outside = { list: [1] };
  const good = await serializeFunction(() => outside);
  const { id: _, ...content } = good as ClosureFunction; // `as`: it captures a variable
  const state = (nodes: unknown): SerializedFunction => identified<ClosureFunction>({ ...content, state: JSON.stringify(nodes) });
  const nodes = JSON.parse(content.state) as object[];
  const cases: [string, unknown, string][] = [
    ['nothing', undefined, 'garbled: it is undefined, not an object'],
    ['version', { ...good, v: 2 }, 'garbled at "v"'],
    ['kind', { ...good, kind: '__proto__' }, 'garbled at "kind"'],
    ['name', { ...good, name: null }, 'garbled at "name"'],
    ['id', { ...good, id: 'a' }, 'garbled at "id"'],
    ['state', { ...good, id: 'a', state: [] }, 'garbled at "state"'],
    ['code', { ...good, id: 'a', code: null }, 'garbled at "code"'],
    ['units', { ...good, id: 'a', code: { id: '', units: 1, links: [] } }, 'garbled at "code.units"'],
    ['links', identified<ClosureFunction>({ ...content, code: { id: 'x', units: [], links: [{ type: 'namespace', url: 1 } as never] } }), 'garbled at "code.links[0].url": 1 is not a string'],
    ['node', state([...nodes.slice(0, -1), { type: 'junk' }]), `garbled at "state[${nodes.length - 1}].type": "junk" is no type of node`],
    ['member of a node', state([{ ...nodes[0], values: 1 }, ...nodes.slice(1)]), 'garbled at "state[0].values": 1 is not a list'],
    ['text of a state', identified<ClosureFunction>({ ...content, state: '[' }), 'garbled at "state": it is no JSON text'],
  ];
  test.each(cases)('%s', async (_name, data, message) => {
    const error: unknown = await deserializeFunction(data as SerializedFunction).catch((caught: unknown) => caught);
    expect(isTransportError(error)).toBe(true);
    expect(error).toMatchObject({ message: expect.stringContaining(message) as string });
  });
  test('to describeFunction too', () => {
    expect(() => describeFunction({ ...good, v: 2 } as unknown as SerializedFunction)).toThrow('garbled at "v"');
  });
});
