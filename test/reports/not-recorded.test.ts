import { map } from 'rxjs';
import { test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import { mapAccum } from '../../src/flow/index.ts';
import { notRecorded } from '../../src/reports/not-recorded.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const metrics: Record<string, Metric> = {
  a: made.step({ step: 0 }),
  b: made.step({ step: 1 }),
  c: made.step({ step: 2 }),
};
const isRecorded = (metric: Metric): boolean => metric === metrics['a'];

/** Numbers the steps, and says at the end how many there were. */
const numbered = mapAccum<Metric, number, string>(
  () => 0,
  (count) => [count + 1, [`step ${count}`]],
  (count) => [`${count} steps`],
);

test('drops the outputs for metrics that were recorded before, but lets the operator see them', () => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -a-b-c-|', metrics);
    const sourceSubs = '   ^------!';
    const expected = '     ---y-z-|';
    const output = source.pipe(
      notRecorded(
        isRecorded,
        map((metric) => (metric === metrics['b'] ? 'y' : 'z')),
      ),
    );
    expectObservable(output).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
});

test('an output at the end is new', () => {
  marbles().run(({ cold, expectObservable }) => {
    const values = { y: 'step 1', e: '2 steps', f: '1 steps' };
    expectObservable(cold('-a-b|', metrics).pipe(notRecorded(isRecorded, numbered))).toBe('---y(e|)', values);
    expectObservable(cold('-a|', metrics).pipe(notRecorded(isRecorded, numbered))).toBe('--(f|)', values);
  });
});

test.each([
  ['never', '-', '-', '^'],
  ['an error', '-b#', '-y#', '^-!'],
])('%s', (_, diagram, expected, subscriptions) => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(diagram, metrics);
    expectObservable(
      source.pipe(
        notRecorded(
          isRecorded,
          map(() => 'y'),
        ),
      ),
    ).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subscriptions);
  });
});

test('each subscription has its own state', () => {
  marbles().run(({ cold, expectObservable }) => {
    const output = cold('(ab|)', metrics).pipe(notRecorded(isRecorded, numbered));
    expectObservable(output).toBe('(ye|)', { y: 'step 1', e: '2 steps' });
    expectObservable(output).toBe('(ye|)', { y: 'step 1', e: '2 steps' });
  });
});
