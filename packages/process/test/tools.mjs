// Tools of the tests: a module of its own, which child processes load by its URL.
import { spawn } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';

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

/** Changes what all code of its worker relies on, as a careless library may. */
export const poison = ({ what }) => {
  switch (what) {
    case 'JSON.parse':
      JSON.parse = () => 'poisoned';
      break;
    case 'JSON.stringify':
      JSON.stringify = () => '"poisoned"';
      break;
    case 'Map.prototype.get':
      Map.prototype.get = () => undefined;
      break;
    case 'Array.prototype[Symbol.iterator]':
      Array.prototype[Symbol.iterator] = () => {
        throw new Error('poisoned');
      };
      break;
    case 'Object.prototype.toJSON':
      Object.prototype.toJSON = () => 'poisoned';
      break;
    default:
      Function.prototype.call = Function.prototype.bind = Function.prototype.apply = () => 'poisoned';
  }
  return 'done';
};

/** Returns, and then never lets its worker go. */
export const blockAfterwards = ({ by }) => {
  const block = () => {
    for (;;);
  };
  if (by === 'queueMicrotask') {
    const again = () => queueMicrotask(again);
    again();
  } else if (by === 'nextTick') {
    const again = () => process.nextTick(again);
    again();
  } else setImmediate(block);
  return 1;
};

class Refusal {
  code = 7;
}

/** Throws and returns what only looks like what it is in the realm that it was made in. */
export const oddThings = {
  throwInstance: () => {
    throw new Refusal();
  },
  throwMessageObject: () => {
    throw Object.defineProperty(new Error('x'), 'message', { value: { reason: 'no text' } });
  },
  throwLongMessage: () => {
    throw new Error('x'.repeat(200_000));
  },
  returnErrorInItsOwnCause: () => {
    const error = new Error('round');
    error.stack = 'Error: round';
    error.cause = [error];
    return error;
  },
};
