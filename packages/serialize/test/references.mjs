// Functions that go by reference or by name. Rows: name, function, arguments, expected result, kind of the data if not "module".
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, posix } from 'node:path';
import exportedDefault, * as exported from './fixtures/exported.mjs';
import * as queried from './fixtures/exported.mjs?copy=2#fragment';
import commonJs from './fixtures/exported.cjs';
import { countCalls as inData } from 'data:text/javascript,const by = 2; let n = 0; export const countCalls = () => (n += by)';

const functionModule = createRequire(import.meta.url)('./fixtures/function.cjs');
const { Calculator, instance, tools } = exported;

export const references = [
  ['function declaration', exported.add, [1, 2], 103],
  ['arrow', exported.arrow, [2], 200],
  ['async', exported.later, [1], 101],
  ['generator', exported.count, [2], [100, 101]],
  ['async generator', exported.countLater, [2], [100, 101]],
  ['default export', exportedDefault, [1], ['default', 1, 100]],
  ['renamed export', exported['another name'], [1], ['renamed', 1, 100]],
  ['static method with #private', Calculator.double, [1], 102],
  ['prototype method', Calculator.prototype.half, [4], 102],
  ['method of an object', tools.join, ['a', 'b'], 'a/b'],
  ['odd key', tools['odd key!'], [1], 101],
  ['nested two deep', tools.nested.deep.deepest, [1], -99],
  ['member of a list', tools.list[0], [1], [1, 100]],
  ['method of an instance of an unexported class', instance.reveal, [1], [1, 100]],
  ['own key __proto__', Object.getOwnPropertyDescriptor(tools, '__proto__').value, [1], ['own __proto__', 1, 100]],
  ['module with query and fragment', queried.add, [1, 2], 103],
  ['module state is the far side\'s', exported.countCalls, [], 1],
  ['data: module', inData, [], 2],
  ['CommonJS export', commonJs.add, [1, 2], 103],
  ['CommonJS module knows its file', commonJs.file, [], 'exported.cjs'],
  ['CommonJS object', commonJs.tools.join, ['a', 'b'], 'a-b100'],
  ['CommonJS static method', commonJs.Store.open, [1], ['open', 1, 100]],
  ['CommonJS prototype method', commonJs.Store.prototype.load, [1], ['load', 1, 100]],
  ['CommonJS accessor', commonJs.hidden, [1], ['accessor', 1, 100]],
  ['module.exports itself', functionModule, [1], 101],
  ['member of module.exports', functionModule.helper, [1], -99],
  ['Math.max', Math.max, [1, 3], 3, 'builtin'],
  ['JSON.stringify', JSON.stringify, [{ a: 1 }], '{"a":1}', 'builtin'],
  ['parseInt', parseInt, ['12px'], 12, 'builtin'],
  ['Object.keys', Object.keys, [{ a: 1 }], ['a'], 'builtin'],
  ['structuredClone', structuredClone, [[1]], [1], 'builtin'],
  ['node:path basename', basename, ['/a/b'], 'b', 'builtin'],
  ['node:path posix.join', posix.join, ['a', 'b'], 'a/b', 'builtin'],
  ['node:fs readFileSync', readFileSync, ['/proc/self/comm/none', 'utf8'], { thrown: "Error: ENOTDIR: not a directory, open '/proc/self/comm/none'" }, 'builtin'],
  ['node:crypto createHash', createHash, ['nonsense'], { thrown: 'Error: Digest method not supported' }, 'builtin'],
];
