// The home side of the table, in plain Node so that the fixtures are modules of Node's own loader. Prints one JSON report.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { describeFunction, isTransportError, serializeFunction } from '@exec/serialize';
import { references } from './references.mjs';
import { outcomeOf } from './outcome.mjs';
import { table as byValue } from './fixtures/by-value.mjs';
import { table as closures } from './fixtures/closures.mjs';
import sloppy from './fixtures/by-value.cjs';
import { table as refused } from './fixtures/refused.mjs';

const cases = [
  ...[...byValue].map(([name, [fn, args, expected]]) => ({ name: `by value: ${name}`, kind: 'source', fn, args, expected })),
  ...[...sloppy.table].map(([name, [fn, args, expected]]) => ({ name: `sloppy script: ${name}`, kind: 'source', fn, args, expected })),
  ...[...closures].map(([name, [fn, args, expected]]) => ({ name: `closure: ${name}`, kind: 'closure', fn, args, expected })),
  ...references.map(([name, fn, args, expected, kind = 'module']) => ({ name: `by reference: ${name}`, kind, fn, args, expected })),
];

const farFile = new URL('far.mjs', import.meta.url);
const child = fork(fileURLToPath(farFile), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
const worker = new Worker(farFile);
const report = [];
for (const [number, { name, kind, fn, args, expected }] of cases.entries()) {
  const line = { name, kind, expected: expected === undefined ? { nothing: true } : { value: expected }, functionName: fn.name, functionLength: fn.length };
  report.push(line);
  try {
    const data = await serializeFunction(fn);
    line.sent = data;
    line.description = describeFunction(data);
    const away = new Promise((resolve) => child.once('message', resolve));
    child.send({ number, data, args });
    line.process = await away;
    const aside = new Promise((resolve) => worker.once('message', resolve));
    worker.postMessage({ number, data: JSON.parse(JSON.stringify(data)), args });
    line.thread = await aside;
    line.home = await outcomeOf(fn, structuredClone(args)); // last: it may change what is captured
  } catch (error) {
    line.failed = isTransportError(error) ? error.message : String(error?.stack);
  }
}
child.disconnect();
await worker.terminate();
for (const [name, [fn, message, culprit, path]] of refused) {
  const line = { name: `refused: ${name}`, pattern: message.source, culprit, way: path };
  report.push(line);
  try {
    line.sent = await serializeFunction(fn);
  } catch (error) {
    line.error = { isTransportError: isTransportError(error), message: error.message, code: error.code, culprit: error.culprit, path: error.path, fix: error.fix };
  }
}
if (isMainThread) process.stdout.write(JSON.stringify(report));
else parentPort.postMessage(report);
