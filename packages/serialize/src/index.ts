export { deserializeFunction } from './deserialize-function.ts';
export { describeFunction } from './describe-function.ts';
export { moduleReference } from './module-reference.ts';
export { serializeFunction } from './serialize-function.ts';
export type { SerializeOptions } from './serialize-function.ts';
export type { BuiltinFunction, ModuleFunction, SerializedFunction, SourceFunction } from './serialized-function.ts';
export { isTransportError, TransportError } from './transport-error.ts';
export type { TransportErrorDetails } from './transport-error.ts';
