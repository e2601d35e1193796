/* eslint-disable -- sloppy code, on purpose */
// Requirement 2: strict and sloppy code keep their rules.
const rows = require('./rows.cjs');

const table = rows.listRows();
const { carries } = table;
exports.rows = table.rows;
const { asAtHome } = rows;
let assigned = 1;

const object = { boxes() { return [typeof this, assigned]; }, strict() { 'use strict'; return [typeof this, assigned]; } };
const strictPart = (function () { 'use strict'; const one = 1; return { arrow: () => (function () { return [this === undefined, one]; })(), method() { return [this === undefined, one]; } }; })();
class Klass { static strict() { return [typeof this, assigned]; } }
carries('sloppy: this is the global object', [], [true, 1], () => function () { return [this === globalThis, assigned]; });
carries('sloppy: this in a method', [], ['object', 1], () => object.boxes);
carries('sloppy: strict by its own directive', [], ['undefined', 1], () => object.strict);
carries('sloppy: strict by the function around it', [], [true, 1], () => strictPart.arrow);
carries('sloppy: method strict by the function around it', [], [true, 1], () => strictPart.method);
carries('sloppy: strict by its class', [], ['undefined', 1], () => Klass.strict);
carries('sloppy: captured sloppy and strict functions keep their rules', [], [true, true], () => { const sloppy = function () { return this === globalThis; }; const strict = function () { 'use strict'; return this === undefined; }; return () => [sloppy(), strict()]; });
carries('sloppy: boxed primitives as this', [], ['object', 'number'], () => { const sloppy = function () { return typeof this; }; const strict = function () { 'use strict'; return typeof this; }; return () => [sloppy.call(1), strict.call(1)]; });
carries('sloppy: octal literal', [], 8, () => new Function('const zero = 0; return () => 010 + zero;')());
carries('sloppy: octal escape', [], '\x08', () => new Function("const none = ''; return () => '\\10' + none;")());
carries('sloppy: with statement', [{ a: 1 }], [1, 'outer'], () => { const b = 'outer'; return function (o) { with (o) { return [a, b]; } }; });
carries('sloppy: delete of a name', [], [false, 1], () => { var a = 1; return () => [delete a, a]; });
carries('sloppy: arguments are the parameters', [1], [2, 1], () => { const one = 1; return function (a) { arguments[0] = 2; return [a, one]; }; });
carries('sloppy: arguments.callee', [5], 120, () => { const one = 1; return function (n) { return n < 2 ? one : n * arguments.callee(n - 1); }; });
carries('sloppy: function hoisted out of a block', [], [1, 2], () => { const two = 2; return function () { { function inner() { return 1; } } return [inner(), two]; }; });
carries('sloppy: assigning to a name that nobody declared makes a global', [], [1, true], () => { const one = 1; return () => { made_by_the_table = one; const made = 'made_by_the_table' in globalThis; delete globalThis.made_by_the_table; return [one, made]; }; });
carries('sloppy: assigning a frozen property is silent', [], [1, 'TypeError'], () => { const o = Object.freeze({ a: 1 }); const strict = () => { 'use strict'; o.a = 2; }; return () => { o.a = 2; let name; try { strict(); } catch (error) { name = error.name; } return [o.a, name]; }; });
carries('sloppy: names reserved in strict code', [], [1, 2, 3, 4, 5], () => { var let_ = 0, static = 1, implements = 2, interface = 3, yield = 4, package = 5; return () => [static, implements, interface, yield, package]; });
carries('sloppy: a variable called let', [], 1, () => new Function('var let = 1; return () => let')());
carries('sloppy: a variable called await', [], 1, () => { var await = 1; return () => await; });
carries('sloppy: duplicate parameters', [1, 2], [2, 1], () => { const one = 1; return function (a, a) { return [a, one]; }; });
carries('sloppy: named function expression whose name is assigned', [], ['function', 1], () => { const one = 1; return function me() { me = 5; return [typeof me, one]; }; });
carries('sloppy: caller sees no arguments property', [], asAtHome, () => { const f = function () {}; return () => Object.getOwnPropertyNames(f); });
carries('sloppy: HTML-like comment', [], 1, () => new Function('var x = 1; return () => { <!-- comment\n return x; }')());
