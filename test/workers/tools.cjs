// Tools of the tests beside this file, as a worker loads them.
'use strict';

exports.add = ({ a, b }) => a + b;

exports.variable = ({ name }) => process.env[name] ?? null;

/** What is around the bytes, and others. */
exports.memoryOf = ({ bytes }) => ({ around: [bytes.buffer.byteLength, bytes.byteOffset], sum: bytes.reduce((sum, byte) => sum + byte, 0), bytes: bytes.slice(1) });

const scratch = new Uint8Array(300_000);
/** Gives the same memory with other content each time, as code does that calls into WebAssembly. */
exports.reuse = ({ value }) => scratch.fill(value);

let spins = 0;
/** Works without yielding for so long; returns how many calls this worker has begun. */
exports.spin = ({ ms }) => {
  const call = ++spins;
  for (const end = performance.now() + ms; performance.now() < end; );
  return call;
};

/** A tool that is an object, and uses what else is in it. */
exports.self = {
  n: 5,
  execute() {
    return this.n;
  },
};

/** Changes what all code of its worker relies on, as a careless library may. */
exports.poison = ({ what }) => {
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
exports.blockAfterwards = ({ by }) => {
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

/** Returns, and never lets its worker go a little later, if it is told to. */
exports.blockLater = ({ block }) => {
  if (block)
    setTimeout(() => {
      for (;;);
    }, 1);
  return 1;
};

class Refusal {
  code = 7;
}

/** Throws and returns what only looks like what it is in the realm that it was made in. */
exports.oddThings = {
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
