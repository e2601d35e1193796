import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Programs that the tests start colour what they print in some environments, CI among them.
    env: { NO_COLOR: '1' },
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
