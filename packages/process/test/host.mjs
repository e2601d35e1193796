// A program that uses child processes and never says that it is done with them: `node host.mjs call|none|exit|hang`.
import { Executor } from '@exec/core';
import { ProcessStrategy } from '@exec/process';
import { startProcessAndHang, talk } from './tools.mjs';

const executor = new Executor({ strategies: [new ProcessStrategy({ maxWorkers: 2 })] });
if (process.argv[2] === 'hang') {
  executor.submit(startProcessAndHang, {}, { onProgress: ({ detail }) => console.log(JSON.stringify(detail)) });
} else if (process.argv[2] !== 'none') {
  const [result] = await executor.run({ talk }, [{ id: 'a', name: 'talk', arguments: '{}' }]);
  console.log(`the result is ${result.output} by ${result.mode}`);
}
if (process.argv[2] === 'exit') process.exit(3);
