// Prints what transport costs on this machine: `node packages/serialize/test/costs.mjs` after a build. Medians, except for what happens once.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deserializeFunction, serializeFunction } from '@exec/serialize';
import * as exported from './fixtures/exported.mjs';

if (process.argv[2] === 'first') {
  const start = performance.now();
  await serializeFunction((a) => Math.max(a, 1));
  process.send(performance.now() - start);
  process.disconnect();
} else {
  const rows = [];
  const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  const measure = async (what, run, count, batch = 1) => {
    const times = [];
    for (let i = 0; i < count; i += 1) {
      const start = performance.now();
      for (let j = 0; j < batch; j += 1) await run(i);
      times.push(((performance.now() - start) * 1000) / batch);
    }
    rows.push({ what, microseconds: Number(median(times).toPrecision(2)) });
  };
  const first = [];
  for (let i = 0; i < 5; i += 1) {
    const child = fork(fileURLToPath(import.meta.url), ['first']);
    first.push(await new Promise((resolve) => child.once('message', resolve)));
  }
  rows.push({ what: 'first capture in a process', microseconds: Math.round(median(first) * 1000) });

  const fresh = Array.from({ length: 1000 }, () => (a) => Math.max(a, 1));
  const nameless = Array.from({ length: 1000 }, () => (a) => a + 1);
  const secret = 1;
  const pending = Promise.resolve();
  await serializeFunction(exported.add);
  const names = Array.from({ length: 1000 }, (_, i) => `f${i}`);
  const many = await import(`data:text/javascript,${names.map((name) => `export const ${name}=()=>1`).join(';')}`);
  await measure('capture by reference, function not seen before', (i) => serializeFunction(many[names[i]]), 1000);
  await measure('capture by value, no free names', (i) => serializeFunction(nameless[i]), 1000);
  await measure('capture by value, one global', (i) => serializeFunction(fresh[i]), 1000);
  await measure('capture as a closure over one constant', () => serializeFunction(() => secret), 500);
  await measure('refusal of a closure over a promise', () => serializeFunction(() => pending).catch(() => undefined), 500);
  await measure('capture, function seen before, by reference', () => serializeFunction(exported.add), 200, 1000);
  await measure('capture, function seen before, by value', () => serializeFunction(fresh[0]), 200, 1000);
  const texts = await Promise.all(Array.from({ length: 1000 }, (_, i) => serializeFunction(new Function('a', `return a + ${i}`))));
  await measure('revive, id not seen before', (i) => deserializeFunction(texts[i]), 1000);
  await measure('revive, id seen before', () => deserializeFunction(texts[999]), 200, 1000);
  console.log(`Node ${process.versions.node}`);
  console.table(rows);
}
