/* eslint-disable -- code that throws, on purpose */
// Requirement 2: what some tool refuses to build: assignments to constants, top-level await in CommonJS, a name that is a string, `#name in`, a name in brackets.
import { late, readLate } from './imported/late.mjs';
import { countUp, 'a name with spaces' as spaced } from './imported/rates.mjs';
import { asAtHome, listRows, throws } from './rows.cjs';

const { rows, carries } = listRows();
export { rows };

carries('assigning a const still throws', [], throws('TypeError', 'Assignment to constant variable.'), () => { const a = 1; return () => { a = 2; }; });
carries('assigning a captured const in a closure still throws', [], ['TypeError', 1], () => { const a = 1; return () => { try { (() => { a += 1; })(); } catch (error) { return [error.name, a]; } }; });
carries('import: assigning throws', [], 'TypeError', () => () => { try { countUp = 1; } catch (error) { return error.name; } });
carries('import: module with top-level await', [], ['after await', 'after await'], () => () => [late, readLate()]);
carries('import: a name with spaces', [2], 3, () => (n) => spaced(n));
carries('#private: in', [], [true, false], () => { class K { #brand; static is(v) { return #brand in v; } } const k = new K(); return () => [K.is(k), K.is({})]; });
carries('#private: in of a method', [], [true, false], () => { class K { #m() {} static is(v) { return #m in v; } } const k = new K(); return () => [K.is(k), K.is({})]; });
carries('import(): the error of a missing module names the importing file', ['./imported/missing.mjs'], true, () => async (where) => import(where).catch((error) => error.message.includes('unbundled.mjs')));
carries('assigning a captured const throws where it stands', [], asAtHome, () => { const a = 1; return () => { try { a = 2; } catch (error) { return [error.name, error.message, /unbundled\.\w+:\d+/.test(error.stack.split('\n')[1])]; } }; });
carries('a name in brackets gives none to the function assigned to it', [], ['', 'b'], () => { let a, b; const read = () => [a, b]; return () => { (a) = () => 1; b = () => 1; return read().map(({ name }) => name); }; });
