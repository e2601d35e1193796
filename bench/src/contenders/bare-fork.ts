import { fork } from 'node:child_process';
import { once } from 'node:events';
import { barePool } from './bare-pool.ts';
import type { BareResponse } from './bare-pool.ts';
import { workerCount } from './contender.ts';
import type { ContenderModule } from './contender.ts';

export const open: ContenderModule['open'] = ({ serialization }) =>
  barePool(workerCount, (receive) => {
    const child = fork(new URL('./workers/bare-fork.js', import.meta.url), { serialization: serialization === 'advanced' ? 'advanced' : 'json' });
    // Its only messages are responses.
    child.on('message', (message) => { receive(message as BareResponse); });
    return {
      send: (request) => { child.send(request); },
      close: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill();
        await gone;
      },
    };
  });
