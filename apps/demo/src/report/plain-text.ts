/**
 * One line of at most `length` characters. Control characters become spaces: a tool's output must not move the cursor or
 * colour the terminal.
 */
export function oneLine(text: string, length: number): string {
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  const line = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\s]+/g, ' ').trim();
  const characters = [...line.slice(0, 2 * length)];
  return characters.length <= length && line.length <= 2 * length ? line : `${characters.slice(0, Math.max(0, length - 1)).join('')}…`;
}

/** Whole milliseconds, from a tenth on for short times. */
export function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
