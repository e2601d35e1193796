import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/**
 * Reads `+PID` and `-PID` lines; when they end, because their writer is gone, it kills the process groups that are left.
 * POSIX shell, whose `read` and `kill` are its own: one small process with nothing to load.
 */
const script = `
trap '' HUP INT TERM
groups=' '
while read -r line; do
  group=\${line#?}
  case $line in
    +*) groups="$groups$group " ;;
    -*) case $groups in *" $group "*) groups="\${groups%%" $group "*} \${groups#*" $group "}" ;; esac ;;
  esac
done
for group in $groups; do kill -9 -"$group" 2>/dev/null; done
`;

/**
 * Sees to it that the children of a host that dies do not outlive it. A child ends by itself when its pipe does, if its
 * event loop is free; one in an endless loop does not notice, and a host that was killed by `kill -9` cannot tell it. So
 * one small shell per host waits for the host's end and kills what is left. It is started with the first child, ends
 * after the last, and keeps no program alive. Not on Windows, which has no process groups.
 */
class OrphanGuard {
  readonly #groups = new Set<number>();
  #shell: ChildProcess | undefined;

  /** From now on the group is killed when the host dies. */
  watch(group: number): void {
    if (process.platform === 'win32') return;
    this.#groups.add(group);
    if (this.#shell === undefined) this.#start();
    else this.#tell(`+${group}\n`);
  }

  /** The group is gone: its number may come to belong to others. */
  release(group: number): void {
    if (!this.#groups.delete(group)) return;
    this.#tell(`-${group}\n`);
    if (this.#groups.size === 0) this.#stop();
  }

  #start(): void {
    const shell = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env: {} });
    this.#shell = shell;
    // Without a shell, children still end by themselves when their loop is free.
    shell.on('error', () => {
      if (this.#shell === shell) this.#shell = undefined;
    });
    shell.on('exit', () => {
      if (this.#shell !== shell) return;
      this.#shell = undefined; // killed by somebody: what is there is watched anew
      if (this.#groups.size > 0) this.#start();
    });
    shell.stdin?.on('error', () => undefined); // 'exit' says the same
    shell.unref();
    if (shell.stdin !== null && 'unref' in shell.stdin) (shell.stdin as { unref(): void }).unref(); // a socket, in Node
    this.#tell([...this.#groups].map((group) => `+${group}\n`).join(''));
  }

  #stop(): void {
    const shell = this.#shell;
    this.#shell = undefined;
    shell?.stdin?.end();
  }

  #tell(lines: string): void {
    this.#shell?.stdin?.write(lines);
  }
}

export const orphanGuard: OrphanGuard = new OrphanGuard();
