import { flightRecordBytes, readFlightRecord, takenBackAt } from '@exec/worker';
import type { EncodedThrown, FarMessage, FlightRecord, HostMessage, WireEvents, WireFactory, WorkerWire } from '@exec/worker';
import { expose, releaseProxy, wrap } from 'comlink';
import type { Remote } from 'comlink';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort, ResourceLimits } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { ProcessNotice } from './started-processes.ts';
import { handOverCopies } from './transfer-list.ts';
import type { HostControl, ThreadControl, ThreadPorts } from './thread-control.ts';

/** What Node's `Worker` is to be given. */
export interface ThreadSettings {
  readonly resourceLimits: ResourceLimits;
  readonly env: NodeJS.ProcessEnv | undefined;
  readonly execArgv: string[] | undefined;
}

/** From dist and from src alike. */
const entry = fileURLToPath(new URL('../dist/entry.cjs', import.meta.url));

/** An idle thread that was asked to exit is given so long, then it is terminated. */
const exitPatienceMs = 1000;

/** Starts worker threads. */
export class ThreadWireFactory implements WireFactory {
  readonly #settings: ThreadSettings;

  constructor(settings: ThreadSettings) {
    this.#settings = settings;
  }

  start(events: WireEvents): WorkerWire {
    return new ThreadWire(this.#settings, events);
  }
}

/**
 * One thread, whose life is Piscina's: it starts it, with its limits, reports why it ended, and terminates it. One Piscina
 * a thread, so that every event is about this thread; the one task, which opens the ports, ends at once, since a task in
 * progress would keep the program alive.
 */
class ThreadWire implements WorkerWire {
  readonly name: string;
  readonly #piscina: Piscina;
  readonly #events: WireEvents;
  readonly #data: MessagePort;
  readonly #controlPort: MessagePort;
  readonly #control: Remote<ThreadControl>;
  readonly #exited: Promise<void>;
  readonly #flight = new SharedArrayBuffer(flightRecordBytes);
  /** Child processes that tools in this thread have running. */
  readonly #processes = new Set<number>();
  #error: Error | undefined;

  constructor(settings: ThreadSettings, events: WireEvents) {
    this.#events = events;
    this.#piscina = new Piscina<ThreadPorts, void>({
      filename: entry,
      name: 'serve',
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: Infinity,
      atomics: 'disabled',
      recordTiming: false,
      resourceLimits: settings.resourceLimits,
      ...(settings.env !== undefined && { env: settings.env as Record<string, string> }), // Worker drops undefined ones
      ...(settings.execArgv !== undefined && { execArgv: settings.execArgv }),
    });
    this.#piscina.on('error', (error: Error) => {
      this.#error ??= error; // 'exit' follows, and says so
    });

    const data = new MessageChannel();
    const control = new MessageChannel();
    this.#data = data.port1;
    this.#controlPort = control.port1;
    this.#data.on('message', (message: FarMessage | ProcessNotice) => {
      this.#receive(message);
    });
    this.#control = wrap<ThreadControl>(control.port1);
    const exposed: HostControl = {
      report: (call, report) => {
        events.onReport(call, report);
      },
    };
    expose(exposed, control.port1);
    // Listeners hold the event loop until told otherwise. The pool has a handle of its own for calls in flight.
    this.#data.unref();
    this.#controlPort.unref();

    const ports: ThreadPorts = { data: data.port2, control: control.port2, flight: this.#flight };
    const served = this.#piscina.run(ports, { transferList: [data.port2, control.port2] });
    const worker = this.#piscina.threads[0];
    if (worker === undefined) throw new Error('Piscina started no thread');
    this.name = `thread ${worker.threadId}`;
    this.#exited = new Promise((resolve) => {
      worker.once('exit', (exitCode) => {
        this.#end(exitCode);
        resolve();
      });
    });
    served.then(
      () => {
        events.onReady();
      },
      (error: unknown) => {
        // The entry could not be loaded: the thread is up and of no use. If it is gone already, 'exit' tells the same.
        this.#error ??= error instanceof Error ? error : new Error(String(error));
        void this.#piscina.destroy();
      },
    );
    worker.unref(); // while it starts; Piscina lets go of its own port when its task is done
  }

  #receive(message: FarMessage | ProcessNotice): void {
    if (message.kind === 'process-started') this.#processes.add(message.pid);
    else if (message.kind === 'process-ended') this.#processes.delete(message.pid);
    else this.#events.onMessage(message);
  }

  send(message: HostMessage): void {
    const { message: sent, list } = handOverCopies(message);
    this.#data.postMessage(sent, list);
  }

  flightRecord(): FlightRecord | undefined {
    return readFlightRecord(this.#flight);
  }

  takeBack(lastCall: number): void {
    Atomics.store(new Uint32Array(this.#flight), takenBackAt >> 2, lastCall);
  }

  async abort(call: number, reason: EncodedThrown): Promise<void> {
    await this.#control.abort(call, reason);
  }

  async kill(): Promise<void> {
    await this.#piscina.destroy();
    await this.#exited;
  }

  async close(): Promise<void> {
    void this.#control.exit();
    const timer = setTimeout(() => {
      void this.#piscina.destroy();
    }, exitPatienceMs);
    await this.#exited;
    clearTimeout(timer);
  }

  #end(exitCode: number): void {
    // What the thread sent before its end may still be in the port, behind the event that told of the end.
    for (let entry = receiveMessageOnPort(this.#data); entry !== undefined; entry = receiveMessageOnPort(this.#data)) {
      this.#receive(entry.message as FarMessage | ProcessNotice);
    }
    for (const pid of this.#processes) endProcess(pid);
    this.#data.close();
    this.#control[releaseProxy]();
    this.#controlPort.close();
    const error = this.#error;
    const outOfMemory = (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#events.onExit({ exitCode, outOfMemory, ...(error !== undefined && { error }) });
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
