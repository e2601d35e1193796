// What Piscina loads. It uses `require`, which on Node 20 aborts the whole process if a thread is terminated while an ES
// module is being required; `import` is safe against that. So this is CommonJS, and imports the rest: at once, since the
// host, which serializes its first function meanwhile, may be late to ask for it.
const loaded = import('./worker.ts');
loaded.catch(() => undefined); // `serve` tells

module.exports = {
  serve: async (ports: import('./thread-control.ts', { with: { 'resolution-mode': 'import' } }).ThreadPorts): Promise<void> => {
    const { serve } = await loaded;
    serve(ports);
  },
};
