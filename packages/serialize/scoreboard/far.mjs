// The other process: makes the function of what a peer packed, calls it and draws what comes of it.
import { outcomeOf } from '../test/transport/outcome.mjs';
import { peers } from './peers.mjs';

process.on('message', async ({ number, peer, packed, args }) => {
  try {
    const fn = await peers[peer].unpack(packed);
    // What is no function any more has changed without a word.
    const outcome = typeof fn === 'function' ? await outcomeOf(fn, args) : { gives: `no function but ${String(fn)}` };
    process.send({ number, outcome });
  } catch (error) {
    process.send({ number, failed: String(error) });
  }
});
