/** What takes the place of a stretch of text. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Applies the edits that lie between two offsets of a text, and gives that part. An insertion comes before what replaces the text
 * behind it; edits of one place come in the order given.
 */
export function applyEdits(text: string, edits: readonly Edit[], from = 0, to: number = text.length): string {
  let edited = '';
  let position = from;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < from || edit.end > to) continue;
    edited += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return edited + text.slice(position, to);
}

/**
 * Tells where an offset of an edited text was before.
 *
 * @returns undefined within what an edit has put there
 */
export function offsetBefore(edits: readonly Edit[], offset: number): number | undefined {
  let moved = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const start = edit.start + moved;
    if (offset < start) break;
    if (offset < start + edit.text.length) return undefined;
    moved += edit.text.length - (edit.end - edit.start);
  }
  return offset - moved;
}
