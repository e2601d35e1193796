import fc from 'fast-check';

/** What the closures of a maker do with its variables `a` and `b`. */
const bodies = fc.constantFrom('(a += 1)', '(b += 2)', 'a', 'b', '[a, b]', '(b = a)', '(a = [a, b].length)', '(() => ++a)()', '((x = a) => (b = x))()', '[b, (() => { let a = b; return ++a; })()]', 'typeof (a ??= 1)');

/** Ways to write one closure. */
const forms = [
  (body: string) => `() => ${body}`,
  (body: string) => `function () { return ${body}; }`,
  (body: string) => `(x, y = ${body}) => y`,
  (body: string) => `(() => () => ${body})()`,
];

const closures = fc.tuple(fc.constantFrom(...forms), bodies).map(([form, body]) => form(body));

/** Ways in which closures leave the scope that they are over. Each gives an object from which `call(it, n)` reaches closure n. */
const exits: readonly ((closures: readonly string[]) => string)[] = [
  (all) => `return { ${all.map((text, at) => `m${at}: ${text}`).join(', ')} };`,
  (all) => `${all.map((text, at) => `const m${at} = ${text};`).join(' ')} return { ${all.map((_, at) => `m${at}`).join(', ')} };`,
  (all) => `${all.map((text, at) => `function f${at}() { return (${text})(); }`).join(' ')} return { ${all.map((_, at) => `m${at}: f${at}`).join(', ')} };`,
  (all) => `const api = {}; ${all.map((text, at) => `api.m${at} = ${text};`).join(' ')} return api;`,
  (all) => `return { ${all.map((text, at) => `m${at}() { return (${text})(); }`).join(', ')} };`,
  (all) => `return { ${all.map((text, at) => `get g${at}() { return (${text})(); }`).join(', ')} };`,
  (all) => `return [${all.join(', ')}];`,
  (all) => `const m = ${all[0] ?? ''}; return Object.assign(m, { ${all.slice(1).map((text, at) => `m${at + 1}: ${text}`).join(', ')} });`,
  (all) => `return new Map([${all.map((text, at) => `['m${at}', ${text}]`).join(', ')}]);`,
  (all) => `const map = new Map(); ${all.map((text, at) => `map.set('m${at}', ${text});`).join(' ')} return map;`,
  (all) => `return new (class { constructor() { ${all.map((text, at) => `this.m${at} = ${text};`).join(' ')} } })();`,
  (all) => `return new (class { ${all.map((text, at) => `m${at} = ${text};`).join(' ')} })();`,
  (all) => `return new (class { ${all.map((text, at) => `m${at}() { return (${text})(); }`).join(' ')} })();`,
  (all) => `return class { ${all.map((text, at) => `static m${at}() { return (${text})(); }`).join(' ')} };`,
];

/** Ways in which a function gets its variables. Calls with equal arguments give scopes with equal contents, which is the hard case. */
const makers: readonly ((exit: string) => string)[] = [
  (exit) => `const make = (a, b = a) => { ${exit} };`,
  (exit) => `function make(s) { let a = s, b = s; ${exit} }`,
  (exit) => `function make(s) { var a = s; { let b = s; ${exit} } }`,
  (exit) => `const make = (s) => { let a = s; return (() => { let b = s; ${exit} })(); };`,
  (exit) => `const make = (s) => { let a = s; const mark = {}; const inner = (b) => { mark.b = b; ${exit} }; return inner(s); };`,
  (exit) => `const make = function (s, a = s, b = (() => a)()) { ${exit} };`,
  (exit) => `const make = (s) => { try { throw s; } catch (a) { let b = a; ${exit} } };`,
  (exit) => `const make = (s) => { switch (s) { default: let a = s; let b = s; ${exit} } };`,
  (exit) => `const make = (s) => { for (let a = s, b = s; ; ) { ${exit} } };`,
  (exit) => `const make = (s) => { for (const [a1, b1] of [[s, s]]) { let a = a1, b = b1; ${exit} } };`,
  (exit) => `const make = ({ a, b }) => { ${exit} };`,
  (exit) => `const make = (s) => { let a = s; const mark = []; const of = (b) => { mark.push(b); ${exit} }; const one = of(s); one.other ??= of(s); return one; };`,
];

const argument = (maker: string): string => (maker.includes('({ a, b })') ? '{ a: 1, b: 1 }' : '1');

/** What is called, in turn: a closure of one result. */
const calls = fc.array(fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 2 })), { minLength: 1, maxLength: 8 });

const reach = 'const call = (it, n) => { const f = it.get?.(`m${n}`) ?? (`g${n}` in it ? undefined : it[`m${n}`] ?? it[n] ?? it); return f === undefined ? it[`g${n}`] : f.call(it); };';

/** Ways to hold the results of a maker. Each gives expressions for the results. */
const holders = fc.constantFrom<readonly [text: (make: string) => string, results: readonly string[]]>(
  [(make) => `const one = ${make}, two = ${make};`, ['one', 'two']],
  [(make) => `const list = [${make}, ${make}];`, ['list[0]', 'list[1]']],
  [(make) => `let held = { one: ${make} }; held = { ...held, two: ${make} };`, ['held.one', 'held.two']],
  [(make) => `const one = ${make};`, ['one', 'one']],
  [(make) => `const one = ${make}; const two = one.other ?? one;`, ['one', 'two']],
);

const parts = fc.record({ maker: fc.constantFrom(...makers), exit: fc.constantFrom(...exits), closures: fc.array(closures, { minLength: 3, maxLength: 3 }), holder: holders, calls, before: calls });

/** Source text of an expression that makes a function over results of makers, each of which it holds whole: all of them can travel. */
export const makerPrograms: fc.Arbitrary<string> = parts.map(({ maker, exit, closures: all, holder: [hold, results], calls: called, before }) => {
  const say = ([result, n]: readonly [number, number]): string => `call(${results[result] ?? ''}, ${n})`;
  const text = maker(exit(all));
  return ['(() => {', reach, text, hold(`make(${argument(text)})`), ...before.slice(1).map((each) => `${say(each)};`), `return () => [${called.map(say).join(', ')}];`, '})()'].join('\n');
});

/**
 * The same over single closures, taken from results of makers that are not held: whose variables they are may be beyond knowing. Their
 * names are not those that the maker gives them.
 */
export const pickedPrograms: fc.Arbitrary<string> = fc
  .record({ parts, picks: fc.array(fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 2 })), { minLength: 2, maxLength: 4 }), destructured: fc.boolean() })
  .map(({ parts: { maker, closures: all, calls: called }, picks, destructured }) => {
    const text = maker(`return { ${all.map((each, at) => `m${at}: ${each}`).join(', ')} };`);
    const make = `make(${argument(text)})`;
    const held = destructured
      ? `const { ${picks.map(([, n], at) => `m${n}: p${at}`).join(', ')} } = ${make}; const { ${picks.map(([, n], at) => `m${n}: q${at}`).join(', ')} } = ${make};`
      : `const [${picks.map((_, at) => `p${at}`).join(', ')}] = ((one, two) => [${picks.map(([result, n]) => `${result === 0 ? 'one' : 'two'}.m${n}`).join(', ')}])(${make}, ${make});`;
    const names = picks.flatMap((_, at) => (destructured ? [`p${at}`, `q${at}`] : [`p${at}`]));
    return ['(() => {', text, held, `return () => [${called.map(([, n], at) => `${names[(n + at) % names.length] ?? ''}()`).join(', ')}];`, '})()'].join('\n');
  });
