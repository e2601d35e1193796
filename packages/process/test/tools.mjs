// Tools of the tests: a module of its own, which child processes load by its URL.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';

export const add = ({ a, b }) => a + b;

/** A tool that is an object, and uses what else is in it. */
export const tools = {
  self: {
    n: 5,
    execute() {
      return this.n;
    },
  },
};

export const variable = ({ name }) => process.env[name] ?? null;

export const where = () => ({ directory: process.cwd(), options: process.execArgv });

export const talk = () => {
  console.log('a word from the child');
  console.error('a complaint from the child');
  return 'said';
};

export const exhaustHeap = () => {
  const held = [];
  for (;;) held.push(new Array(1000).fill(Math.random()));
};

export const abortProcess = () => process.abort();

/** Writes into the descriptor of the protocol, as a careless tool may. */
export const scribble = async () => {
  writeSync(3, 'this is no frame, and long enough to be taken for one');
  await new Promise((resolve) => setTimeout(resolve, 10_000));
};

/** Starts a process, tells both pids, and never yields again. */
export const startProcessAndHang = (_input, { reportProgress }) => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  reportProgress({ detail: [process.pid, child.pid] });
  for (;;);
};
