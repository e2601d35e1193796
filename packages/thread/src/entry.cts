// What Piscina loads. It uses `require`, which on Node 20 aborts the whole process if a thread is terminated while an ES
// module is being required; `import` is safe against that. So this is CommonJS, and imports the rest.
module.exports = {
  serve: async (ports: import('./thread-control.ts', { with: { 'resolution-mode': 'import' } }).ThreadPorts): Promise<void> => {
    const { serve } = await import('./worker.ts');
    serve(ports);
  },
};
