import type { SettledCall } from './arena-protocol.ts';
import type { HeartbeatCount } from './heartbeat.ts';

/** What became of the host. */
export type HostFate =
  | { fate: 'survived' }
  /** Its event loop was blocked, or it was free and yet no call moved; then the demo killed it. */
  | { fate: 'hung' | 'stuck'; silentMs: number }
  | { fate: 'died'; exitCode: number | null; signal: string | null };

/** What became of one call: as the executor settled it, or lost with the host. */
export type CallReport = { id: string; name: string; mode: string } & (
  | SettledCall
  | { status: 'lost'; started: boolean; output: string }
);

/** One batch, run in one mode. */
export interface ModeRun {
  mode: string;
  /** From the first call's submission to the last result, or to the end of the host. */
  wallMs: number;
  heartbeat: HeartbeatCount;
  host: HostFate;
  /** In the order of the calls. */
  results: CallReport[];
}

/** What became of the host, for a person to read. */
export function describeFate(host: HostFate): string {
  if (host.fate === 'survived') return 'survived';
  if (host.fate !== 'died') return `${host.fate}: killed after ${host.silentMs / 1_000} s`;
  return `died of ${host.signal ?? `exit code ${host.exitCode}`}`;
}
