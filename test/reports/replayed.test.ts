import { map, range, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import { replayed } from '../../src/reports/index.ts';
import { collect } from '../support/collect.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const metrics: Record<string, Metric> = {
  p: made.phaseStarted(),
  s: made.step({ waitMs: 30, stepMs: 70 }),
  t: made.step({ waitMs: 0, stepMs: 50 }),
  // 64 images at 320 a second: 200 ms.
  e: made.evaluationStep({ count: 64, imagesPerSecond: 320 }),
  f: made.lrStep({ count: 64, imagesPerSecond: 640 }),
  q: made.step({ waitMs: 1, stepMs: 1 }),
  n: made.evaluationStep({ count: 64, imagesPerSecond: NaN }),
};

describe('replayed', () => {
  test('emits each metric after the time it took, divided by the speed', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  (pst|)         ', metrics);
      const sourceSubs = '   (^!)           ';
      const expected = '     p 9ms s 4ms (t|)';
      expectObservable(source.pipe(replayed({ speed: 10 }))).toBe(expected, metrics);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['at the recorded speed', 1, '(se|)', '100ms s 199ms (e|)'],
    ['a search', 1, '(fs|)', '100ms f 99ms (s|)'],
    ['slower', 0.5, '(s|)', '200ms (s|)'],
    // 2 ms each: the first is due after 2 ms; those due after 4 and 6 come at 6.
    ['short waits are added up', 1, '(qqqqq|)', '--(qq)(qq)(q|)'],
    ['at once', Infinity, '(pset|)', '(pset|)'],
    ['a metric of unknown duration takes no time', 1, '(np|)', '(np|)'],
    ['never', 10, '-', '-'],
    ['empty', 10, '--|', '--|'],
    ['an error comes after the metrics before it', 10, '(s#)', '10ms (s#)'],
    ['an error later', 10, 's 20ms #', '10ms s 10ms #'],
    ['an error alone', 10, '--#', '--#'],
  ])('%s', (_, speed, diagram, expected) => {
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold(diagram, metrics).pipe(replayed({ speed }))).toBe(expected, metrics);
    });
  });

  test('unsubscribed early', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('s', metrics);
      expectObservable(source.pipe(replayed({ speed: 10 })), '-----!').toBe('-', metrics);
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  test('at infinite speed, the event loop still takes turns', async () => {
    const step = made.step();
    let since = 0;
    let longest = 0;
    const turned = setInterval(() => (since = 0), 0);
    const out = await collect(
      range(0, 20_000).pipe(
        map(() => step),
        replayed({ speed: Infinity }),
        tap(() => {
          longest = Math.max(longest, ++since);
        }),
      ),
    );
    clearInterval(turned);
    expect(out).toHaveLength(20_000);
    expect(longest).toBeLessThanOrEqual(1000);
  });
});
