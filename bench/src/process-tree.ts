import { readFileSync, readdirSync } from 'node:fs';

/** Ids of the processes that a process started, and of those that these started. Linux only. */
export function descendants(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = parentOf(entry);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const found: number[] = [];
  const collect = (of: number): void => {
    for (const child of children.get(of) ?? []) {
      found.push(child);
      collect(child);
    }
  };
  collect(pid);
  return found;
}

/** Memory of a process and its descendants, each shared page divided by those that share it. Linux only. */
export function residentBytes(pid: number): number {
  let sum = 0;
  for (const each of [pid, ...descendants(pid)]) {
    const rollup = readFileSync(`/proc/${each}/smaps_rollup`, 'utf8');
    sum += Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) * 1024;
  }
  return sum;
}

function parentOf(pid: string): number | undefined {
  try {
    // The name of the program stands in parentheses and may hold any of them itself.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
