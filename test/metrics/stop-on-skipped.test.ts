import { describe, expect, test } from 'vitest';
import { MillraceError, type Metric } from '../../src/core/index.ts';
import { stopOnSkipped } from '../../src/metrics/index.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const metrics: Record<string, Metric> = {
  a: made.itemSkipped('/a.jpg', 'empty'),
  b: made.itemSkipped('/b.jpg', 'truncated'),
  c: made.itemSkipped('/c.jpg', 'not an image'),
  d: made.itemSkipped('/d.jpg'),
  s: made.step(),
};

const tooMany = (expected: string, received: string): MillraceError =>
  new MillraceError({
    _tag: 'TooManyBadItems',
    where: 'the images',
    expected,
    received,
    advice: 'Check that the image files are complete.',
  });

describe('stopOnSkipped', () => {
  test('errors when more than half of the images were bad, and names a few', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-a-c-d|', metrics);
      const sourceSubs = '   ^------!';
      const expected = '     -a-b-a-(c#)';
      const error = tooMany(
        'at most 2 of 4 to be unusable',
        '3, including /a.jpg (empty), /b.jpg (truncated), /c.jpg (not an image)',
      );
      expectObservable(source.pipe(stopOnSkipped({ total: 4, fraction: 0.5 }))).toBe(
        expected,
        metrics,
        error,
      );
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('exactly half is allowed, by default', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  -a-s-b-s-|', metrics);
      const expected = '     -a-s-b-s-|';
      expectObservable(source.pipe(stopOnSkipped({ total: 4 }))).toBe(expected, metrics);
    });
  });

  test('fraction 0 errors at the first bad image, fraction 1 never', () => {
    marbles().run(({ cold, expectObservable }) => {
      const error = tooMany('at most 0 of 4 to be unusable', '1, including /a.jpg (empty)');
      expectObservable(cold('-s-a-b|', metrics).pipe(stopOnSkipped({ total: 4, fraction: 0 }))).toBe(
        '-s-(a#)',
        metrics,
        error,
      );
      expectObservable(cold('(abcd|)', metrics).pipe(stopOnSkipped({ total: 4, fraction: 1 }))).toBe(
        '(abcd|)',
        metrics,
      );
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-s#', '-s#', '^-!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, metrics);
      expectObservable(source.pipe(stopOnSkipped({ total: 4 }))).toBe(expected, metrics);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -s-s-s-', metrics);
      expectObservable(source.pipe(stopOnSkipped({ total: 4 })), '----!').toBe('-s-s-', metrics);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test('each subscription counts from zero', () => {
    marbles().run(({ cold, expectObservable }) => {
      const output = cold('-a-b-|', metrics).pipe(stopOnSkipped({ total: 4 }));
      expectObservable(output).toBe('-a-b-|', metrics);
      expectObservable(output).toBe('-a-b-|', metrics);
    });
  });

  test('the message is one line', () => {
    expect(tooMany('at most 2 of 4 to be unusable', '3').message).toBe(
      'the images: expected at most 2 of 4 to be unusable, received 3. Check that the image files are complete.',
    );
  });
});
