import { InlineStrategy } from '@exec/core';
import type { ExecutionStrategy } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { ThreadStrategy } from '@exec/thread';
import { SequentialStrategy } from './strategies/sequential-strategy.ts';

/** The modes that the demo compares, in the order in which it runs them. A strategy of your own joins here. */
const strategies: Readonly<Record<string, () => ExecutionStrategy>> = {
  inline: () => new InlineStrategy(),
  sequential: () => new SequentialStrategy(),
  thread: () => new ThreadStrategy(),
  process: () => new ProcessStrategy(),
};

export const modeNames: readonly string[] = Object.keys(strategies);

/** @throws Error if no strategy has this mode */
export function makeStrategy(mode: string): ExecutionStrategy {
  const make = Object.hasOwn(strategies, mode) ? strategies[mode] : undefined;
  if (make === undefined) throw new Error(`there is no mode "${mode}"; there are ${modeNames.join(', ')}`);
  return make();
}
