import { describe, expect, it } from 'vitest';
import type { CallReport, HostFate, ModeRun } from '../arena/mode-run.ts';
import { callTable } from './call-table.ts';
import { differentAnswers } from './comparison.ts';
import { lesson } from './lesson.ts';
import { oneLine } from './plain-text.ts';

function modeRun(mode: string, facts: { wallMs?: number; longestStallMs?: number; host?: HostFate; outputs?: string[] }): ModeRun {
  const { wallMs = 100, longestStallMs = 20, host = { fate: 'survived' }, outputs = ['1'] } = facts;
  const lost = host.fate !== 'survived';
  const results = outputs.map(
    (output): CallReport =>
      lost
        ? { id: '1', name: 'tool', mode, status: 'lost', started: true, output }
        : { id: '1', name: 'tool', mode, status: 'ok', queuedMs: 1, runMs: 2, output },
  );
  return { mode, wallMs, heartbeat: { kept: 4, possible: 5, longestStallMs }, host, results };
}

describe('oneLine', () => {
  it('keeps control characters off the terminal', () => {
    expect(oneLine('a\u001b[31m\nb\tc\u0007', 40)).toBe('a [31m b c');
  });

  it('cuts by characters and says so', () => {
    expect(oneLine('abcdef', 6)).toBe('abcdef');
    expect(oneLine('abcdefg', 6)).toBe('abcde…');
    expect(oneLine('😀'.repeat(9), 3)).toBe('😀😀…');
    expect(oneLine('x'.repeat(100_000), 3)).toBe('xx…');
  });
});

describe('callTable', () => {
  it('shows each call with its arguments and its fate, within the width', () => {
    const run = modeRun('thread', { outputs: ['short', 'long '.repeat(500)] });
    const calls = [{ id: '1', name: 'tool', arguments: '{"a":1}' }, { id: '1', name: 'tool', arguments: '{"a":2}' }];
    const lines = callTable(calls, run, 120).split('\n');
    expect(lines[0]).toMatch(/call +mode +worker +queued ms +run ms +result/);
    expect(lines[2]).toMatch(/tool \{"a":1\} +thread +1\.0 +2\.0 +short/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
  });
});

describe('differentAnswers', () => {
  it('names the calls about which modes disagree; a lost call disagrees with nobody', () => {
    const agreeing = { batch: { name: 'b', format: 'plain', calls: [] }, runs: [modeRun('a', {}), modeRun('b', {})] };
    expect(differentAnswers(agreeing)).toEqual([]);
    const lost = modeRun('c', { host: { fate: 'hung', silentMs: 1 }, outputs: ['lost'] });
    expect(differentAnswers({ ...agreeing, runs: [...agreeing.runs, lost] })).toEqual([]);
    expect(differentAnswers({ ...agreeing, runs: [...agreeing.runs, modeRun('d', { outputs: ['2'] })] })).toEqual(['tool (call 1)']);
  });
});

describe('lesson', () => {
  it('has none where there is nothing to compare', () => {
    expect(lesson([modeRun('inline', {})])).toBeUndefined();
  });

  it('counts the answers that a lost host took along', () => {
    const died: HostFate = { fate: 'died', exitCode: 3, signal: null };
    const text = lesson([modeRun('inline', { host: died, outputs: ['a', 'b'] }), modeRun('process', {})]);
    expect(text).toContain('2 calls (inline)');
    expect(text).toContain('In mode process its fate was its own');
    expect(lesson([modeRun('inline', { host: died }), modeRun('thread', { host: died })])).not.toContain('its own');
  });

  it('compares stalls only if somebody would notice one', () => {
    expect(lesson([modeRun('inline', { longestStallMs: 900 }), modeRun('thread', { longestStallMs: 30 })])).toMatch(/inline .* 900 ms .* thread for 30 ms/);
    expect(lesson([modeRun('inline', { longestStallMs: 900 }), modeRun('other', { longestStallMs: 800 })])).toContain('800 ms or more');
    expect(lesson([modeRun('inline', { wallMs: 200 }), modeRun('sequential', { wallMs: 900 })])).toContain('inline took 200 ms, sequential 900 ms');
  });
});
