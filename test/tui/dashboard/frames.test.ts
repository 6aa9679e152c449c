import { map } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import { frames } from '../../../tui/dashboard/frames.ts';
import { frameInterval } from '../../../tui/dashboard/frame-interval.ts';

const metrics = Object.fromEntries(Array.from('abcde', (key, step) => [key, made.step({ step })])) as Record<
  string,
  Metric
>;
const shown = map(({ view }: { readonly view: { readonly steps: number } }) => String(view.steps));

describe('frames', () => {
  test.each([
    // At most one frame per 3: the first step, the latest one when the interval ends, and the last one.
    ['many', '-abcd-----e|', '-1--4-----5|', '^----------!'],
    ['one pending at the end', '-ab|', '-1--(2|)', '^--!'],
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

  test('shows the seconds without metrics after a minute', () => {
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

test('frameInterval keeps the fraction of processor time, within its bounds', () => {
  const used = [1000, 1001, 1011, 1111];
  const every = frameInterval({ cpuMs: () => used.shift() ?? 0, fraction: 0.02, minMs: 100, maxMs: 2000 });
  // 1 ms is 2 % of 50, 10 of 500, 100 of 5000.
  expect([every(), every(), every()]).toEqual([100, 500, 2000]);
});
