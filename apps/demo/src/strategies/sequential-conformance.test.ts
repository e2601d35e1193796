import { strategySuite } from '@exec/conformance';
import { describe, it } from 'vitest';
import { SequentialStrategy } from './sequential-strategy.ts';

strategySuite({ describe, it }, () => new SequentialStrategy(), {
  limitMs: 1_000,
  knownDeviations: [{ id: 'overlap:async', reason: 'calls run one after another: that is what the strategy is for' }],
});
