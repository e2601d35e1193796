import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../dist/web-server.js', import.meta.url));

/** A running web server for the tools that make HTTP requests. */
export interface LoopbackServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Resolves when its process is gone. */
  stop(): Promise<void>;
}

/** Starts the web server on a free port of loopback, in a process of its own. */
export async function startLoopbackServer(): Promise<LoopbackServer> {
  const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    exited.then(
      ([code, signal]) => {
        reject(new Error(`the demo's web server ended before it listened (${String(signal ?? code)})`));
      },
      (error: unknown) => {
        reject(new Error("the demo's web server could not be started", { cause: error }));
      },
    );
  });
  lines.close();
  return {
    url,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
