// Requirement 4: graphs that no recursion survives.
import { listRows } from './rows.cjs';

const { rows, carries } = listRows();
export { rows };

carries('large: list of 20 000 nodes', [], 20_000, () => { let first = null; for (let i = 0; i < 20_000; i += 1) first = { next: first }; return () => { let n = 0; for (let x = first; x !== null; x = x.next) n += 1; return n; }; });
carries('large: 20 000 nested arrays', [], 20_000, () => { let a = []; for (let i = 0; i < 20_000; i += 1) a = [a]; return () => { let n = 0; for (let x = a; x.length > 0; [x] = x) n += 1; return n; }; });
carries('large: 20 000 nested Maps', [], 20_000, () => { let m = new Map(); for (let i = 0; i < 20_000; i += 1) m = new Map([['m', m]]); return () => { let n = 0; for (let x = m; x.size > 0; x = x.get('m')) n += 1; return n; }; });
carries('large: 2 000 nested closures', [], 2000, () => { let f = () => 0; for (let i = 0; i < 2000; i += 1) { const g = f; f = () => 1 + g(); } return f; });
carries('large: list with both ways', [], [5000, true], () => { const first = { i: 0 }; let last = first; for (let i = 1; i < 5000; i += 1) last = last.next = { i, before: last }; return () => { let n = 1; for (let x = first; x.next; x = x.next) n += 1; return [n, last.before.next === last]; }; });
carries('large: causes of an error, 2 000 deep', [], 2000, () => { let e; for (let i = 0; i < 2000; i += 1) e = new Error(String(i), { cause: e }); return () => { let n = 0; for (let x = e; x; x = x.cause) n += 1; return n; }; });
