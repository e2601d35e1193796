import type { EncodedThrown, FlightRecord, HostMessage, WireEvents, WireFactory, WorkerWire } from '@exec/worker';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { FatalReport } from './fatal-report.ts';
import { FlightFile } from './flight-file.ts';
import { FrameReader, encodeFrame, writeAll } from './frames.ts';
import { orphanGuard } from './orphan-guard.ts';
import { flightDescriptor, fromHostDescriptor, isFlat, pipeLostExitCode, toHostDescriptor } from './process-messages.ts';
import type { FromChild, ToChild } from './process-messages.ts';

/** What a child process is to be given. */
export interface ProcessSettings {
  readonly execArgv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string | undefined;
}

/** From dist and from src alike. */
const entry = fileURLToPath(new URL('../dist/child.js', import.meta.url));

/** An idle child whose pipe was closed is given so long to end, then it is killed. */
const exitPatienceMs = 1000;
/** After a child's end its pipe may be held open by a process that it started; it is read no longer than this. */
const pipePatienceMs = 200;

/** Where there are no signals, an abort is told by this. */
const abortExitCode = 134;

const pipeClosed = `a tool closed descriptor ${toHostDescriptor}, ${flightDescriptor} or ${fromHostDescriptor}, over which the process talks to its host`;

const wroteInto = (descriptor: number): string => `a tool wrote into descriptor ${descriptor}, over which the process talks to its host`;

/** Starts child processes. */
export class ProcessWireFactory implements WireFactory {
  readonly #settings: ProcessSettings;

  constructor(settings: ProcessSettings) {
    this.#settings = settings;
  }

  start(events: WireEvents): WorkerWire {
    return new ProcessWire(this.#settings, events);
  }
}

/** One child process, the leader of a process group of its own: what it starts can be ended with it. */
class ProcessWire implements WorkerWire {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #fromChild: Socket;
  readonly #toChild: Socket;
  readonly #events: WireEvents;
  readonly #reader = new FrameReader();
  readonly #exited: Promise<void>;
  readonly #abortsSeen = new Map<number, () => void>();
  readonly #report = new FatalReport();
  readonly #flight = new FlightFile();
  /** Whether we have told it to end. */
  #ending = false;
  #damage: Error | undefined;

  constructor({ execArgv, env, cwd }: ProcessSettings, events: WireEvents) {
    this.#events = events;
    this.#child = spawn(process.execPath, [...execArgv, entry], {
      detached: true,
      env,
      ...(cwd !== undefined && { cwd }),
      // By their numbers: see process-messages.ts.
      stdio: ['ignore', 'inherit', 'inherit', 'pipe', this.#flight.descriptor ?? 'ignore', this.#report.descriptor ?? 'ignore', 'pipe'],
      windowsHide: true,
    });
    const { pid } = this.#child;
    this.name = `process ${pid ?? 'that did not start'}`;
    this.#fromChild = this.#child.stdio[toHostDescriptor] as Socket; // 'pipe' gives a socket
    this.#toChild = (this.#child.stdio as unknown[])[fromHostDescriptor] as Socket; // Node's types end at the fifth
    this.#fromChild.on('data', (chunk: Buffer) => {
      this.#read(chunk);
    });
    this.#toChild.on('data', () => {
      this.#damaged(wroteInto(fromHostDescriptor)); // the child itself only reads there
    });
    for (const pipe of [this.#fromChild, this.#toChild]) {
      pipe.on('error', () => undefined); // 'exit' tells of the end
      pipe.on('close', () => {
        this.#pipeClosed();
      });
    }
    if (pid !== undefined) orphanGuard.watch(pid);
    this.#exited = this.#watchExit();
    // Neither holds the program. The pool has a handle of its own for calls in flight.
    this.#child.unref();
    this.#fromChild.unref();
    this.#toChild.unref();
  }

  send(message: HostMessage): void {
    this.#send(message);
  }

  #send(message: ToChild): void {
    if (this.#toChild.writable) writeAll(this.#toChild, encodeFrame(message, isFlat(message)));
  }

  flightRecord(): FlightRecord | undefined {
    return this.#flight.read();
  }

  takeBack(lastCall: number): void {
    this.#flight.takeBack(lastCall);
  }

  abort(call: number, reason: EncodedThrown): Promise<void> {
    return new Promise((resolve) => {
      this.#abortsSeen.set(call, resolve);
      this.#send({ kind: 'abort', call, reason });
    });
  }

  async kill(): Promise<void> {
    this.#ending = true;
    this.#killGroup();
    await this.#exited;
  }

  async close(): Promise<void> {
    this.#ending = true;
    this.#toChild.end();
    const timer = setTimeout(() => {
      this.#killGroup();
    }, exitPatienceMs);
    await this.#exited;
    clearTimeout(timer);
  }

  #killGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (process.platform === 'win32') {
      spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
        .on('error', () => this.#child.kill('SIGKILL'))
        .unref();
      return;
    }
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // No such group: it is gone already.
    }
  }

  #read(chunk: Buffer): void {
    try {
      for (const message of this.#reader.read(chunk)) this.#receive(message as FromChild); // of our own child
    } catch (error) {
      // Nothing that follows can be understood.
      this.#damaged(wroteInto(toHostDescriptor), error);
    }
  }

  /** Mostly because the child has ended. If it lives, a call would wait for ever. */
  #pipeClosed(): void {
    if (this.#ending || this.#damage !== undefined) return;
    const timer = setTimeout(() => {
      this.#damaged(pipeClosed);
    }, pipePatienceMs).unref();
    this.#child.once('exit', () => {
      clearTimeout(timer);
    });
  }

  #damaged(message: string, cause?: unknown): void {
    this.#damage ??= new Error(message, { cause });
    this.#fromChild.destroy();
    this.#toChild.destroy();
    this.#killGroup();
  }

  #receive(message: FromChild): void {
    switch (message.kind) {
      case 'ready':
        this.#events.onReady();
        break;
      case 'report':
        this.#events.onReport(message.call, message.report);
        break;
      case 'aborted':
        this.#abortsSeen.get(message.call)?.();
        this.#abortsSeen.delete(message.call);
        break;
      default:
        this.#events.onMessage(message);
    }
  }

  #watchExit(): Promise<void> {
    return new Promise((resolve) => {
      let ended = false;
      const end = (exitCode: number | null, signal: NodeJS.Signals | null, error?: Error): void => {
        if (ended) return;
        ended = true;
        this.#fromChild.destroy();
        this.#toChild.destroy();
        const reason = error ?? this.#damage ?? (exitCode === pipeLostExitCode ? new Error(pipeClosed) : undefined);
        const aborted = signal === 'SIGABRT' || exitCode === abortExitCode;
        const outOfMemory = aborted && this.#report.tellsOutOfMemory();
        this.#events.onExit({
          ...(exitCode !== null && { exitCode }),
          ...(signal !== null && { signal }),
          outOfMemory,
          ...(reason !== undefined && { error: reason }),
        });
        this.#flight.close();
        this.#report.close();
        resolve();
      };
      this.#child.once('error', (error) => {
        if (this.#child.pid === undefined) end(null, null, error);
      });
      this.#child.once('exit', (exitCode, signal) => {
        this.#killGroup(); // what it left running
        const { pid } = this.#child;
        if (pid !== undefined) orphanGuard.release(pid);
        // What it sent before its end is still in the pipe.
        if (this.#fromChild.destroyed || this.#fromChild.readableEnded) {
          end(exitCode, signal);
          return;
        }
        // A host that is late itself reads first: timers come before pipes.
        const timer = setTimeout(() => setImmediate(end, exitCode, signal), pipePatienceMs).unref();
        this.#fromChild.once('close', () => {
          clearTimeout(timer);
          end(exitCode, signal);
        });
      });
    });
  }
}
