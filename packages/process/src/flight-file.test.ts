import { fstatSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FlightFile } from './flight-file.ts';
import { recordInFile } from './record-in-file.ts';

describe('the file of a flight record', () => {
  it('is read as it was written last, also after its end, and starts at 0', () => {
    const file = new FlightFile();
    const recorder = recordInFile(file.descriptor!, () => expect.unreachable());
    const seen = [file.read()?.lastBegun];
    for (const call of [1, 2, 70_000, 2 ** 32 - 1]) {
      recorder.note(call, 0, [], 0);
      seen.push(file.read()?.lastBegun);
    }
    expect(seen).toEqual([0, 1, 2, 70_000, 2 ** 32 - 1]);
    file.close();
    file.close();
    expect(file.read()?.lastBegun).toBe(2 ** 32 - 1); // the child is gone: nothing is added
    expect(() => fstatSync(file.descriptor!)).toThrow('EBADF');
  });

  it('tells when it cannot be written any more', () => {
    const file = new FlightFile();
    let lost = 0;
    const recorder = recordInFile(file.descriptor!, () => lost++);
    file.close();
    recorder.note(1, 0, [], 0);
    expect(lost).toBe(1);
  });
});
