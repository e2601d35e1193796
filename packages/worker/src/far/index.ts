export { CallLoop } from './call-loop.ts';
export { FlightRecorder, flightRecordBytes } from '../flight-record.ts';
export type { FlightRecordFile } from '../flight-record.ts';
export { deserialize, ownCopy, serialize } from '../out-of-band.ts';
export { outcomeItems, outcomeKind } from '../protocol.ts';
export type { EncodedThrown } from '../error-codec.ts';
export type { CallList, EncodedReport, FarMessage, HostMessage } from '../protocol.ts';
export type { FarWire } from '../wire.ts';
