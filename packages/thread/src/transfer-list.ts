import { outcomeItems, outcomeKind } from '@exec/worker/far';
import type { FarMessage } from '@exec/worker/far';

/** Below this a copy costs less than handing memory over. */
const leastBytes = 64 * 1024;

/**
 * The memory of large results, which may change hands with the message instead of being copied: it was made for the message, and is
 * nobody's else. Of inputs the host keeps what it sent, since a call that did not begin is sent again.
 */
export function transferList(message: FarMessage): ArrayBuffer[] | undefined {
  if (message.kind !== 'outcomes') return undefined;
  const { outcomes } = message;
  let list: ArrayBuffer[] | undefined;
  for (let index = 0; index < outcomes.length; index += outcomeItems) {
    if (outcomes[index + 1] !== outcomeKind.carried) continue;
    const { data } = outcomes[index + 2] as { data?: Uint8Array<ArrayBuffer> }; // the layout of OutcomeList
    if (data !== undefined && data.byteLength >= leastBytes) (list ??= []).push(data.buffer);
  }
  return list;
}
