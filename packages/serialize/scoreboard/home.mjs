// Packs the functions of the rows with one peer and compares what they give here and in another process. Tells of each row as it goes,
// so that the score goes on behind a row that kills or hangs this process.
import { isDeepStrictEqual } from 'node:util';
import { childSide } from '../test/transport/far-sides.mjs';
import { outcomeOf } from '../test/transport/outcome.mjs';
import { peers } from './peers.mjs';
import { rowsForAll } from './rows-for-all.mjs';

const { peer, files, from } = JSON.parse(process.argv[2]);
const { load = (file) => import(file), pack } = peers[peer];
const far = childSide(new URL('far.mjs', import.meta.url));
let number = 0;

for (const [at, file] of files.entries()) {
  let rows;
  try {
    const module = await load(file);
    rows = rowsForAll(module);
  } catch (error) {
    process.send({ unread: at, detail: `its module cannot be loaded: ${String(error).slice(0, 300)}` });
    continue;
  }
  for (const row of rows) {
    number += 1;
    if (number <= from) continue;
    process.send({ number, file: at, name: row.name, begun: true, mustRefuse: row.message !== undefined });
    process.send({ number, ...(await score(row)) });
  }
}
await far.end();
process.disconnect();

async function score({ make, args = [] }) {
  const fn = await make();
  let packed;
  try {
    packed = await pack(fn);
  } catch (error) {
    return { score: 'refused', detail: String(error).slice(0, 300) };
  }
  const { failed, outcome } = await far.ask({ number, peer, packed, args });
  if (failed !== undefined) return { score: 'failed there', detail: failed };
  const home = await outcomeOf(fn, structuredClone(args));
  if (isDeepStrictEqual(outcome, home)) return { score: 'carried' };
  const isError = outcome.throws !== undefined && home.throws === undefined;
  return { score: isError ? 'failed there' : 'changed', detail: isError ? outcome.message : `${outcome.gives ?? outcome.yields}\nhome: ${home.gives ?? home.yields ?? home.message}`.slice(0, 600) };
}
