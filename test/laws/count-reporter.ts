import type { Reporter, TestModule } from 'vitest/node';

/** Prints the totals as the last line of the output: `877 passed, 0 failed`. */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const count = (state: string): number => states.filter((each) => each === state).length;
    const brokenFiles = modules.filter((module) => module.state() === 'failed' && module.errors().length > 0);
    const failed = count('failed') + brokenFiles.length + errors.length;
    const skipped = count('skipped') === 0 ? '' : `, ${count('skipped')} skipped`;
    // vitest prints its own summary after this hook.
    process.on('exit', () => {
      process.stdout.write(`${count('passed')} passed, ${failed} failed${skipped}\n`);
    });
  }
}
