import { coldStart } from './cold-start.ts';
import { computing } from './computing.ts';
import { faults } from './faults.ts';
import { headOfLine } from './head-of-line.ts';
import { heartbeat } from './heartbeat.ts';
import { largeBytes } from './large-bytes.ts';
import { largeStrings } from './large-strings.ts';
import { memory } from './memory.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Scenario } from './scenario.ts';
import { tinyBatch } from './tiny-batch.ts';
import { waiting } from './waiting.ts';
import { warmHundred } from './warm-hundred.ts';

export const scenarios: readonly Scenario[] = [
  tinyBatch,
  warmHundred,
  headOfLine,
  oneAtATime,
  waiting,
  computing,
  largeStrings,
  largeBytes,
  coldStart,
  heartbeat,
  memory,
  faults,
];
