// Captures hostile values with every option, and prints for each whether code of theirs has run and how the capture ended.
import { isTransportError, serializeFunction } from '@exec/serialize';
import { asked, makers, sprung } from './fixtures/hostile.mjs';

class Unrelated {}
const report = [];
for (const [name, make] of makers) {
  for (const options of [{}, { byReference: false }, { deny: ['nothing', Unrelated], redact: ['none', Unrelated] }]) {
    const fn = make();
    sprung.length = 0;
    let ending = 'captured';
    try {
      await serializeFunction(fn, options);
      await serializeFunction(fn, options); // once more, now that it is known
    } catch (error) {
      ending = isTransportError(error) ? 'refused' : `threw ${String(error?.stack ?? error)}`;
    }
    report.push({ name: `${name} (${Object.keys(options).join(', ') || 'no option'})`, sprung: sprung.filter((what) => asked.get(name)?.test(what) !== true), ending });
  }
}
process.stdout.write(JSON.stringify(report));
