import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { CountReporter } from './count-reporter.ts';
import { engineEnvironment } from '../../src/provision/engine/index.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    reporters: ['default', new CountReporter()],
    include: ['test/**/*.test.{ts,tsx}'],
    pool: 'forks',
    poolOptions: { forks: { minForks: 1, maxForks: 2 } },
    testTimeout: 120_000,
    globalSetup: ['test/support/engine-setup.ts'],
    // Counts from the start of the processes that run tests.
    env: { ...engineEnvironment({ device: 'cpu' }) },
  },
});
