import { takeCoverage } from 'node:v8';
import { afterAll } from 'vitest';

// vitest ends its own processes before V8 would write their coverage; c8 needs what they loaded.
afterAll(() => {
  if (process.env['NODE_V8_COVERAGE'] !== undefined) takeCoverage();
});
