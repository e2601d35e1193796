// The home side of the table, in plain Node, so that the rows are modules of Node's own loader (or of the loader that it was started
// with). Takes the modules that hold rows, and prints the report.
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { startFarSides } from './far-sides.mjs';
import { runRows } from './run-rows.mjs';

const { files, exact } = workerData ?? JSON.parse(process.argv[2]);
const far = startFarSides();
const report = [];
for (const file of files) {
  const module = await import(pathToFileURL(file).href);
  for (const line of await runRows(module.rows ?? module.default.rows, far, { exact })) report.push({ file, ...line });
}
await far.close();
if (isMainThread) process.stdout.write(JSON.stringify(report));
else parentPort.postMessage(report);
