import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { CountReporter } from './count-reporter.ts';
import { WholeFirst } from './whole-first.ts';
import { engineEnvironment } from '../../src/provision/engine/index.ts';

/** Files that need a process without the modules of others: they mock modules, load them first, or look at what is loaded. */
const ownProcess = [
  'test/node.test.ts',
  'test/reports/run-report/loaded-late.test.ts',
  'test/tui/commands/summary.test.ts',
  // Ink draws nothing if another test has loaded it in CI.
  'test/tui/dashboard/app.test.ts',
];

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    reporters: ['default', new CountReporter()],
    sequence: { sequencer: WholeFirst },
    pool: 'forks',
    // Loading the modules again for each file would take a third of the time.
    poolOptions: { forks: { minForks: 1, maxForks: 2, isolate: false } },
    testTimeout: 120_000,
    globalSetup: ['test/support/engine-setup.ts', 'test/support/compile-setup.ts'],
    // Set before the worker processes start, because the engine reads it at start.
    env: { ...engineEnvironment({ device: 'cpu' }) },
    // Each project has processes of its own.
    projects: [
      { extends: true, test: { name: 'tests', include: ['test/**/*.test.{ts,tsx}'], exclude: ownProcess } },
      ...ownProcess.map((file) => ({ extends: true as const, test: { name: file, include: [file] } })),
    ],
  },
});
