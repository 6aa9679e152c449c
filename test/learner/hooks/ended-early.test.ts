import { describe, test } from 'vitest';
import { endedEarly } from '../../../src/learner/hooks/ended-early.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const values = {
  r: made.epochRow({ epoch: 0 }),
  s: made.epochRow({ epoch: 1 }),
  c: made.checkpointSaved(),
  f: made.fitEnded({ phase: 2, epochs: 2, reason: 'enough' }),
};
const atSecond = endedEarly({ phase: 2, epochs: 3 }, ({ epoch }) => (epoch === 1 ? 'enough' : null));

describe('endedEarly', () => {
  test('ends after the row', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -r-s-r-|', values);
      const sourceSubs = '   ^--!';
      const expected = '     -r-(sf|)';
      expectObservable(source.pipe(atSecond)).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-r-#', '-r-#', '^--!'],
    ['without a reason', '-c-r-|', '-c-r-|', '^----!'],
    ['an upstream hook ended the fit', '-r-f-s-', '-r-(f|)', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, values);
      expectObservable(source.pipe(atSecond)).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-r-r-r-', values);
      expectObservable(source.pipe(atSecond), '----!').toBe('-r-r', values);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test('the last row needs no end', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('-r-s-c|', values);
      expectObservable(source.pipe(endedEarly({ phase: 0, epochs: 2 }, () => null))).toBe('-r-s-c|', values);
      const last = cold('-s-c|', values);
      expectObservable(last.pipe(endedEarly({ phase: 0, epochs: 2 }, () => 'enough'))).toBe('-s-c|', values);
    });
  });

  test('an exception of reasonOf is an error', () => {
    const failing = endedEarly({ phase: 0, epochs: 3 }, () => {
      throw new Error('no value');
    });
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-c-r-|', values);
      expectObservable(source.pipe(failing)).toBe('-c-#', values, new Error('no value'));
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });
});
