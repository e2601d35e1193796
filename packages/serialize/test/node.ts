import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** What a program wrote, and how it ended. */
export interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a file in plain Node: vitest transforms what it imports, so only there are modules those of Node's own loader. */
export function runNode(args: readonly string[], options: { cwd?: string; timeout?: number } = {}): Promise<Ending> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('VITEST')));
  // Coverage keeps counters of each function for good, so a program that measures memory goes without. Empty, since Node hands
  // the variable on to children whose environment does not have it.
  if (args.includes('--expose-gc')) env['NODE_V8_COVERAGE'] = '';
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: here, timeout: 15_000, maxBuffer: 1 << 26, env, ...options }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}

/** Writes files next to the tests, from where the package can be imported by name, runs the first of them, and removes them. */
export async function runFiles(files: Record<string, string>, flags: readonly string[] = [], parameters: readonly string[] = []): Promise<Ending> {
  const folder = await mkdtemp(join(here, 'run-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await runNode([...flags, join(folder, Object.keys(files)[0] ?? ''), ...parameters], { cwd: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
