import type { BareRequest } from '../bare-pool.ts';
import { answer } from './bare-answer.ts';

process.on('message', (message) => {
  // The only messages are requests.
  answer(message as BareRequest, (response) => process.send?.(response));
});
