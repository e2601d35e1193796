/** Values that structured clone carries exactly, made anew for each reader. JSON alone carries few of them. */
export const exactValues: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  text: () => 'naïve — 😀 "quoted" \u0000 \ud800',
  'long text': () => 'x'.repeat(2_000_000),
  'negative zero': () => -0,
  'not a number': () => [Number.NaN, Infinity, -Infinity],
  bigint: () => ({ atoms: 10n ** 40n }),
  date: () => [new Date(86_400_000)],
  'regular expression': () => /a+(?<name>b)/giu,
  map: () => new Map<unknown, unknown>([['orders', new Map([[1, 'one']])], [{ key: true }, undefined]]),
  set: () => new Set([1, 'two', new Set([3])]),
  bytes: () => ({ raw: new Uint8Array([0, 127, 255]), words: new Uint16Array([1, 65_535]), buffer: new Uint8Array([1, 2]).buffer }),
  'undefined in an object': () => ({ present: undefined, list: [undefined, null] }),
  'key __proto__': () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as unknown,
  cycle: () => {
    const node: { name: string; self?: unknown } = { name: 'node' };
    node.self = node;
    return node;
  },
  'shared part': () => {
    const shared = { n: 1n };
    return [shared, shared];
  },
  nested: () => ({ a: [{ b: { c: [1, 2.5, -3e-7, 'x', true, null] } }] }),
};

class Account {
  readonly owner = 'Ada';
  #balance = 100;
  get balance(): number {
    return this.#balance;
  }
}

/** Values that lose something, or all, on the way to another thread, process or machine. */
export const lossyValues: Readonly<Record<string, () => unknown>> = {
  function: () => function greet() { return 'hello'; },
  symbol: () => Symbol('secret'),
  'function in an object': () => ({ name: 'handler', run: () => 1 }),
  'class instance': () => new Account(),
  proxy: () => new Proxy({ inside: 1 }, {}),
  'weak map': () => new WeakMap(),
  iterator: () => ({ rows: ['a', 'b'].values() }),
  'throwing getter': () => ({
    fine: 1,
    get bad(): never {
      throw new Error('do not read me');
    },
  }),
  'throwing toJSON': () => ({
    fine: 1,
    toJSON(): never {
      throw new Error('do not serialize me');
    },
  }),
};
