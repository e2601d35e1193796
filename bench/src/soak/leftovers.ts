import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants } from '../process-tree.ts';
import type { IdFiles } from './soak-run.ts';

/** What a program holds that could pile up. */
export interface Holdings {
  children: number;
  resources: Record<string, number>;
  listeners: Record<string, number>;
}

export function holdings(): Holdings {
  const resources: Record<string, number> = {};
  // Our own sleep, and writes to a terminal or a pipe, come and go.
  for (const name of process.getActiveResourcesInfo()) {
    if (name !== 'Timeout' && !/^(?:TTY|Pipe|FS)/.test(name)) resources[name] = (resources[name] ?? 0) + 1;
  }
  const listeners = Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));
  return { children: process.platform === 'linux' ? descendants(process.pid).length : 0, resources, listeners };
}

/** @returns what is there now and was not before, after the two seconds that dying processes may take */
export async function leftovers(before: Holdings): Promise<string[]> {
  let left: string[] = [];
  for (let attempt = 0; attempt < 20; attempt++) {
    const now = holdings();
    left = [
      ...(now.children > before.children ? [`${now.children - before.children} child processes are left`] : []),
      ...more(before.resources, now.resources, 'handles of the kind'),
      ...more(before.listeners, now.listeners, 'listeners of process for'),
    ];
    if (left.length === 0) return left;
    await sleep(100);
  }
  return left;
}

/** @returns ids that began twice, or that have a result without having begun */
export function idFaults({ begun, completed }: IdFiles): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const id of lines(begun)) {
    if (seen.has(id)) faults.push(`${id} began twice`);
    seen.add(id);
  }
  for (const id of lines(completed)) if (!seen.has(id)) faults.push(`${id} has a result but never began`);
  return faults;
}

function more(before: Record<string, number>, now: Record<string, number>, what: string): string[] {
  return Object.entries(now).flatMap(([name, count]) => (count > (before[name] ?? 0) ? [`${count - (before[name] ?? 0)} more ${what} ${name}`] : []));
}

const lines = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter((line) => line !== '');
