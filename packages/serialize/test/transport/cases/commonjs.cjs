// Requirement 2: the names that CommonJS puts around a module.
const fs = require('node:fs');
const { basename, join } = require('path');
const rows = require('./rows.cjs');
const state = require('./imported/state.cjs');
const { add, settings, Store } = require('./imported/state.cjs');
const times = require('./imported/function.cjs');
const data = require('./imported/data.json');
const self = module;
let assigned = 1;
const topLevelArrow = () => this;
const topLevelThis = this;

const table = rows.listRows();
const { carries } = table;
exports.rows = table.rows;
const { asAtHome } = rows;
exports.word = 'export';
exports.read = function () { return exports.word; };

// ---- names of the module
carries('CommonJS: const and let of the module', [], [100, 1], () => { const o = 100; return () => [o, assigned]; });
carries('CommonJS: require, relative', [1], 101, () => (n) => require('./imported/state.cjs').add(n));
carries('CommonJS: require, built-in', ['/a/b'], 'b', () => (p) => require('node:path').basename(p));
carries('CommonJS: require, package', [], 'function', () => () => typeof require('acorn').parse);
carries('CommonJS: require, JSON', [], 'json', () => () => require('./imported/data.json').word);
carries('CommonJS: require.resolve', [], asAtHome, () => () => [require.resolve('./imported/state.cjs'), require.resolve('acorn')]);
carries('CommonJS: require gives one instance', [], [true, true], () => () => [require('./imported/state.cjs') === require('./imported/state.cjs'), require('./imported/state.cjs') === state]);
carries('CommonJS: require in a closure', [1], 101, () => { const load = () => require('./imported/state.cjs'); return (n) => load().add(n); });
carries('CommonJS: require by another name', [1], 101, () => { const load = require; return (n) => load('./imported/state.cjs').add(n); });
carries('CommonJS: missing module', [], 'MODULE_NOT_FOUND', () => () => { try { require('./imported/missing.cjs'); } catch (error) { return error.code; } });
carries('CommonJS: __filename and __dirname', [], asAtHome, () => () => [__filename, __dirname]);
carries('CommonJS: __dirname in a closure', [], 'cases', () => { const here = () => basename(__dirname); return () => here(); });
carries('CommonJS: module.filename and module.id', [], ['commonjs.cjs', true], () => () => [basename(module.filename), module.id === module.filename || module.id === '.']);
carries('CommonJS: module under another name', [], 'commonjs.cjs', () => () => basename(self.filename));
carries('CommonJS: exports', [], 'export', () => () => exports.word);
carries('CommonJS: module.exports is exports', [], true, () => () => module.exports === exports);
carries('CommonJS: a destructured built-in', [], ['b', 'a/b'], () => () => [basename('/a/b'), join('a', 'b')]);
carries('CommonJS: a required built-in module', [], [true, true], () => () => [fs.existsSync('/'), fs === require('fs')]);
carries('CommonJS: a required module', [1], [101, true], () => (n) => [state.add(n), state === require('./imported/state.cjs')]);
carries('CommonJS: members of a required module', [1], [101, 2, true], () => (n) => [add(n), settings.depth, settings === require('./imported/state.cjs').settings]);
carries('CommonJS: a required class', ['x'], ['x', true], () => (name) => { const s = new Store(name); return [s.name, s instanceof require('./imported/state.cjs').Store]; });
carries('CommonJS: module.exports that is a function', [2], [200, true], () => (n) => [times(n), times === require('./imported/function.cjs')]);
carries('CommonJS: required JSON', [], ['json', true], () => () => [data.word, data.list[1].deep]);
carries('CommonJS: import()', [], [1.5, 'json'], () => async () => [(await import('./imported/rates.mjs')).rate, (await import('./imported/data.json', { with: { type: 'json' } })).default.word]);
carries('CommonJS: an instance of a required class', [], ['kept', true], () => { const kept = new Store('kept'); return () => [kept.name, kept instanceof Store]; });
carries('CommonJS: arrow at top level has the module\'s first exports as this', [], true, () => () => topLevelArrow() === exports);
carries('CommonJS: this of the module in a constant', [], true, () => () => topLevelThis === exports);
carries('CommonJS: require ES module', [], 1.5, () => () => require('./imported/rates.mjs').rate);
