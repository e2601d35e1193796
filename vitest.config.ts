import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // One less than the processors by default, which here is one; half of the time is spent waiting for workers that hang.
    maxWorkers: 2,
    setupFiles: [fileURLToPath(new URL('./vitest.setup.ts', import.meta.url))],
    // Built packages are loaded by Node itself, as their users load them: workers and children start from dist too.
    server: { deps: { external: [/\/(?:packages|apps)\/[a-z-]+\/dist\//] } },
    reporters: ['default', ['json', { outputFile: process.env['VITEST_JSON'] ?? 'reports/vitest.json' }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'test/**/*.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
    ],
  },
});
