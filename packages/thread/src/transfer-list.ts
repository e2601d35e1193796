import { outcomeItems, outcomeKind, ownCopy } from '@exec/worker/far';
import type { CallList, FarMessage, HostMessage } from '@exec/worker/far';

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
  if (message.kind !== 'calls' || !message.calls.some(isLarge)) return { message, list };
  const calls = message.calls.map((item) => {
    if (!isLarge(item)) return item;
    const copy = { ...item, data: item.data.length < leastBytes ? item.data : ownCopy(item.data), ...(item.buffers !== undefined && { buffers: item.buffers.map(ownCopy) }) };
    addMemory(list, copy);
    return copy;
  });
  return { message: { kind: 'calls', calls }, list };
}

function isLarge(item: CallList[number]): item is Exclude<CallList[number], string | number> {
  return typeof item === 'object' && (item.buffers !== undefined || item.data.length >= leastBytes);
}

function addMemory(list: ArrayBuffer[], { data, buffers = [] }: CarriedBytes): void {
  // None of it is shared: this package made it. Not by `push`, which a tool may replace.
  if (data !== undefined && data.length >= leastBytes) list[list.length] = data.buffer as ArrayBuffer;
  for (let index = 0; index < buffers.length; index++) list[list.length] = buffers[index]?.buffer as ArrayBuffer;
}
