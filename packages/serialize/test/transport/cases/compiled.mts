// @ts-nocheck -- this workspace allows only TypeScript that can be erased; its subject is the other kind
/* eslint-disable -- every odd form, on purpose */
// Requirement 6: TypeScript that has to be compiled (tsx, esbuild): enums, namespaces, parameter properties, decorators.
import { asAtHome, listRows } from './rows.cjs';

const { rows, carries } = listRows();
export { rows };

enum Color { Red, Green = 5, Blue }
enum Word { Yes = 'yes', No = 'no' }
const enum Inline { One = 1 }
namespace Shapes { export const sides = 4; export const double = (n: number): number => n * 2; export namespace Deep { export const word = 'deep'; } }
class Holder { constructor(public readonly a: number, private b = 2, protected c?: string) {} sum(): number { return this.a + this.b; } }
const log: string[] = [];
function logged(value: Function, context: ClassMethodDecoratorContext): any { log.push(String(context.name)); return function (this: unknown, ...all: unknown[]) { return ['logged', value.apply(this, all)]; }; }
class Decorated { @logged run(a: number): number { return a + 1; } @logged static make(): string { return 'made'; } }

carries('compiled: enum', [], [5, 'Green', 6, 0], () => () => [Color.Green, Color[5], Color.Blue, Color['Red']]);
carries('compiled: string enum', [], ['yes', ['Yes', 'No']], () => () => [Word.Yes, Object.keys(Word)]);
carries('compiled: const enum', [], 1, () => () => Inline.One);
carries('compiled: enum of a function', [], ['B', 1], () => { enum Local { A, B } return () => [Local[1], Local.B]; });
carries('compiled: namespace', [3], [4, 6, 'deep'], () => (n: number) => [Shapes.sides, Shapes.double(n), Shapes.Deep.word]);
carries('compiled: parameter properties', [], [3, 1], () => () => { const h = new Holder(1); return [h.sum(), h.a]; });
carries('compiled: instance with parameter properties', [], asAtHome, () => { const h = new Holder(1, 5, 'c'); return () => [h, h.sum()]; });
carries('compiled: decorated methods', [1], [['logged', 2], ['logged', 'made']], () => (a: number) => [new Decorated().run(a), Decorated.make()]);
carries('compiled: decorators do not run again', [], ['make', 'run'], () => () => { void Decorated; return [...log].sort(); });
carries('compiled: named functions keep their names', [], ['inner', 'arrow', 'K'], () => { const arrow = () => 1; function inner() {} class K {} return () => [inner.name, arrow.name, K.name]; });
carries('compiled: functions made inside keep their names', [], ['inner', 'arrow', 'K'], () => { const one = 1; return () => { const arrow = () => one; function inner() {} class K {} return [inner.name, arrow.name, K.name]; }; });
carries('compiled: downlevelled syntax', [], [1, [1, 2], 'x'], () => { class K { static #p = 1; static read() { return K.#p; } accessor auto = 'x'; } return () => [K.read(), [...new Set([1, 2])], new K().auto]; });
carries('compiled: using', [], ['used', 'disposed'], () => { const said: string[] = []; return () => { { using held = { [Symbol.dispose]: () => void said.push('disposed') }; said.push('used'); void held; } return said; }; });
