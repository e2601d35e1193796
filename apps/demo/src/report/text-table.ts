import Table from 'cli-table3';
import color from 'picocolors';

/** A table without frames: a head, a line, the rows. The numbers of the columns in `right` are aligned to the right. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const table = new Table({
    head: head.map((title) => color.bold(title)),
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
    chars: { ...noFrame, mid: '─', 'mid-mid': '─' },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
  });
  for (const row of rows) table.push([...row]);
  return table.toString().replaceAll(/ +$/gm, '');
}

const noFrame = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
