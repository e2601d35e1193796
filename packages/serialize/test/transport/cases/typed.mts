/* eslint-disable -- every odd form, on purpose */
// Requirement 6: TypeScript with types that can be erased: Node strips them itself (22.18 and later), tsx and esbuild compile it.
import type { PathLike } from 'node:fs';
import { existsSync } from 'node:fs';
import { Money } from './imported/money.mjs';
import { rate, convert as change, type table as unusedType } from './imported/rates.mjs';
import { asAtHome, listRows, throws } from './rows.cjs';

const { rows, carries } = listRows();
export { rows };

interface Shape { area(): number; name?: string }
type Pair<A, B = A> = readonly [A, B];
const limit: number = 10;
let counter = 0 as number;
const table = { EUR: 1.1, USD: 1 } as const satisfies Record<string, number>;
const generic = <T,>(value: T): T => value;
function overload(a: string): string;
function overload(a: number): number;
function overload(a: any): any { return a; }
abstract class Base<T> implements Shape { declare ghost: string; abstract area(): number; protected readonly kind: string = 'base'; constructor(public_: T) { this.held = public_; } held: T; describe(this: Base<T>): string { return `${this.kind} ${String(this.held)} ${this.area()}`; } }
class Square extends Base<string> { override kind = 'square'; #side: number; constructor(side: number) { super('held'); this.#side = side; } area(): number { return this.#side ** 2; } static of(n: number): Square { return new Square(n); } }

carries('typed: parameters and result', [2, 'b'], [2, 'b', 10], () => (a: number, b?: string, ...rest: unknown[]): unknown[] => [a, b, limit, ...rest]);
carries('typed: captured let', [], [1, 2], () => (): Pair<number> => [(counter += 1), ++counter] as Pair<number>);
carries('typed: as, satisfies and !', [], [1.1, 1], () => () => [(table as { EUR: number })!.EUR, (table as any satisfies object).USD]);
carries('typed: generic arrow and function', ['x'], ['x', 5], () => { const first = <A, B>(a: A, _b: B): A => a; return <T,>(v: T): unknown => [generic<T>(v), first<number, string>(5, '')]; });
carries('typed: overloads', [], ['a', 1], () => () => [overload('a'), overload(1)]);
carries('typed: abstract class, implements, override, #private', [], 'square held 9', () => () => Square.of(3).describe());
carries('typed: captured instance', [], ['square held 4', true], () => { const s: Shape & Square = new Square(2); return () => [s.describe(), s instanceof Square]; });
carries('typed: import used as a value and a type', [2], [3, 'kept'], () => (n: number) => [change(n), (new Money(n) as Money).reveal()]);
carries('typed: type-only imports leave nothing', ['/'], true, () => (path: PathLike) => existsSync(path));
carries('typed: assertion function', [1], 1, () => { function isNumber(v: unknown): asserts v is number { if (typeof v !== 'number') throw new TypeError('no number'); } return (v: unknown): number => { isNumber(v); return v; }; });
carries('typed: this parameter', [], [true], () => { const f = function (this: void): boolean { return this === undefined; }; return () => [f()]; });
carries('typed: optional members and chains', [{}], ['none', undefined], () => { const key = 'a'; return (o: Record<string, { b?: string }>) => [o[key]?.b ?? 'none', o?.[key]?.b!]; });
carries('typed: declare and type in a function', [3], 9, () => { type Local = number; const nine: Local = 9; return (_n: Local): Local => { type Inner = Local; const r: Inner = nine; return r; }; });
carries('typed: async generator', [2], [0, 1.5], () => async function* (n: number): AsyncGenerator<number, void, unknown> { for (let i: number = 0; i < n; i += 1) yield i * rate; });
carries('typed: object method and accessor', [1], [11, 10], () => { const o = { m<T extends number>(a: T): number { return a + limit; }, get g(): number { return limit; } }; return (a: number) => [o.m(a), o.g]; });
carries('typed: method with types, transported', [1], 11, () => ({ m(this: unknown, a: number): number { return a + limit; } }).m);
carries('typed: static generic method, transported', [1], 11, () => (class { static m<T extends number>(a: T): number { return a + limit; } }).m);
carries('typed: a comparison that looks like a type', [1, 2, 3], [true, false], () => (a: any, b: any, c: any) => [a < b, a < limit && c > (limit)]);
carries('typed: const assertion and tuple', [], asAtHome, () => { const t = ['a', 1] as const; const [x, y]: Pair<string, number> = t; return () => ({ t, x, y }); });
carries('typed: error thrown', [], throws('RangeError', 'typed 10'), () => (): never => { throw new RangeError(`typed ${limit}`); });
carries('typed: recursive types and functions', [3], [3, 2, 1], () => { interface Node { next?: Node; v: number } const chain = (n: number): Node | undefined => (n === 0 ? undefined : { v: n, next: chain(n - 1) } as Node); return (n: number) => { const all: number[] = []; for (let x: Node | undefined = chain(n); x; x = x.next) all.push(x.v); return all; }; });
