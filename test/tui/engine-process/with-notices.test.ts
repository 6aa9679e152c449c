import { expect, test } from 'vitest';
import { withNotices } from '../../../tui/engine-process/with-notices.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import { collect } from '../../support/collect.ts';
import { of } from 'rxjs';

const metrics = {
  a: made.runStarted(),
  b: made.phaseStarted(),
  n: { _tag: 'Notice', text: 'smaller batches' },
} as const;

test.each([
  ['follow the first metric', '-a----b-|', '-(an)-b-|', '^-------!'],
  ['never', '-', '-', '^'],
  ['empty', '--|', '--|', '^-!'],
  ['an error', '-a----#', '-(an)-#', '^-----!'],
])('%s', (_, diagram, expected, subscriptions) => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(diagram, metrics);
    expectObservable(source.pipe(withNotices(['smaller batches']))).toBe(expected, metrics);
    expectSubscriptions(source.subscriptions).toBe(subscriptions);
  });
});

test('endless, unsubscribed early', () => {
  marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot('-a----b-', metrics);
    expectObservable(source.pipe(withNotices(['smaller batches'])), '----!').toBe('-(an)', metrics);
    expectSubscriptions(source.subscriptions).toBe('^---!');
  });
});

test('without notices, nothing changes', async () => {
  expect(await collect(of(metrics.a, metrics.b).pipe(withNotices([])))).toEqual([metrics.a, metrics.b]);
});
