import { deserialize, serialize } from 'node:v8';
import { outcomeItems, outcomeKind } from './protocol.ts';
import type { OutcomeList, OutcomePayload } from './protocol.ts';

/** What a worker has done since its last message, as far as it is known. */
export interface FlightRecord {
  /** The last call that began; 0 before the first. */
  readonly lastBegun: number;
  /** How long ago that was, in ms. */
  readonly begunMsAgo: number;
  /** What became of calls that ended; the host may have been told already. */
  readonly outcomes: OutcomeList;
}

/** Size of the memory, or of the file, in bytes: enough for what a worker does in the time between two messages. */
export const flightRecordBytes: number = 32 * 1024;
/** Where the host writes, in four bytes, up to which call it has taken back what had not begun; records end before that. */
export const takenBackAt: number = flightRecordBytes - 4;
/**
 * A worker that begins a call later than this after the one before, in ms, looks first whether the host has taken it back. The host
 * takes back only behind a call that began longer ago than this: what it then does not find noted as begun will not begin.
 */
export const looksAfterMs = 5;

/*
 * A record, in words of 4 bytes: its number; the last call that began; when, in ms; size of the body in bytes; the body; its number
 * again; 0, where the next record begins. The body: for each call that ended, its number, kind, microseconds, encoding, size; its payload.
 * Numbers of records rise for ever: what is left of an earlier flight ends the reading, as a torn record does.
 */
const headerBytes = 16;
const trailerBytes = 8;
const outcomeBytes = 20;
/** From `performance.now()`, which starts anew in each thread, to the clock of the machine, which only runs forward. */
const machineOffsetMs = readMachineOffsetMs();

/** Whoever writes more than this has the outcomes sent instead. */
const mostPayloadBytes = 2048;

const encoding = { ascii: 0, v8: 1 } as const;

// A tool may replace these on the far side.
const { load, store } = Atomics;
const { stringify, parse } = JSON;
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is bound here, to be called with the text
const charCodeAt = Function.prototype.call.bind(String.prototype.charCodeAt) as (text: string, index: number) => number; // `as`: what bind makes of it

/** Both clocks are read at one moment as nearly as can be: a busy system may have the thread wait for some ms between two readings. */
function readMachineOffsetMs(): number {
  let offsetMs = 0;
  let leastApartMs = Infinity;
  for (let attempt = 0; attempt < 1000 && leastApartMs > 0.1; attempt++) {
    const beforeMs = performance.now();
    const machineMs = Number(process.hrtime.bigint()) / 1e6;
    const apartMs = performance.now() - beforeMs;
    if (apartMs >= leastApartMs) continue;
    leastApartMs = apartMs;
    offsetMs = machineMs - beforeMs;
  }
  return offsetMs;
}

/** A file in the place of shared memory. */
export interface FlightRecordFile {
  /** Writes a part of the memory to the same place in the file. */
  write(start: number, end: number): void;
  /** Reads a part of the memory from there. */
  read(start: number, end: number): void;
}

/**
 * Where a worker notes each call before it begins, and what became of others before anything else runs: whatever ends or blocks the
 * worker, the host tells the call that ran from those that had ended and those that had not begun. Costs far less than a
 * message, since nobody is woken.
 */
export class FlightRecorder {
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #file: FlightRecordFile | undefined;
  #number = 0;
  #end = 0;
  #takenBack = 0;
  #lastBegun = 0;
  #begunAtMs = -Infinity;
  /** When the call before the last one began. */
  #previousBegunAtMs = -Infinity;

  /**
   * @param memory - shared with the host, or a copy of the file
   * @param file - what the host reads and writes, where they share no memory
   */
  constructor(memory: ArrayBufferLike, file?: FlightRecordFile) {
    this.#words = new Uint32Array(memory);
    this.#bytes = new Uint8Array(memory);
    this.#file = file;
  }

  /**
   * Whether the host has taken back a call that was just noted: then it must not begin, and all that were sent with it neither.
   * To be asked after each note, whether the call is to begin or not: the next one goes by the time of this one.
   *
   * @param nowMs - read after the note: see {@link looksAfterMs}
   */
  isTakenBack(call: number, nowMs: number): boolean {
    if (nowMs - this.#previousBegunAtMs > looksAfterMs) {
      this.#file?.read(takenBackAt, flightRecordBytes);
      this.#takenBack = load(this.#words, takenBackAt >> 2);
    }
    return call <= this.#takenBack;
  }

  /**
   * Notes which call began last, and the outcomes from an index on.
   *
   * @param begunAtMs - when it began, on the clock of `performance.now()`
   * @returns false if there is no room for the outcomes: send them, then call {@link restart}, then this
   */
  note(lastBegun: number, begunAtMs: number, outcomes: OutcomeList, from: number): boolean {
    const start = this.#end;
    if (start === 0) store(this.#words, 0, 0); // what is there is over
    let end = start + headerBytes;
    for (let index = from; index < outcomes.length; index += outcomeItems) {
      end = this.#write(end, outcomes, index);
      if (end === -1) return false;
    }
    if (end + trailerBytes > takenBackAt) return false;
    if (lastBegun !== this.#lastBegun) {
      this.#lastBegun = lastBegun;
      this.#previousBegunAtMs = this.#begunAtMs;
      this.#begunAtMs = begunAtMs;
    }
    const words = this.#words;
    const number = ++this.#number;
    words[(start >> 2) + 1] = lastBegun;
    words[(start >> 2) + 2] = begunAtMs + machineOffsetMs; // modulo 2 ** 32
    words[(start >> 2) + 3] = end - start - headerBytes;
    words[end >> 2] = number;
    words[(end >> 2) + 1] = 0;
    store(words, start >> 2, number); // last, since a host that reads meanwhile goes by it
    this.#end = end + 4;
    this.#file?.write(start, end + trailerBytes);
    return true;
  }

  /** What was noted has been sent. */
  restart(): void {
    this.#end = 0;
  }

  /** @returns where the next one goes; -1 if there is no room */
  #write(start: number, outcomes: OutcomeList, index: number): number {
    const kind = outcomes[index + 1] as number; // the layout of OutcomeList
    const payload = outcomes[index + 2] as OutcomePayload;
    const at = start + outcomeBytes;
    if (at + mostPayloadBytes + trailerBytes > takenBackAt) return -1;
    let written: number = encoding.ascii;
    let size = typeof payload === 'object' && payload !== null ? -1 : this.#writeAscii(typeof payload === 'string' ? payload : stringify(payload), at);
    if (size === -1) {
      written = encoding.v8;
      size = this.#writeSerialized(payload, at);
      if (size === -1) return -1;
    }
    const word = start >> 2;
    this.#words[word] = outcomes[index] as number;
    this.#words[word + 1] = kind;
    this.#words[word + 2] = outcomes[index + 3] as number;
    this.#words[word + 3] = written;
    this.#words[word + 4] = size;
    return at + ((size + 3) & ~3);
  }

  /** @returns the size; -1 for a text that has other characters, or is too long */
  #writeAscii(text: string, at: number): number {
    if (text.length > mostPayloadBytes) return -1;
    for (let index = 0; index < text.length; index++) {
      const code = charCodeAt(text, index);
      if (code > 127) return -1;
      this.#bytes[at + index] = code;
    }
    return text.length;
  }

  #writeSerialized(payload: OutcomePayload, at: number): number {
    if (isTooLong(payload)) return -1;
    const data = serialize(payload);
    if (data.length > mostPayloadBytes) return -1;
    for (let index = 0; index < data.length; index++) this.#bytes[at + index] = data[index] as number; // within the buffer
    return data.length;
  }
}

/** Whether a text, or a value in bytes, is so long that it need not be serialized to see that. */
function isTooLong(payload: OutcomePayload): boolean {
  if (typeof payload === 'string') return payload.length > mostPayloadBytes;
  const { data, buffers } = (payload ?? {}) as { data?: unknown; buffers?: unknown }; // of a value; of what was thrown there are none
  return buffers !== undefined || (data instanceof Uint8Array && data.length > mostPayloadBytes);
}

/** Reads what a {@link FlightRecorder} has written; undefined if a tool has meddled with it. May run while that writes. */
export function readFlightRecord(memory: ArrayBufferLike): FlightRecord | undefined {
  const words = new Uint32Array(memory);
  const bytes = Buffer.from(memory);
  const outcomes: OutcomeList = [];
  let lastNumber = 0;
  let lastBegun = 0;
  let begunMsAgo = 0;
  let start = 0;
  try {
    while (start + headerBytes + trailerBytes <= bytes.length) {
      const number = load(words, start >> 2);
      const begun = words[(start >> 2) + 1] ?? 0;
      const begunAt = words[(start >> 2) + 2] ?? 0;
      const size = words[(start >> 2) + 3] ?? 0;
      const end = start + headerBytes + size;
      if (number <= lastNumber || end + trailerBytes > bytes.length || words[end >> 2] !== number) break;
      const read = readOutcomes(words, bytes, start + headerBytes, end);
      if (words[end >> 2] !== number || load(words, start >> 2) !== number) break; // overwritten meanwhile
      outcomes.push(...read);
      lastNumber = number;
      lastBegun = begun;
      begunMsAgo = Math.max(0, (performance.now() + machineOffsetMs - begunAt) | 0); // of the difference modulo 2 ** 32
      start = end + 4;
    }
  } catch {
    return undefined;
  }
  return { lastBegun, begunMsAgo, outcomes };
}

function readOutcomes(words: Uint32Array, bytes: Buffer, start: number, end: number): OutcomeList {
  const outcomes: OutcomeList = [];
  let at = start;
  while (at < end) {
    const word = at >> 2;
    const [call, kind, busyUs, written, size] = words.subarray(word, word + 5) as unknown as [number, number, number, number, number]; // as it is written
    const from = at + outcomeBytes;
    if (from + size > end) throw new RangeError('an outcome is longer than its record');
    outcomes.push(call, kind, readPayload(kind, bytes.subarray(from, from + size), written), busyUs);
    at = from + ((size + 3) & ~3);
  }
  return outcomes;
}

function readPayload(kind: number, bytes: Buffer, written: number): OutcomePayload {
  if (written === encoding.v8) return deserialize(Buffer.from(bytes)) as OutcomePayload; // a copy: the memory may be shared
  const text = bytes.toString('latin1');
  return kind === outcomeKind.plain || kind === outcomeKind.undefined ? (parse(text) as OutcomePayload) : text;
}
