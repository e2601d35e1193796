// The peers, each used as its documentation says. `pack` gives what would be sent (or throws), `unpack` makes the function of it in
// another process. `load` reads a module of rows, where a peer has to see its source first.
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import v8 from 'node:v8';

const require = createRequire(import.meta.url);
const evaluate = (text) => (0, eval)(`(${text})`);

/** Loads lazily: each process needs one peer. */
export const peers = {
  '@exec/serialize': {
    version: () => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
    pack: async (fn) => (await import('../dist/index.js')).serializeFunction(fn),
    unpack: async (data) => (await import('../dist/index.js')).deserializeFunction(data),
  },
  '@pulumi/pulumi': {
    pack: async (fn) => {
      const { text, exportName } = await require('@pulumi/pulumi').runtime.serializeFunction(fn);
      return { text, exportName };
    },
    unpack: ({ text, exportName }) => moduleOf(text)[exportName],
  },
  livepack: {
    load: (file) => {
      require('livepack/register')({ cache: false });
      return require(file);
    },
    pack: (fn) => require('livepack').serialize(fn, { format: 'cjs' }),
    unpack: moduleOf,
    needsCommonJs: true,
  },
  'serialize-javascript': { pack: (fn) => require('serialize-javascript')(fn), unpack: evaluate },
  'javascript-stringify': {
    pack: (fn) => require('javascript-stringify').stringify(fn, null, 0, { references: true }) ?? refuse(),
    unpack: evaluate,
  },
  tosource: { pack: (fn) => require('tosource')(fn), unpack: evaluate },
  funcster: {
    pack: (fn) => JSON.stringify(require('funcster').serialize(fn)),
    unpack: (text) => require('funcster').deepDeserialize({ fn: JSON.parse(text) }).fn,
  },
  'fn.toString()': { version: () => process.version, pack: (fn) => Function.prototype.toString.call(fn), unpack: evaluate },
  seroval: { pack: async (fn) => (await import('seroval')).serialize(fn), unpack: evaluate },
  devalue: { pack: async (fn) => (await import('devalue')).uneval(fn), unpack: evaluate },
  superjson: {
    pack: async (fn) => (await import('superjson')).default.stringify(fn),
    unpack: async (text) => (await import('superjson')).default.parse(text),
  },
  'v8.serialize': { version: () => process.version, pack: (fn) => v8.serialize(fn), unpack: (bytes) => v8.deserialize(bytes) },
};

/** Loads the text of a CommonJS module, in the folder in which it was made: it looks for others from there. */
function moduleOf(text) {
  const file = `${process.cwd()}/run-${randomUUID()}.cjs`;
  writeFileSync(file, text);
  try {
    return require(file);
  } finally {
    rmSync(file);
  }
}

function refuse() {
  throw new Error('it gave nothing');
}

export function versionOf(name) {
  return peers[name].version?.() ?? JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
}
