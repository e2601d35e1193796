import { fstatSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BegunNote, noteBegun } from './begun-note.ts';

describe('the note of begun calls', () => {
  it('is read as it was written last, also after its end, and starts at 0', () => {
    const note = new BegunNote();
    const write = noteBegun(note.descriptor!, () => expect.unreachable());
    const seen = [note.read()];
    for (const call of [1, 2, 70_000, 2 ** 32 - 1]) {
      write(call);
      seen.push(note.read());
    }
    expect(seen).toEqual([0, 1, 2, 70_000, 2 ** 32 - 1]);
    note.close();
    note.close();
    expect(note.read()).toBe(2 ** 32 - 1); // the child is gone: nothing is added
    expect(() => fstatSync(note.descriptor!)).toThrow('EBADF');
  });

  it('tells when it cannot be written any more', () => {
    const note = new BegunNote();
    let lost = 0;
    const write = noteBegun(note.descriptor!, () => lost++);
    note.close();
    write(1);
    expect(lost).toBe(1);
  });
});
