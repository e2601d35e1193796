// CommonJS, since it loads at once: the pool's first message would be lost while an ES module loads.
/* eslint-disable @typescript-eslint/no-require-imports */
const { ClusterWorker } = require('poolifier') as typeof import('poolifier', { with: { 'resolution-mode': 'require' } });
const { poolifierTasks } = require('./poolifier-tasks.js') as typeof import('./poolifier-tasks.ts', { with: { 'resolution-mode': 'import' } });

new ClusterWorker(poolifierTasks);
