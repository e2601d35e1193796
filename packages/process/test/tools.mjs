// Tools of the tests: a module of its own, which child processes load by its URL.
import { spawn } from 'node:child_process';
import { closeSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';

export const add = ({ a, b }) => a + b;

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

/** The heap is full when a table of it has to grow: Node then knows whose code ran, and whether it may write. */
export const exhaustHeapByGrowth = () => {
  const held = new Map();
  for (let key = 0; ; key++) held.set(key, key);
};

export const abortProcess = () => process.abort();

/** Uses descriptors that are not its own, as a careless tool may, and waits. */
export const tamper = async ({ text, bytes, close = [] }) => {
  if (text !== undefined) writeSync(3, text);
  if (bytes !== undefined) writeSync(3, Buffer.from(bytes));
  for (const descriptor of close) {
    try {
      closeSync(descriptor);
    } catch {
      // There is none of this number.
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 60_000));
};

/** Starts a process, tells both pids, and never yields again. */
export const startProcessAndHang = (_input, { reportProgress }) => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  reportProgress({ detail: [process.pid, child.pid] });
  for (;;);
};

/** What Node's permission model lets a tool do. */
export const readFile = ({ path }) => readFileSync(path, 'utf8');
export const writeFile = ({ path }) => writeFileSync(path, 'written');
export const startProcess = () => new Promise((resolve, reject) => spawn('/bin/true').on('error', reject).on('exit', resolve));
export const startThread = () => new Promise((resolve, reject) => new Worker('0', { eval: true }).on('error', reject).on('exit', resolve));
export const useNetwork = () =>
  new Promise((resolve, reject) => {
    connect(9, '127.0.0.1').on('connect', resolve).on('error', reject);
  });
