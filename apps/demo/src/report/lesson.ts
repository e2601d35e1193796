import type { ModeRun } from '../arena/mode-run.ts';
import { milliseconds } from './plain-text.ts';

/** In ms. Shorter stalls come from a busy machine as well, and teach nothing about a mode. */
const tellingStallMs = 300;

/** What a reader should take from one batch, in a sentence or two, by what was seen in these runs and nothing else. */
export function lesson(runs: readonly ModeRun[]): string | undefined {
  if (runs.length < 2) return undefined;
  return lostHostLesson(runs) ?? stallLesson(runs) ?? waitingLesson(runs);
}

function lostHostLesson(runs: readonly ModeRun[]): string | undefined {
  const lost = runs.filter((run) => run.host.fate !== 'survived');
  if (lost.length === 0) return undefined;
  const lostCalls = lost.map((run) => `${run.results.filter((result) => result.status === 'lost').length} calls (${run.mode})`);
  const survivors = runs.filter((run) => run.host.fate === 'survived').map((run) => run.mode);
  const loss = `One faulty call took its whole host along, and with it the answers to ${list(lostCalls)}.`;
  return survivors.length === 0 ? loss : `${loss} In ${survivors.length === 1 ? 'mode' : 'modes'} ${list(survivors)} its fate was its own: every other call got its answer.`;
}

function stallLesson(runs: readonly ModeRun[]): string | undefined {
  const byStall = [...runs].sort((a, b) => a.heartbeat.longestStallMs - b.heartbeat.longestStallMs);
  const best = byStall[0];
  const worst = byStall.at(-1);
  if (best === undefined || worst === undefined) return undefined;
  if (worst.heartbeat.longestStallMs < tellingStallMs) return undefined;
  if (worst.heartbeat.longestStallMs < 3 * best.heartbeat.longestStallMs) {
    return `Each of these hosts answered nobody for ${milliseconds(best.heartbeat.longestStallMs)} ms or more at a stretch.`;
  }
  const stalled = `In mode ${worst.mode} the host answered nobody for ${milliseconds(worst.heartbeat.longestStallMs)} ms at a stretch`;
  return `${stalled}, in mode ${best.mode} for ${milliseconds(best.heartbeat.longestStallMs)} ms: calls that compute belong outside the host.`;
}

function waitingLesson(runs: readonly ModeRun[]): string | undefined {
  const byTime = [...runs].sort((a, b) => a.wallMs - b.wallMs);
  const fastest = byTime[0];
  const slowest = byTime.at(-1);
  if (fastest === undefined || slowest === undefined) return undefined;
  const times = `${fastest.mode} took ${milliseconds(fastest.wallMs)} ms, ${slowest.mode} ${milliseconds(slowest.wallMs)} ms`;
  return `No host suffered here, so the cheapest mode will do: ${times}.`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
