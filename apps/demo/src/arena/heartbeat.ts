/** The host should beat this often, in ms. */
export const heartbeatMs = 20;

/** How regularly a host's event loop came round. */
export interface HeartbeatCount {
  /** Periods in which there was a beat. */
  kept: number;
  /** Periods in all. */
  possible: number;
  /** The longest time without a beat, in ms. */
  longestStallMs: number;
}

/**
 * Beats on the multiples of {@link heartbeatMs}. A beat that comes late does not move the next one, so a free event loop
 * keeps every period, and a blocked one loses as many as it was blocked for.
 *
 * @returns stops it
 */
export function startHeartbeat(onBeat: () => void): () => void {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout;
  const schedule = (): void => {
    const elapsedMs = performance.now() - startedAt;
    const nextMs = (Math.floor(elapsedMs / heartbeatMs) + 1) * heartbeatMs;
    // Rounded up, since a timer cuts fractions off and would come round before the period begins.
    timer = setTimeout(beat, Math.ceil(nextMs - elapsedMs));
  };
  const beat = (): void => {
    onBeat();
    schedule();
  };
  schedule();
  return () => {
    clearTimeout(timer);
  };
}

/**
 * @param beatsAtMs - when the beats were, in ms since the start, ascending
 * @param wallMs - how long the host was watched
 */
export function countBeats(beatsAtMs: readonly number[], wallMs: number): HeartbeatCount {
  const possible = Math.floor(wallMs / heartbeatMs);
  // The period 0 began with the clock itself: its beat is the start.
  const periods = new Set(beatsAtMs.map((atMs) => Math.floor(atMs / heartbeatMs)).filter((period) => period > 0 && period <= possible));
  let longestStallMs = 0;
  let previous = 0;
  for (const atMs of [...beatsAtMs, wallMs]) {
    longestStallMs = Math.max(longestStallMs, atMs - previous);
    previous = atMs;
  }
  return { kept: periods.size, possible, longestStallMs };
}
