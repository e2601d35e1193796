import fc from 'fast-check';

/** What names a value may refer to, so that one value stands in several places. */
const variables = ['v0', 'v1', 'v2', 'v3', 'v4'];
const functions = ['f0', 'f1', 'f2', 'f3'];

const literals = fc.oneof(
  fc.constantFrom('-0', 'NaN', 'Infinity', '-Infinity', 'undefined', 'null', 'true', '0n'),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? '-0' : String(number))),
  fc.bigInt().map((number) => `${number}n`),
  fc.string({ unit: fc.constantFrom('a', '"', '\\', '`', '${', '\n', '\0', '\u2028', '\uD800', '\uDFFF', '\u{1F600}', '__proto__', 'é') }).map((text) => JSON.stringify(text).replaceAll('\u2028', '\\u2028')), // raw, it has rows of its own
  fc.constantFrom('Symbol("s")', 'Symbol.for("registered")', 'Symbol.iterator', 'shared', 'Math.max', 'Object.prototype', 'new URL("http://a.test/?b")'),
);

const keys = fc.constantFrom('a', 'b', '"odd key"', '["__proto__"]', '7', '[shared]');

/** Source text of values: of every kind, nested, with the names of other values and of functions among them. */
const values: fc.Arbitrary<string> = fc.letrec<{ value: string; list: string; object: string }>((tie) => {
  const members = fc.uniqueArray(fc.tuple(keys, tie('value')), { maxLength: 4, selector: ([key]) => key });
  const parts = fc.array(tie('value'), { maxLength: 3 });
  return {
    value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, { weight: 4, arbitrary: literals }, { weight: 2, arbitrary: fc.constantFrom(...variables, ...functions) }, { weight: 3, arbitrary: tie('list') }, { weight: 4, arbitrary: tie('object') }),
    list: fc.oneof(
      parts.map((all) => `[${all.join(', ')}]`),
      parts.map((all) => `[, ${all.join(', , ')}]`),
      parts.map((all) => `new Set([${all.join(', ')}])`),
      fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((all) => `new Map([${all.map(([key, value]) => `[${key}, ${value}]`).join(', ')}])`),
      fc.uint8Array({ maxLength: 4 }).map((bytes) => `Uint8Array.of(${bytes.join(', ')})`),
      fc.array(fc.float({ noNaN: true }), { maxLength: 3 }).map((all) => `Float64Array.of(${all.join(', ')})`),
      fc.date({ noInvalidDate: false }).map((date) => `new Date(${date.getTime()})`),
      fc.constantFrom('/a(b)/g', 'Object.assign(/a/y, { lastIndex: 2 })'),
    ),
    object: fc.oneof(
      members.map((all) => `{ ${all.map(([key, value]) => `${key}: ${value}`).join(', ')} }`),
      members.map((all) => `Object.assign(Object.create(null), { ${all.map(([key, value]) => `${key}: ${value}`).join(', ')} })`),
      tie('value').map((value) => `Object.freeze({ kept: ${value} })`),
      tie('value').map((value) => `({ get read() { return ${value}; } })`),
      tie('value').map((value) => `new Box(${value})`),
      tie('value').map((value) => `new Named(${value})`),
      tie('value').map((value) => `new Error('e', { cause: ${value} })`),
      tie('value').map((value) => `Object.assign(() => (${value}), { own: ${value} })`),
      fc.integer({ max: 9, min: 0 }).map((start) => `makeCounter(${start})`),
    ),
  };
}).value;

/** One step in the body of a function. `left` bounds how deep functions call each other. */
const steps: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('count += 1;', 'n0 = count;', 'said.push(count);', 'n1 = [n0, n1 && 1];', 'said.push(typeof n1);'),
  fc.constantFrom(...functions).map((name) => `if (left > 0) said.push(${name}(left - 1));`),
  fc.constantFrom(...variables).map((name) => `said.push(${name});`),
  values.map((value) => `said.push(${value});`),
  fc.constantFrom(...variables).map((name) => `if (typeof ${name}?.up === 'function') said.push(${name}.up(), ${name}.read());`),
  fc.constantFrom('{ const count = "shadow"; said.push((() => count)()); }', 'for (let i = 0; i < 2; i += 1) { n0 = [() => i][0]; said.push(n0()); }', 'try { null.missing(); } catch (count) { said.push(count.name); }'),
);

/** Ties one value to another, so that cycles come about. */
const links = fc.tuple(fc.constantFrom(...variables), fc.constantFrom(...variables, ...functions)).map(([from, to]) => `link(${from}, ${to});`);

const bodies = fc.array(steps, { minLength: 1, maxLength: 4 });

/** Source text of an expression that makes a function over values, counters and other functions. */
export const programs: fc.Arbitrary<string> = fc
  .record({
    initial: fc.array(values, { minLength: variables.length, maxLength: variables.length }),
    links: fc.array(links, { maxLength: 4 }),
    bodies: fc.array(bodies, { minLength: functions.length, maxLength: functions.length }),
    result: bodies,
  })
  .map(({ initial, links: ties, bodies: all, result }) =>
    [
      '(() => {',
      "const shared = Symbol('shared');",
      'class Box { #kept; constructor(kept) { this.#kept = kept; } kept() { return this.#kept; } }',
      'class Named extends Box { label = "named"; get [shared]() { return this.kept(); } }',
      'const makeCounter = (start) => { let at = start; return { id: {}, up: () => (at += 1), read: () => at }; };',
      'const link = (from, to) => { if (Object(from) === from && Object.isExtensible(from) && from !== Math.max && from !== Object.prototype) from.linked = to; };',
      'let count = 0, n0 = -0, n1;',
      ...all.map((body, at) => `function f${at}(left) { const said = []; ${body.join(' ')} return said; }`),
      // A value may name those before it only; `var` lets it name the others too, as undefined.
      ...variables.map((name) => `var ${name};`),
      ...initial.map((value, at) => `v${at} = ${value};`),
      ...ties,
      `return () => { const said = []; const left = 2; ${result.join(' ')} return [said, count, n0, n1, typeof shared]; };`, // `shared` is one of its kind in each call, which tells the calls apart
      '})()',
    ].join('\n'),
  );
