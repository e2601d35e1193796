// What a worker needs: a part of index.ts that loads neither the parser nor the inspector.
export { deserializeFunction, prepareCode, prepareFunction } from './deserialize-function.ts';
export { isTransportError, TransportError } from './transport-error.ts';
