import { callItems, outcomeItems, outcomeKind, ownCopy } from '@exec/worker/far';
import type { EncodedInput, FarMessage, HostMessage } from '@exec/worker/far';

/** Below this a copy costs less than handing memory over. */
const leastBytes = 64 * 1024;

/** A value in bytes, as it stands in a message. */
interface CarriedBytes {
  readonly data?: Uint8Array;
  readonly buffers?: readonly Uint8Array[];
}

/** A message, and the memory that changes hands with it instead of being copied. */
export interface Transfer<Message> {
  readonly message: Message;
  readonly list: ArrayBuffer[];
}

/** Of what a worker sends the memory of large results changes hands: it was made for the message, and is nobody's else. */
export function handOver(message: FarMessage): Transfer<FarMessage> {
  const list: ArrayBuffer[] = [];
  if (message.kind === 'outcomes') {
    const { outcomes } = message;
    for (let index = 0; index < outcomes.length; index += outcomeItems) {
      if (outcomes[index + 1] === outcomeKind.carried) addMemory(list, outcomes[index + 2] as CarriedBytes); // the layout of OutcomeList
    }
  }
  return { message, list };
}

/**
 * Of what the host sends copies of large inputs do, which spares the worker making them: the host keeps the inputs, since a call
 * that does not begin is sent again.
 */
export function handOverCopies(message: HostMessage): Transfer<HostMessage> {
  const list: ArrayBuffer[] = [];
  if (message.kind !== 'calls') return { message, list };
  let { calls } = message;
  for (let index = callItems - 1; index < calls.length; index += callItems) {
    const input = calls[index] as EncodedInput; // the layout of CallList
    if (!isLarge(input)) continue;
    if (calls === message.calls) calls = [...calls];
    const { data, buffers } = input;
    const copy = { ...input, data: data.length < leastBytes ? data : ownCopy(data), ...(buffers !== undefined && { buffers: buffers.map(ownCopy) }) };
    calls[index] = copy;
    addMemory(list, copy);
  }
  return { message: calls === message.calls ? message : { kind: 'calls', calls }, list };
}

function isLarge(input: EncodedInput): input is Exclude<EncodedInput, string> {
  return typeof input !== 'string' && (input.buffers !== undefined || input.data.length >= leastBytes);
}

function addMemory(list: ArrayBuffer[], { data, buffers = [] }: CarriedBytes): void {
  // None of it is shared: this package made it. Not by `push`, which a tool may replace.
  if (data !== undefined && data.length >= leastBytes) list[list.length] = data.buffer as ArrayBuffer;
  for (let index = 0; index < buffers.length; index++) list[list.length] = buffers[index]?.buffer as ArrayBuffer;
}
