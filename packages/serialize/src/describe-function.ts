import { placeOf } from './place.ts';
import type { SerializedFunction } from './serialized-function.ts';

/**
 * Says in one line what the data holds and so what would leave the process: for logs, events and errors.
 *
 * @example `function "add" by reference: tools.mjs, export add`
 */
export function describeFunction(data: SerializedFunction): string {
  const subject = data.name === '' ? 'unnamed function' : `function ${JSON.stringify(data.name)}`;
  switch (data.kind) {
    case 'module':
      return `${subject} by reference: ${placeOf(data.url)}, export ${data.path.join('.')}`;
    case 'builtin':
      return `${subject} by name: ${[data.from, ...data.path].join('.')}`;
    case 'source': {
      const origin = data.url === undefined ? '' : ` from ${placeOf(data.url, data.line)}`;
      const globals = data.globals.length === 0 ? '' : `, using ${data.globals.join(', ')}`;
      return `${subject} by value: ${data.text.length} characters of source${origin}${globals}`;
    }
  }
}
