export { ThreadStrategy } from './thread-strategy.ts';
export type { ThreadStrategyOptions } from './thread-strategy.ts';
export type { PoolStats } from '@exec/worker';
