import { describe, test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import { runEnded } from '../../src/metrics/index.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const metrics: Record<string, Metric> = {
  a: made.runStarted(),
  b: made.itemSkipped('/b.jpg'),
  c: made.step(),
  d: made.itemSkipped('/d.jpg'),
  o: made.runEnded({ why: 'completed', seconds: 1, skipped: 9 }),
};

describe('runEnded', () => {
  test('a run that is stopped', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-d|', metrics);
      const sourceSubs = '   ^-------!';
      const stop$ = cold('   -----x');
      const stopSubs = '     ^-------!';
      const expected = '     -a-b-c-d(r|)';
      const r = made.runEnded({ why: 'stopped', seconds: 0.008, skipped: 2 });
      const output = source.pipe(runEnded({ now: () => scheduler.now(), stop$ }));
      expectObservable(output).toBe(expected, { ...metrics, r });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(stop$.subscriptions).toBe(stopSubs);
    });
  });

  test('a run that completes; an image skipped twice counts once', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable }) => {
      const source = cold('  -a-b-c-b-d|', metrics);
      const expected = '     -a-b-c-b-d(r|)';
      const r = made.runEnded({ seconds: 0.01, skipped: 2 });
      const output = source.pipe(runEnded({ now: () => scheduler.now() }));
      expectObservable(output).toBe(expected, { ...metrics, r });
    });
  });

  test('damaged images are counted once too', () => {
    marbles().run(({ cold, expectObservable }) => {
      const damaged = { e: made.itemDamaged('/e.jpg'), f: made.itemDamaged('/f.jpg'), ...metrics };
      const source = cold('  -a-e-f-e-b|', damaged);
      const expected = '     -a-e-f-e-b(r|)';
      const r = made.runEnded({ seconds: 0, skipped: 1, damaged: 2 });
      expectObservable(source.pipe(runEnded({ now: () => 0 }))).toBe(expected, { ...damaged, r });
    });
  });

  test('a run that already ends with RunEnded', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  -a-(o|)', metrics);
      expectObservable(source.pipe(runEnded({ now: () => 0 }))).toBe('-a-(o|)', metrics);
    });
  });

  test('empty: no run, no end', () => {
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('--|', metrics).pipe(runEnded({ now: () => 0 }))).toBe('--|');
    });
  });

  test('several runs, of which the last is cut off', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  -a-o-a-c|', metrics);
      const r = made.runEnded({ seconds: 0 });
      expectObservable(source.pipe(runEnded({ now: () => 0 }))).toBe('-a-o-a-c(r|)', { ...metrics, r });
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['an error passes without RunEnded', '-a-#', '-a-#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, metrics);
      expectObservable(source.pipe(runEnded({ now: () => 0 }))).toBe(expected, metrics);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('   -c-c-c-', metrics);
      const stop$ = cold('   -');
      expectObservable(source.pipe(runEnded({ now: () => 0, stop$ })), '----!').toBe('-c-c-', metrics);
      expectSubscriptions(source.subscriptions).toBe('^---!');
      expectSubscriptions(stop$.subscriptions).toBe('^---!');
    });
  });
});
