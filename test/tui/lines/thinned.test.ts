import { describe, test } from 'vitest';
import { marbles } from '../../support/marbles.ts';
import { thinned } from '../../../tui/lines/thinned.ts';

const values = { a: { _tag: 'Downloading' }, b: { _tag: 'Unpacking' } };

describe('thinned', () => {
  test('emits one per interval of each kind, and the first of a new kind', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-a-a-b-a|', values);
      const sourceSubs = '   ^---------!';
      const expected = '     -a---a-b-a|';
      const output = source.pipe(thinned({ now: () => scheduler.now(), intervalMs: 4 }));
      expectObservable(output).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['one', '-(a|)', '-(a|)', '^!'],
    ['an error', '-a-#', '-a-#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, values);
      expectObservable(source.pipe(thinned({ now: () => 0 }))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, until it is unsubscribed', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-b-a-', values);
      expectObservable(source.pipe(thinned({ now: () => 0 })), '----!').toBe('-a-b-', values);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });
});
