export { ProcessStrategy } from './process-strategy.ts';
export type { ProcessResourceLimits, ProcessStrategyOptions } from './process-strategy.ts';
export type { PathPermission, ProcessPermissions } from './permissions.ts';
export type { PoolStats } from '@exec/worker';
