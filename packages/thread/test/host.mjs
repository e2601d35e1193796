// A program that uses threads and never says that it is done with them: `node host.mjs call|none|exit`.
import { Executor } from '@exec/core';
import { ThreadStrategy } from '@exec/thread';
import { talk } from './tools.mjs';

const executor = new Executor({ strategies: [new ThreadStrategy({ maxWorkers: 2 })] });
if (process.argv[2] !== 'none') {
  const [result] = await executor.run({ talk }, [{ id: 'a', name: 'talk', arguments: '{}' }]);
  console.log(`the result is ${result.output} by ${result.mode}`);
}
if (process.argv[2] === 'exit') process.exit(3);
