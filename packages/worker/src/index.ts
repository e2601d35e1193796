export { WorkerPoolStrategy } from './host/worker-pool-strategy.ts';
export type { WorkerKind } from './host/worker-pool-strategy.ts';
export { checkArgumentsOption, poolSettings } from './host/pool-options.ts';
export type { PoolSettings, WorkerPoolOptions } from './host/pool-options.ts';
export { environmentVariables } from './host/worker-environment.ts';
export type { WorkerEnvironment } from './host/worker-environment.ts';
export type { WireEvents, WireExit, WireFactory, WorkerWire } from './wire.ts';
export type { EncodedReport, FarMessage, HostMessage } from './protocol.ts';
export type { EncodedThrown } from './error-codec.ts';
