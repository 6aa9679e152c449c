import { map } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import { frames } from '../../../tui/dashboard/frames.ts';
import { paced } from '../../../tui/dashboard/paced.ts';

const metrics = Object.fromEntries(Array.from('abcde', (key, step) => [key, made.step({ step })])) as Record<
  string,
  Metric
>;
const shown = map(({ view }: { readonly view: { readonly steps: number } }) => String(view.steps));

describe('frames', () => {
  test.each([
    // A frame at most every 3: a and, when it is over, what came last; then the last of all.
    ['many', '-abcd-----e|', '-1--4-----5|', '^----------!'],
    ['the last one at the end', '-ab|', '-1--(2|)', '^--!'],
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-a-#', '-1-#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, metrics);
      expectObservable(source.pipe(frames({ every: () => 3 }), shown)).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, until it is unsubscribed', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('                  -a----b----c-', metrics);
      const unsubscribed = '                --------!';
      const output = source.pipe(frames({ every: () => 3 }), shown);
      expectObservable(output, unsubscribed).toBe('-1----2--');
      expectSubscriptions(source.subscriptions).toBe('^-------!');
    });
  });

  test('seconds without metrics are told from a minute on', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  a 61999ms   b 100ms |', metrics);
      const expected = '     0 59999ms x 999ms y 999ms 0 100ms |';
      const silence = source.pipe(
        frames({ every: () => 3 }),
        map((frame) => String(frame.silence)),
      );
      expectObservable(silence).toBe(expected, { 0: '0', x: '60', y: '61' });
    });
  });
});

test('paced: as many milliseconds as keep the share, within bounds', () => {
  const used = [1000, 1001, 1011, 1111];
  const every = paced({ cpuMs: () => used.shift() ?? 0, fraction: 0.02, least: 100, most: 2000 });
  // 1 ms is 2 % of 50, 10 of 500, 100 of 5000.
  expect([every(), every(), every()]).toEqual([100, 500, 2000]);
});
