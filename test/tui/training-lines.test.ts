import { map, NEVER } from 'rxjs';
import { describe, test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import { experimentsTable, foldExperiments } from '../../src/reports/index.ts';
import { trainingLines } from '../../tui/training-lines.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const metrics: Record<string, Metric> = {
  a: made.runStarted(),
  b: made.epochRow(),
  c: made.runStarted({ pipeline: 'mixup' }),
};
const lines = {
  l: 'RunStarted',
  m: 'EpochRow',
  w: 'The run is in /runs/1',
};
const operator = trainingLines({ runFolder: '/runs/1', display: map(({ _tag }) => _tag) });

describe('trainingLines', () => {
  test('what the display says, and then where the run is', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|', metrics);
      const sourceSubs = '   ^----!';
      const expected = '     -l-m-(w|)';
      expectObservable(source.pipe(operator)).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('of several runs there is a table', () => {
    const [t, u, v, x] = experimentsTable(
      [made.runStarted(), made.runStarted({ pipeline: 'mixup' })].reduce(foldExperiments, []),
    );
    marbles().run(({ cold, expectObservable }) => {
      const output = cold('-a-c-|', metrics).pipe(operator);
      expectObservable(output).toBe('-l-l-(tuvxw|)', { ...lines, t, u, v, x });
    });
  });

  test('a failure passes after what was done before it', () => {
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('-a-#', metrics).pipe(operator)).toBe('-l-(w#)', lines);
      expectObservable(cold('-#', metrics).pipe(operator)).toBe('-#', lines);
    });
  });

  test('never, empty, endless until it is left', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      expectObservable(NEVER.pipe(operator)).toBe('-');
      expectObservable(cold('--|', metrics).pipe(operator)).toBe('--(w|)', lines);
      const source = hot('-a-b-b-', metrics);
      expectObservable(source.pipe(operator), '----!').toBe('-l-m', lines);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });
});
