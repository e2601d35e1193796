// Tools of the tests: a module of its own, which threads load by its URL.
import { spawn } from 'node:child_process';

export const add = ({ a, b }) => a + b;

export const variable = ({ name }) => process.env[name] ?? null;

export const talk = () => {
  console.log('a word from the thread');
  return 'said';
};

export const exhaustHeap = () => {
  const held = [];
  for (;;) held.push(new Array(1000).fill(Math.random()));
};

/** Starts a process, tells its pid, and never yields again. */
export const startProcessAndHang = (_input, { reportProgress }) => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  reportProgress({ detail: child.pid });
  for (;;);
};

/** Reports from a loop that never yields, until the time is over. */
export const reportWhileBusy = ({ ms }, { reportProgress }) => {
  let reports = 0;
  for (const end = Date.now() + ms; Date.now() < end; ) reportProgress({ detail: ++reports });
  return reports;
};
