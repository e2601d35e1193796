export { CallLoop } from './call-loop.ts';
export { FlightRecorder, flightRecordBytes } from '../flight-record.ts';
export type { FlightRecordFile } from '../flight-record.ts';
export { deserialize, ownCopy, serialize } from '../out-of-band.ts';
export { callItems, outcomeItems, outcomeKind } from '../protocol.ts';
export type { EncodedInput } from '../value-codec.ts';
export type { EncodedThrown } from '../error-codec.ts';
export type { EncodedReport, FarMessage, HostMessage } from '../protocol.ts';
export type { FarWire } from '../wire.ts';
