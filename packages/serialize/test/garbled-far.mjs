/* eslint-disable no-sparse-arrays -- holes travel too */
// Revives data of which one member at a time is garbled, and prints how each ended. The ids are those of the garbled content, as those
// of somebody who knows the format would be.
import { deserializeFunction, isTransportError, serializeFunction } from '@exec/serialize';
import { createHash } from 'node:crypto';

const hashOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 32);
const toTransport = Symbol.for('@exec/serialize/toTransport'), fromTransport = Symbol.for('@exec/serialize/fromTransport');

function makeTool() {
  let count = 0;
  const list = [1, , { deep: new Map([['k', new Set([new Date(0), /a/g, 1n, -0, undefined])]]) }, Object(1), new URL('http://a.b/'), new Error('e'), Symbol('s'), Symbol.iterator, Symbol.for('f')];
  const bytes = new Uint8Array([1, 2, 3]);
  class Base { #secret = 1; static #hidden = 2; static made = 1; get secret() { return this.#secret + Base.#hidden; } }
  class Derived extends Base { field = () => this.secret; }
  class Money { constructor(cents) { this.cents = cents; } [toTransport]() { return { cents: this.cents }; } static [fromTransport]({ cents }) { return new Money(cents); } }
  const held = [new Derived(), new Money(3), Object.freeze({ get x() { return count; } }), (function (a) { return [this, a]; }).bind({ a: 1 }, 2)];
  const next = () => (count += 1);
  return function tool() { return [next(), list, bytes, held, count]; };
}

/** Data with the ids that its content has. */
function withIds(data) {
  if (data.kind === 'closure' && Array.isArray(data.code?.units) && Array.isArray(data.code?.links)) {
    for (const unit of data.code.units) if (typeof unit === 'object' && unit !== null) unit.id = hashOf(JSON.stringify(Object.entries({ ...unit, id: undefined }).sort()));
    data.code.id = hashOf(JSON.stringify([data.code.units.map((unit) => unit?.id), data.code.links]));
  }
  const parts = {
    source: () => [data.text, data.strict, data.globals, data.url ?? null, data.line ?? null, data.column ?? null, data.file ?? null, data.importName ?? null],
    closure: () => [data.code?.id, data.state, data.isConstant],
    module: () => [data.url, data.path, data.textHash ?? null, data.onHolder ?? false],
    builtin: () => [data.from, data.path],
  }[data.kind];
  return parts === undefined ? data : { ...data, id: hashOf(JSON.stringify([1, data.kind, data.name, ...parts()])) };
}

const junk = [null, true, -1, 1.5, 1e9, '', 'junk', [], ['junk'], [0], [99999], [['number']], {}, { type: 'junk' }, [null, null, null]];

let turn = 0;

/** Copies of a value in which one thing in it is missing, or some junk: each time other junk. */
function* garbledCopies(value, path = '') {
  turn += 1;
  for (const bad of junk.filter((_, index) => (index + turn) % 5 === 0)) yield [`${path || '(all)'} = ${JSON.stringify(bad)}`, bad];
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const copy = Array.isArray(value) ? [...value] : { ...value };
    if (Array.isArray(value)) copy.splice(Number(key), 1);
    else delete copy[key];
    yield [`${path}.${key} missing`, copy];
    for (const [name, changed] of garbledCopies(value[key], `${path}.${key}`)) yield [name, Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }];
  }
}

const report = [];
async function attempt(name, data) {
  let ending = 'revived';
  try {
    await deserializeFunction(data);
  } catch (error) {
    ending = isTransportError(error) ? 'refused' : `threw ${String(error?.stack ?? error)}`;
    if (isTransportError(error) && !error.message.endsWith(error.fix)) ending = `refused without a fix: ${error.message}`;
  }
  report.push([name, ending]);
}

const samples = [
  structuredClone(await serializeFunction(makeTool())),
  await serializeFunction((a) => Math.max(a, 1)),
  await serializeFunction(Math.max),
  { v: 1, kind: 'module', name: 'f', url: 'data:text/javascript,export const f = () => 1', path: ['f'] },
];
for (const sample of samples) {
  // The members of a state are garbled one by one, below.
  const { state, ...rest } = sample;
  for (const [name, data] of garbledCopies(rest)) {
    const whole = typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...data, ...(state === undefined ? {} : { state }) } : data;
    await attempt(`${sample.kind}${name}`, whole);
    if (typeof whole === 'object' && whole !== null && 'kind' in whole) {
      let named = whole;
      try { named = withIds(structuredClone(whole)); } catch { /* nobody could give that an id */ }
      await attempt(`${sample.kind}${name}, with its id`, named);
    }
  }
  if (state === undefined) continue;
  for (const [name, nodes] of garbledCopies(JSON.parse(state))) await attempt(`state${name}`, withIds({ ...structuredClone(sample), state: JSON.stringify(nodes) }));
  for (const text of ['', '{', 'null', '[', state.slice(0, -1), `${state}x`]) await attempt(`state ${JSON.stringify(text.slice(0, 20))}`, withIds({ ...structuredClone(sample), state: text }));
}
process.stdout.write(JSON.stringify(report));
