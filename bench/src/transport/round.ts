import { measures } from './measures.ts';
import type { MeasureValues } from './measure.ts';

/** One round of all measures, in a process of its own that is started with `--expose-gc`. Writes one line of JSON. */
const values: MeasureValues[] = [];
for (const measure of measures) values.push(await measure.run({ quick: process.argv[2] === 'quick' }));
process.stdout.write(JSON.stringify(values));
