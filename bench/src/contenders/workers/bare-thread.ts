import { parentPort } from 'node:worker_threads';
import type { BareRequest } from '../bare-pool.ts';
import { answer } from './bare-answer.ts';

parentPort?.on('message', (request: BareRequest) => {
  answer(request, (response) => parentPort?.postMessage(response));
});
