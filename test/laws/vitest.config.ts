import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { CountReporter } from './count-reporter.ts';
import { WholeFirst } from './whole-first.ts';
import { engineEnvironment } from '../../src/provision/engine/index.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    reporters: ['default', new CountReporter()],
    include: ['test/**/*.test.{ts,tsx}'],
    sequence: { sequencer: WholeFirst },
    pool: 'forks',
    poolOptions: { forks: { minForks: 1, maxForks: 2 } },
    testTimeout: 120_000,
    globalSetup: ['test/support/engine-setup.ts', 'test/support/compile-setup.ts'],
    // Set before the worker processes start, because the engine reads it at start.
    env: { ...engineEnvironment({ device: 'cpu' }) },
  },
});
