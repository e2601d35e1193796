import { measures } from './measures.ts';
import type { MeasureValues } from './measure.ts';

/**
 * One round, in a process of its own that is started with `--expose-gc`: of all measures, or of those that are taken in each round.
 * Writes one line of JSON, with null for what was left out.
 */
const [effort, round] = process.argv.slice(2);
const values: (MeasureValues | null)[] = [];
for (const measure of measures) values.push(measure.once === true && round !== 'first' ? null : await measure.run({ quick: effort === 'quick' }));
process.stdout.write(JSON.stringify(values));
