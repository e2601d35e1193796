// Built into one file with all that it imports: fifty files would take a thread 40 ms longer to start.
import { CallLoop, FlightRecorder } from '@exec/worker/far';
import type { HostMessage } from '@exec/worker/far';
import { expose, wrap } from 'comlink';
import { announceProcesses } from './started-processes.ts';
import type { HostControl, ThreadControl, ThreadPorts } from './thread-control.ts';
import { handOver } from './transfer-list.ts';

/** Piscina runs this once in each thread: from then on calls come over the ports, and Piscina sees an idle worker. */
export function serve({ data, control, flight }: ThreadPorts): void {
  const host = wrap<HostControl>(control);
  const loop = new CallLoop({
    send: (message) => {
      const { list } = handOver(message);
      data.postMessage(message, list);
    },
    recorder: new FlightRecorder(flight),
    report: (call, report) => host.report(call, report),
  });
  announceProcesses((notice) => {
    data.postMessage(notice);
  });
  const exit = process.exit.bind(process);
  const exposed: ThreadControl = {
    abort: (call, reason) => {
      loop.abort(call, reason);
    },
    exit: () => {
      exit();
    },
  };
  expose(exposed, control);
  data.on('message', (message: HostMessage) => {
    loop.receive(message);
  });
}
