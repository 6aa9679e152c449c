import { left, right, type Either } from 'fp-ts/lib/Either.js';
import { describe, test } from 'vitest';
import { toSeparated } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';

const values: Record<string, Either<string, number>> = {
  a: right(1),
  b: left('p'),
  c: right(2),
  d: left('q'),
};

describe('toSeparated', () => {
  test('emits failures and results, each in order, on completion', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-(d|)', values);
      const sourceSubs = '   ^------!';
      const expected = '     -------(s|)';
      expectObservable(source.pipe(toSeparated())).toBe(expected, { s: { left: ['p', 'q'], right: [1, 2] } });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('empty', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --|', values);
      const expected = '     --(s|)';
      expectObservable(source.pipe(toSeparated())).toBe(expected, { s: { left: [], right: [] } });
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  test('never', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -', values);
      expectObservable(source.pipe(toSeparated())).toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^');
    });
  });

  test('an error of the source', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -ab#', values);
      expectObservable(source.pipe(toSeparated())).toBe('---#');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  test('an endless source, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   abcabc', values);
      const unsub = '        ---!';
      expectObservable(source.pipe(toSeparated()), unsub).toBe('----');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  test('each subscription collects separately', () => {
    marbles().run(({ cold, expectObservable }) => {
      const separated$ = cold('(ab|)', values).pipe(toSeparated());
      const expected = '       (s|)';
      expectObservable(separated$).toBe(expected, { s: { left: ['p'], right: [1] } });
      expectObservable(separated$).toBe(expected, { s: { left: ['p'], right: [1] } });
    });
  });
});
