// The home side of the property test: runs one module of rows for each request, without starting anew.
import { startFarSides } from './far-sides.mjs';
import { runRows } from './run-rows.mjs';

const far = startFarSides();
process.on('message', async ({ url }) => {
  try {
    const { rows } = await import(url);
    process.send({ lines: await runRows(rows, far) });
  } catch (error) {
    process.send({ lines: [{ name: 'program', fault: 'the program itself fails', detail: String(error.stack) }] });
  }
});
process.on('disconnect', () => far.close());
