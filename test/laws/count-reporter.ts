import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with one line that counts: `877 passed, 0 failed`. */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const count = (state: string): number => states.filter((each) => each === state).length;
    const brokenFiles = modules.filter((module) => module.state() === 'failed' && module.errors().length > 0);
    const failed = count('failed') + brokenFiles.length + errors.length;
    const skipped = count('skipped') === 0 ? '' : `, ${count('skipped')} skipped`;
    // After vitest's own summary, which comes at the end of the same run.
    process.on('exit', () => {
      process.stdout.write(`${count('passed')} passed, ${failed} failed${skipped}\n`);
    });
  }
}
