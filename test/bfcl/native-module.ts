import { createRequire } from 'node:module';

/**
 * Loads an ES module with Node's own loader. The test runner transforms what tests import; a worker loads a tool's module
 * as it stands, so the host has to hold the same function.
 */
export const loadNatively: (path: string) => unknown = createRequire(import.meta.url);
