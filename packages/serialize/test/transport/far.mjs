// The far side of the table: makes a function of data, calls it and draws what comes of it. A child process or a worker thread.
import { parentPort } from 'node:worker_threads';
import { deserializeFunction, isTransportError } from '@exec/serialize';
import { outcomeOf } from './outcome.mjs';

async function answer({ number, data, args }) {
  try {
    const fn = await deserializeFunction(data);
    return { number, name: fn.name, length: fn.length, outcome: await outcomeOf(fn, args) };
  } catch (error) {
    return { number, failed: isTransportError(error) ? error.message : String(error?.stack) };
  }
}

if (parentPort === null) process.on('message', async (request) => process.send(await answer(request)));
else parentPort.on('message', async (request) => parentPort.postMessage(await answer(request)));
