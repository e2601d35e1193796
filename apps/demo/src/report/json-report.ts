import { availableParallelism } from 'node:os';
import { heartbeatMs } from '../arena/heartbeat.ts';
import type { BatchReport } from './batch-report.ts';

/** The whole report as one JSON document; its shape is described in the README of the demo. */
export function jsonReport(reports: readonly BatchReport[], timeoutMs: number): string {
  const batches = reports.map(({ batch, runs }) => ({ ...batch, runs }));
  return JSON.stringify({ node: process.version, cores: availableParallelism(), heartbeatMs, timeoutMs, batches }, null, 2);
}
