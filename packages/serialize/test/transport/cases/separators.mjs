// Requirement 6: a script with U+2028 and U+2029 in strings, which some count as ends of lines and others do not.
import { listRows } from './rows.cjs';

const { rows, carries } = listRows();
export { rows };

const separators = '  ';
carries('separators: shared counter behind them', [], [1, 2, 2], () => { let n = 0; const up = () => (n += 1); return () => [up(), up(), n]; });
carries('separators: on the same line', [], [' ', 1, 1], () => { const s = ' '; let n = 0; const up = () => (n += 1); return () => [s, up(), n]; });
carries('separators: in a captured constant', [], 2, () => () => separators.length);
