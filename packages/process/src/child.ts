// Built into one file with all that it imports: fifty files would take a process 40 ms longer to start.
import { CallLoop } from '@exec/worker/far';
import { Socket } from 'node:net';
import { FrameReader, encodeFrame, writeAll } from './frames.ts';
import { flightDescriptor, fromHostDescriptor, isFlat, pipeLostExitCode, toHostDescriptor } from './process-messages.ts';
import type { FromChild, ToChild } from './process-messages.ts';
import { recordInFile } from './record-in-file.ts';
import { reportFatalErrors } from './report-fatal-errors.ts';

/** With more than this unsent, reports wait: the host reads slower than the tool reports. */
const congestedBytes = 1024 * 1024;

// A tool may replace these.
const exit = process.exit.bind(process);

reportFatalErrors();

const toHost = new Socket({ fd: toHostDescriptor, readable: false, writable: true });
const fromHost = new Socket({ fd: fromHostDescriptor, readable: true, writable: false });

function send(message: FromChild): void {
  // Goes out at once if the pipe has room, also from a loop that never yields and from an exit handler.
  writeAll(toHost, encodeFrame(message, isFlat(message)));
}

/** Resolves when the pipe has room again. */
let drained: Promise<void> | undefined;

const loop = new CallLoop({
  send,
  recorder: recordInFile(flightDescriptor, () => exit(pipeLostExitCode)),
  report: (call, report) => {
    send({ kind: 'report', call, report });
    if (toHost.writableLength < congestedBytes) return undefined;
    return (drained ??= new Promise((resolve) => {
      toHost.once('drain', () => {
        drained = undefined;
        resolve();
      });
    }));
  },
});

function receive(message: ToChild): void {
  if (message.kind === 'abort') {
    loop.abort(message.call, message.reason);
    send({ kind: 'aborted', call: message.call });
  } else loop.receive(message);
}

const reader = new FrameReader();
fromHost.on('data', (chunk) => {
  for (const message of reader.read(chunk)) receive(message as ToChild); // the other end is our own host
});
// The end of the pipe is the end of the host, or its word to end; a busy loop does not see it: see orphan-guard.ts.
fromHost.on('end', () => {
  exit();
});
for (const pipe of [fromHost, toHost]) {
  pipe.on('error', () => {
    exit(pipeLostExitCode);
  });
}

send({ kind: 'ready' });
