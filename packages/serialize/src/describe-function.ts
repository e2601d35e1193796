import { placeOf } from './code/place.ts';
import type { ClosureNode } from './format/closure-data.ts';
import type { SerializedFunction } from './format/serialized-function.ts';

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
    case 'closure': {
      const { units, links } = data.code;
      const nodes = JSON.parse(data.state) as ClosureNode[]; // `as`: what captureClosure wrote
      const [first] = units;
      const origin = first?.url === undefined ? '' : ` from ${placeOf(first.url, first.line)}`;
      const names = [...new Set(units.flatMap((unit) => unit.names).concat(nodes.flatMap((node) => (node.type === 'function' ? node.cells.map(([name]) => name) : []))))];
      const members = nodes.flatMap((node) => ('properties' in node ? node.properties.flatMap(([key]) => (typeof key === 'string' ? [key] : [])) : []));
      const imports = links.map((link) => (link.type === 'namespace' ? link.specifier : `${placeOf(link.url)} ${link.path.join('.')}`));
      const globals = [...new Set(units.flatMap((unit) => unit.globals))];
      const parts = [`${units.reduce((length, { text }) => length + text.length, data.state.length)} characters${origin}`, listOf('capturing', names), listOf('with members', [...new Set(members)]), listOf('importing', imports), listOf('using', globals)];
      return `${subject} by value: ${parts.filter((part) => part !== '').join(', ')}`;
    }
    case 'source': {
      const origin = data.url === undefined ? '' : ` from ${placeOf(data.url, data.line)}`;
      const globals = data.globals.length === 0 ? '' : `, using ${data.globals.join(', ')}`;
      return `${subject} by value: ${data.text.length} characters of source${origin}${globals}`;
    }
  }
}

function listOf(word: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${word} ${names.join(', ')}`;
}
